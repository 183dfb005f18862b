import { createHash } from 'node:crypto';
import { fitValues } from '../record/fit';
import { baselineOf, contentKey, hashField } from '../record/hash';
import type { FieldDecision } from '../plan/merge';
import type { Baseline, FieldName, FieldValues, Link, Loss, Side, Snapshot, WriteResult } from '../types';
import { idsBySide, linkId } from '../side';
import { viewRead } from '../view';
import { linkTo } from './adopt';
import { handBackFailed } from './failures';
import { contentsOf, viewOfSide } from './images';
import { linkAfter, linkGone, newLink } from './linkState';
import { isPlanned, mayProceed, plannedFields } from './plans';
import { findCreated } from './recover';
import { type ApplyRun, chunks, done, targetsInLinks, type UpsertWork, writeOptions } from './run';
import { Settlement } from './settlement';

const batchSize = 100;
const rounds = 4;

interface Creation {
	work: UpsertWork;
	link: Link;
	values: FieldValues;
	losses: Loss[];
}

/**
 * Creates the records on the target. The intent is committed before the call, so that whatever happens the next run knows
 * what may be there. Returns works whose key turned out to be taken by a live record: that record is their partner.
 */
export async function runCreates(run: ApplyRun, works: UpsertWork[]): Promise<Array<UpsertWork & { link: Link }>> {
	const existing: Array<UpsertWork & { link: Link }> = [];
	for (const batch of chunks(await withoutFinished(run, works, existing), batchSize)) {
		let pending = batch;
		for (let round = 0; pending.length > 0 && round < rounds; round += 1) pending = await createRound(run, pending, existing);
	}
	return existing;
}

/**
 * A create that was interrupted may have made its record. Without a plan the create's key finds that out by itself; a plan has
 * to tell beforehand.
 */
async function withoutFinished(run: ApplyRun, works: UpsertWork[], existing: Array<UpsertWork & { link: Link }>): Promise<UpsertWork[]> {
	if (run.capabilities.createKey === 'none') return works;
	const open = works.filter((work): work is UpsertWork & { link: Link } => work.link?.state === 'creating' && isPlanned(run, work));
	const made = await findCreated(run, open.map(({ link }) => link));
	const finished = new Map(open.flatMap((work, index) => (made[index] ? [[work as UpsertWork, made[index]] as const] : [])));
	for (const [work, snapshot] of finished) existing.push(linkTo(run, work, snapshot, true));
	return works.filter((work) => !finished.has(work));
}

async function createRound(run: ApplyRun, works: UpsertWork[], existing: Array<UpsertWork & { link: Link }>): Promise<UpsertWork[]> {
	const gate = new Settlement(run);
	const allowed = works.map((work) => ({ work, ...fitValues(work.values, run.capabilities) })).filter(({ work, values }) => mayProceed(run, work, proposalOf(values), gate));
	await gate.commit();
	if (allowed.length === 0) return [];
	const creations = await noteIntents(run, allowed);
	const results = await run.request.target.system.write(
		creations.map(({ link, values, work }) => ({
			kind: 'create' as const,
			key: link.key ?? '',
			values,
			stamp: { sync: run.sync.name, partnerId: work.item.id, generation: link.generation },
		})),
		await writeOptions(run),
	);
	const settlement = new Settlement(run);
	const again: UpsertWork[] = [];
	const taken = await linkedElsewhere(run, results);
	creations.forEach((creation, index) => {
		const result: WriteResult = results[index] ?? { outcome: 'unclear', message: 'The vendor did not answer for this record.' };
		const made = madeBy(result);
		if (made !== null && taken.has(made)) again.push(withNextKey(creation));
		else if (result.outcome === 'written') settleCreated(run, creation, result, settlement);
		else if (result.outcome === 'exists') existing.push(linkTo(run, { ...creation.work, link: creation.link }, viewRead(result.snapshot, run.targetView), true));
		else if (result.outcome === 'keyUsed') again.push(withNextKey(creation));
		else settleFailed(run, creation, result, settlement);
	});
	await settlement.commit();
	return again;
}

/** Records that answered for a key but meanwhile have another partner. A vendor may answer a used key as if it had just made the record. */
async function linkedElsewhere(run: ApplyRun, results: WriteResult[]): Promise<Set<string>> {
	return await targetsInLinks(run, results.flatMap((result) => madeBy(result) ?? []), ['linked']);
}

/** The record that a create's key stands for. */
function madeBy(result: WriteResult): string | null {
	if (result.outcome === 'exists') return result.snapshot.id;
	return result.outcome === 'written' ? result.id : null;
}

function withNextKey({ work, link }: Creation): UpsertWork {
	return { ...work, link: { ...link, generation: link.generation + 1 } };
}

function proposalOf(values: FieldValues) {
	return { action: 'create' as const, fields: plannedFields(Object.entries(values) as Array<[FieldName, FieldValues[FieldName] & {}]>, () => null), restsOn: [] };
}

