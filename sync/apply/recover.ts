import { contentKey } from '../record/hash';
import { getField } from '../record/fields';
import { normalForm } from '../record/normalForm';
import type { Link, Snapshot } from '../types';
import { viewRead, viewSnapshot } from '../view';
import { linkId, otherSide } from '../side';
import { linkTo } from './adopt';
import { looksAsWritten } from './match';
import { titleOf } from './prepare';
import { type ApplyRun, attention, targetsInLinks, type UpsertWork } from './run';
import { Settlement } from './settlement';

/** Vendors' clocks show seconds only, and ours may differ a little from theirs. */
const clockTolerance = 5_000;

export interface Recovered {
	found: Array<UpsertWork & { link: Link }>;
	missing: UpsertWork[];
}

/**
 * For creates whose outcome is not known on a system without idempotency keys: looks through what was created since.
 * Exactly one fitting record is the result of that create; none means it never happened.
 */
export async function recoverCreates(run: ApplyRun, works: UpsertWork[]): Promise<Recovered> {
	const recovered: Recovered = { found: [], missing: [] };
	if (works.length === 0) return recovered;
	const free = await bornSince(run, works.map(({ link }) => link?.intentAt ?? null));
	const settlement = new Settlement(run);
	const unsure: UpsertWork[] = [];
	for (const work of works) {
		const match = resultOf(run, free, work.item.id, work.link);
		if (match === undefined) unsure.push(work);
		else {
			free.delete(match);
			recovered.found.push(linkTo(run, work, match, true));
		}
	}
	for (const work of unsure) {
		const alike = [...free].filter((snapshot) => !isAnothers(run, snapshot, work.item.id) && isAlike(snapshot, work));
		const [only] = alike;
		if (only === undefined) recovered.missing.push(work);
		else if (alike.length === 1) {
			free.delete(only);
			recovered.found.push(linkTo(run, work, only, true));
		} else {
			attention(
				run, work, 'ambiguous',
				`"${titleOf(work)}" was being created when the connection broke, and ${alike.length} records made since could be the result. Nothing more was created.`,
				'Delete the surplus ones, then edit the original once so that it is matched again.',
			);
			settlement.settle(work);
		}
	}
	await settlement.commit();
	return recovered;
}

/** What the create of this record has made: by its mark where the system keeps one, else by what makes records the same to people. */
function resultOf(run: ApplyRun, free: Set<Snapshot>, sourceId: string, link: Link | null): Snapshot | undefined {
	const candidates = [...free];
	return candidates.find((snapshot) => isMarkedFor(run, snapshot, sourceId)) ?? candidates.find((snapshot) => !isAnothers(run, snapshot, sourceId) && contentKey(snapshot.record) === link?.contentKey);
}

function isMarkedFor({ sync }: ApplyRun, { stamp }: Snapshot, sourceId: string): boolean {
	return stamp?.sync === sync.name && stamp.partnerId === sourceId;
}

/** A copy that is marked for another record is that record's, however alike. */
function isAnothers(run: ApplyRun, snapshot: Snapshot, sourceId: string): boolean {
	return snapshot.stamp !== undefined && !isMarkedFor(run, snapshot, sourceId);
}

/** Records on the target without a link that came into being since the earliest of the intents. */
async function bornSince(run: ApplyRun, intents: Array<number | null>): Promise<Set<Snapshot>> {
	const earliest = Math.min(...intents.map((at) => at ?? run.context.clock.now()));
	const born = (await run.request.target.system.createdSince(earliest - clockTolerance)).map((snapshot) => viewSnapshot(snapshot, run.targetView));
	const taken = await targetsInLinks(run, born.map(({ id }) => id), ['linked', 'creating']);
	return new Set(born.filter(({ id, recurring }) => !recurring && !taken.has(id)));
}

/** What the open creates of these links made, for sources that were deleted meanwhile; null where nothing is found. */
export async function findCreated(run: ApplyRun, links: Link[]): Promise<Array<Snapshot | null>> {
	if (links.length === 0) return [];
	if (run.capabilities.createKey === 'clientId') {
		const keys = links.map(({ key }) => key ?? '');
		const reads = await run.request.target.system.readMany(keys);
		const taken = await targetsInLinks(run, keys, ['linked']);
		return links.map((_, index) => {
			const read = reads[index];
			return read?.outcome === 'found' && !taken.has(read.snapshot.id) ? viewRead(read.snapshot, run.targetView) : null;
		});
	}
	const free = await bornSince(run, links.map(({ intentAt }) => intentAt));
	return links.map((link) => {
		const match = resultOf(run, free, linkId(link, run.source) ?? '', link);
		if (match !== undefined) free.delete(match);
		return match ?? null;
	});
}

/** Somebody may have edited the new record, or its original, before it was found: title or time still tells, or most of what was written. */
function isAlike({ record }: Snapshot, { record: source, link }: UpsertWork): boolean {
	const fields = 'start' in source ? (['title', 'time'] as const) : (['lastName', 'emails'] as const);
	const isSame = fields.some((field) => {
		const form = normalForm(field, getField(source, field));
		return form !== '' && form === normalForm(field, getField(record, field));
	});
	return isSame || (link !== null && looksAsWritten(record, link.baseline[otherSide(link.origin)]));
}
