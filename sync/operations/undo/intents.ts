import { keyOf } from '../../apply/creates';
import { linkLeft } from '../../apply/linkState';
import { digestOf, hashField } from '../../record/hash';
import { otherSide } from '../../side';
import type { Baseline, FieldName, FieldValues, Link, Side, Snapshot } from '../../types';
import type { Undoing } from './judge';
import type { UndoStep } from './steps';
import type { UndoRun } from './undo';

/**
 * Says in the links what is about to be done, before it is done: whatever happens in between, the next reading of this side takes
 * neither a restored value for a person's edit nor a removed copy for a person's deletion. An intent whose write never
 * happened is harmless: what it says of the target is then an edit to a value that the other side holds already.
 */
export async function noteIntents(run: UndoRun, undoings: Undoing[]): Promise<Undoing[]> {
	const links = undoings.flatMap((undoing) => intentOf(run, undoing) ?? []);
	if (links.length === 0) return undoings;
	await run.held.keep();
	const { context, sync, held } = run;
	const now = context.clock.now();
	const saved = await context.store.commit({ sync: sync.name, lease: held.lease, now, links: links.map((link) => ({ ...link, updatedAt: now })) });
	const byId = new Map(saved.map((link) => [link.id, link]));
	return undoings.map((undoing) => {
		const link = undoing.link === null ? undefined : byId.get(undoing.link.id);
		return link === undefined ? undoing : { ...undoing, link, formerly: undoing.link };
	});
}

/** Made from the run, so that undoing it once more meets the record that was made the first time. */
export function undoKey({ request, sync }: UndoRun, { recordId }: UndoStep): string {
	return keyOf(sync.name, `undo ${request.run}`, recordId, 0);
}

function intentOf(run: UndoRun, { link, present, request, step }: Undoing): Link | null {
	const { side } = run;
	if (link === null) return null;
	// Where the vendor takes the key, it tells by itself what was made before.
	if (present === null) return run.request.target.system.capabilities.createKey === 'clientId' ? null : { ...link, key: undoKey(run, step) };
	if (request.kind === 'delete') return linkLeft(link, otherSide(side));
	return request.kind === 'update' ? withRestored(link, side, request.values, present) : null;
}

function withRestored(link: Link, side: Side, values: FieldValues, present: Snapshot): Link {
	const baseline: Baseline = { ...link.baseline[side] };
	for (const field of Object.keys(values) as FieldName[]) if (baseline[field] !== undefined) baseline[field] = hashField(field, values[field] ?? null);
	const seen = link.state === 'linked' ? { revision: present.revision, digest: digestOf(present.record), inStep: false } : link.seen[side];
	return { ...link, baseline: { ...link.baseline, [side]: baseline }, seen: { ...link.seen, [side]: seen } };
}

/** The link as it was before the intent, for a write that was refused. */
export function withoutIntent({ link, formerly }: Undoing): Link | null {
	return link === null || formerly == null ? null : { ...formerly, version: link.version };
}