/** Writes down what is about to be created, and under which key. */
async function noteIntents(run: ApplyRun, entries: Array<Omit<Creation, 'link'>>): Promise<Creation[]> {
	const settlement = new Settlement(run);
	const intentAt = run.request.target.system.serverTime() ?? run.context.clock.now();
	for (const { work, values } of entries) settlement.saveLink(intentOf(run, work, values, intentAt));
	const saved = await settlement.commit();
	const bySource = new Map(saved.map((link) => [linkId(link, run.source), link]));
	return entries.map((entry) => ({ ...entry, link: bySource.get(entry.work.item.id) ?? intentOf(run, entry.work, entry.values, intentAt) }));
}

function intentOf(run: ApplyRun, work: UpsertWork, values: FieldValues, intentAt: number): Link {
	const previous = work.link;
	const generation = generationAfter(previous, run.source);
	const base = previous === null ? newLink(run.sync.name, run.source, work.item.id, generation) : linkGone(previous);
	return {
		...base,
		...idsBySide(run.source, work.item.id, null),
		origin: run.source,
		createdByUs: true,
		state: 'creating',
		generation,
		key: keyOf(run.sync.name, run.source, work.item.id, generation),
		intentAt,
		contentKey: contentKey(work.record),
		baseline: { ...base.baseline, [run.target]: previous?.state === 'creating' ? {} : expectedOf(values) },
	};
}

/**
 * Keys count up from the first one in each direction, none left out: after the store was lost, trying them in order leads to the
 * record that one of them made.
 */
function generationAfter(previous: Link | null, origin: Side): number {
	if (previous === null) return 0;
	if (previous.state === 'creating') return previous.generation;
	return previous.origin === origin ? previous.generation + 1 : 0;
}

/** What the created record will hold, to tell later whether somebody edited it. Not known after a second try, as either may have made the record. */
function expectedOf(values: FieldValues): Baseline {
	const expected: Baseline = {};
	for (const field of Object.keys(values) as FieldName[]) expected[field] = hashField(field, values[field] ?? null);
	return expected;
}

/** The same record of the same sync always gets the same key, so that a repeated create meets itself. */
export function keyOf(sync: string, origin: string, sourceId: string, generation: number): string {
	return createHash('sha256').update(JSON.stringify([sync, origin, sourceId, generation])).digest('hex').slice(0, 40);
}

function settleCreated(run: ApplyRun, creation: Creation, result: WriteResult & { outcome: 'written' }, settlement: Settlement): void {
	const { work, link, values } = creation;
	const snapshot: Snapshot | null = result.snapshot === undefined ? null : viewRead(result.snapshot, run.targetView);
	const linked: Link = { ...link, ...idsBySide(run.source, work.item.id, result.id) };
	const next = linkAfter(linked, run.source, run.target, work, decisionsOf(work, values), { revision: result.revision, record: snapshot?.record ?? null, written: result.written });
	settlement.saveLink(next);
	settlement.settle(work);
	settlement.wrote(run.target, result.id);
	const held = { ...values, ...result.written };
	const contents = snapshot === null ? held : contentsOf(snapshot.record, run.targetView);
	settlement.keepImage(run.source, work.item.id, contentsOf(work.record, viewOfSide(run, run.source)));
	settlement.keepImage(run.target, result.id, contents);
	const fields = Object.keys(values) as FieldName[];
	// The whole record: whoever takes the run back must see work that was put into it in any field.
	settlement.note({ side: run.target, recordId: result.id, action: 'create', reason: `new in ${work.item.system}`, fields, before: null, after: { ...contents, ...held } });
	done(run, { ...work, link: next }, 'created', { fields, losses: [...creation.losses, ...(result.losses ?? [])] });
}

/** A create decides every field: the source's value, as far as the target holds it. */
function decisionsOf(work: UpsertWork, values: FieldValues): Map<FieldName, FieldDecision> {
	const decisions = new Map<FieldName, FieldDecision>();
	for (const field of Object.keys(values) as FieldName[]) {
		const value = values[field] ?? null;
		const source: Baseline = baselineOf(work.record, work.pairs.filter(({ to }) => to === field).map(({ from }) => from));
		decisions.set(field, { kind: 'write', value, losses: [], beats: null, baseline: { source, target: hashField(field, value) } });
	}
	// Fields the target cannot hold are in step by definition: their changes have nowhere to go.
	return decisions;
}

function settleFailed(run: ApplyRun, creation: Creation, result: WriteResult, settlement: Settlement): void {
	const { work, link } = creation;
	handBackFailed(run, work, settlement, result);
	// It is not known what the vendor did: the intent stays and the next run looks for the record.
	if (result.outcome === 'unclear' || work.link?.state === 'creating') return;
	if (work.link === null) settlement.removeLink(link);
	else settlement.saveLink(linkGone(link));
}

