import { getField, withFields } from '../record/fields';
import type { CanonicalRecord, FieldName, FieldValues, Link, ReadResult, Snapshot, WriteResult } from '../types';
import { linkId } from '../side';
import { viewRead } from '../view';
import { keepLosers, report } from './conflicts';
import { type Decided, type Decisions, decide, type LinkedWork } from './decide';
import { handBackFailed } from './failures';
import { beforeImage, contentsOf, keepsContents, viewOfSide } from './images';
import { linkAfter, lookedAt } from './linkState';
import { isPlanned, mayProceed, plannedFields } from './plans';
import { titleOf } from './prepare';
import { type ApplyRun, chunks, done, isTargetKnown, targetIdOf, type UpsertWork, writeOptions } from './run';
import { Settlement } from './settlement';

const batchSize = 100;
/** A record that is edited faster than it can be merged comes back with the next run. */
const rounds = 4;

/**
 * Brings changes of linked records across. Returns those whose target turned out to be deleted: the edit beats the
 * deletion, so they are created anew.
 */
export async function runUpdates(run: ApplyRun, works: LinkedWork[]): Promise<UpsertWork[]> {
	const vanished: UpsertWork[] = [];
	for (const batch of chunks(works, batchSize)) {
		let pending = batch;
		for (let round = 0; pending.length > 0 && round < rounds; round += 1) pending = await updateRound(run, pending, vanished);
		await deferRest(run, pending);
	}
	return vanished;
}

/** One try for each; returns the works whose target was changed by somebody else in between. */
async function updateRound(run: ApplyRun, works: LinkedWork[], vanished: UpsertWork[]): Promise<LinkedWork[]> {
	const settlement = new Settlement(run);
	const decided: Decided[] = [];
	await run.images.load(works.flatMap(({ link }) => linkId(link, run.target) ?? []));
	for (const work of await readTargets(run, works, vanished, settlement)) {
		const decisions = decide(run, work);
		const values: FieldValues = {};
		for (const [field, decision] of decisions) if (decision.kind === 'write') values[field] = decision.value;
		if (Object.keys(values).length === 0) settleInStep(run, work, decisions, settlement);
		else if (mayProceed(run, work, proposalOf(run, work, values), settlement)) decided.push({ work, decisions, values });
	}
	const stale = decided.length === 0 ? [] : await write(run, decided, vanished, settlement);
	await settlement.commit();
	return stale;
}

/** Nothing to write. An adoption is still something to plan; anything else only brings the baseline up to date. */
function settleInStep(run: ApplyRun, work: LinkedWork, decisions: Decisions, settlement: Settlement): void {
	const proposal = { action: 'adopt' as const, fields: [], restsOn: [work.present?.revision ?? null] };
	if (!isAdoption(run, work) || mayProceed(run, work, proposal, settlement)) settleUnwritten(run, work, decisions, settlement);
}

/** True while the pairing itself is new. */
function isAdoption(run: ApplyRun, { link }: LinkedWork): boolean {
	return link.seen[run.target] === null;
}

function proposalOf(run: ApplyRun, work: LinkedWork, values: FieldValues) {
	const present = work.present;
	const fields = plannedFields(Object.entries(values) as Array<[FieldName, FieldValues[FieldName] & {}]>, (field) => (present === null ? null : getField(present.record, field)));
	return { action: isAdoption(run, work) ? ('adopt' as const) : ('update' as const), fields, restsOn: [present?.revision ?? null] };
}

/** Reads the targets that cannot be written blindly. A target that is in step is written with its revision as precondition. */
async function readTargets(run: ApplyRun, works: LinkedWork[], vanished: UpsertWork[], settlement: Settlement): Promise<LinkedWork[]> {
	const ready: LinkedWork[] = [];
	const unread: LinkedWork[] = [];
	for (const work of works) (mustReadTarget(run, work) ? unread : ready).push(work);
	const reads = unread.length === 0 ? [] : await run.request.target.system.readMany(unread.map(({ link }) => targetIdOf(run, link)));
	unread.forEach((work, index) => {
		const result: ReadResult = reads[index] ?? { outcome: 'unreadable', message: 'The vendor did not answer for this record.' };
		if (result.outcome === 'gone') vanished.push(work);
		else if (result.outcome === 'unreadable') handBackFailed(run, work, settlement, 'lost access', `The partner of "${titleOf(work)}" cannot be read: ${result.message}`);
		else ready.push({ ...work, present: viewRead(result.snapshot, run.targetView), mustRead: false });
	});
	return ready;
}

function mustReadTarget(run: ApplyRun, work: LinkedWork): boolean {
	if (work.present !== null) return false;
	if (work.mustRead || !isTargetKnown(run, work.link) || isPlanned(run, work)) return true;
	if (run.targetView.privateEvents === 'busyOnly') return true;
	const decisions = decide(run, work);
	if ([...decisions.values()].some(({ kind }) => kind === 'needTarget')) return true;
	const written = writtenFields(decisions);
	return written.length > 0 && (!run.capabilities.precondition.update || lacksImage(run, work, written));
}

function writtenFields(decisions: Decisions): FieldName[] {
	return [...decisions].flatMap(([field, { kind }]) => (kind === 'write' ? [field] : []));
}

/** What is about to be overwritten must be known, so that it can be brought back. */
function lacksImage(run: ApplyRun, work: LinkedWork, fields: FieldName[]): boolean {
	return keepsContents(run, run.target) && beforeOf(run, work, fields) === null;
}

function beforeOf(run: ApplyRun, { link, present }: LinkedWork, fields: FieldName[]): FieldValues | null {
	return beforeImage(present, run.images.of(targetIdOf(run, link)), link.baseline[run.target], fields);
}

function settleUnwritten(run: ApplyRun, work: LinkedWork, decisions: Decisions, settlement: Settlement): void {
	const { present, link } = work;
	const known = link.seen[run.target];
	const after = present === null ? { revision: known?.revision ?? '', record: null } : { revision: present.revision, record: present.record };
	const next = linkAfter(link, run.source, run.target, work, decisions, after);
	// Nothing was read or written on the target: what was seen there stands as it was.
	settlement.saveLink(present === null ? { ...next, seen: { ...next.seen, [run.target]: known } } : next);
	settlement.settle(work);
	keepImages(run, work, present?.record ?? null, {}, settlement);
	report(run, work, decisions, settlement, { action: isAdoption(run, work) ? 'adopted' : 'unchanged', fields: [], losses: [] });
	if (isAdoption(run, work)) noteAdoption(run, targetIdOf(run, link), settlement);
}

function noteAdoption(run: ApplyRun, targetId: string, settlement: Settlement): void {
	settlement.note({ side: run.target, recordId: targetId, action: 'adopt', reason: 'the same record was there already', fields: [], before: null, after: null });
}

async function write(run: ApplyRun, decided: Decided[], vanished: UpsertWork[], settlement: Settlement): Promise<LinkedWork[]> {
	const { system } = run.request.target;
	await keepLosers(run, decided);
	const requests = decided.map(({ work, values }) => ({
		kind: 'update' as const,
		id: targetIdOf(run, work.link),
		values,
		revision: work.present?.revision ?? work.link.seen[run.target]?.revision ?? null,
		...(run.capabilities.stamp && isOurCopy(run, work.link) ? { stamp: { sync: run.sync.name, partnerId: work.item.id, generation: work.link.generation } } : {}),
	}));
	const results = await system.write(requests, await writeOptions(run));
	const stale: LinkedWork[] = [];
	decided.forEach((entry, index) => {
		const result: WriteResult = results[index] ?? { outcome: 'unclear', message: 'The vendor did not answer for this record.' };
		if (result.outcome === 'written') settleWritten(run, entry, result, settlement);
		else if (result.outcome === 'stale') stale.push({ ...entry.work, present: null, mustRead: true });
		else if (result.outcome === 'gone') vanished.push(entry.work);
		else if (!handBackFailed(run, entry.work, settlement, result)) settlement.saveLink(lookedAt(entry.work.link, run.source, entry.work));
	});
	return stale;
}

/** Only records that the sync made carry its mark, or a person's own event would count as a copy once the store is lost. */
function isOurCopy(run: ApplyRun, { createdByUs, origin }: Link): boolean {
	return createdByUs && origin === run.source;
}

function settleWritten(run: ApplyRun, { work, decisions, values }: Decided, result: WriteResult & { outcome: 'written' }, settlement: Settlement): void {
	const targetId = targetIdOf(run, work.link);
	const snapshot: Snapshot | null = result.snapshot === undefined ? null : viewRead(result.snapshot, run.targetView);
	const merged = work.present === null ? null : withFields(work.present.record, { ...values, ...result.written });
	const record = snapshot?.record ?? merged;
	const next = linkAfter(work.link, run.source, run.target, work, decisions, { revision: result.revision, record, written: result.written });
	// Without the vendor's own answer the whole record is a guess, good for what was mapped only.
	const seen = next.seen[run.target];
	settlement.saveLink(snapshot === null && seen !== null ? { ...next, seen: { ...next.seen, [run.target]: { ...seen, digest: null } } } : next);
	settlement.settle(work);
	settlement.wrote(run.target, targetId);
	const fields = Object.keys(values) as FieldName[];
	const losses = [...[...decisions.values()].flatMap((decision) => (decision.kind === 'write' ? decision.losses : [])), ...(result.losses ?? [])];
	const before = beforeOf(run, work, fields);
	const held = { ...values, ...result.written };
	keepImages(run, work, record, held, settlement);
	if (isAdoption(run, work)) noteAdoption(run, targetId, settlement);
	settlement.note({ side: run.target, recordId: targetId, action: 'update', reason: `changed in ${work.item.system}`, fields, before, after: snapshot === null ? held : pick(snapshot.record, fields) });
	report(run, work, decisions, settlement, { action: isAdoption(run, work) ? 'adopted' : 'updated', fields, losses });
}

function pick(record: CanonicalRecord, fields: FieldName[]): FieldValues {
	return Object.fromEntries(fields.map((field) => [field, getField(record, field)]));
}

/** Remembers both records as they are now. Of a target that was written blindly it is known what it held, and what was written. */
function keepImages(run: ApplyRun, work: LinkedWork, target: CanonicalRecord | null, written: FieldValues, settlement: Settlement): void {
	const targetId = targetIdOf(run, work.link);
	settlement.keepImage(run.source, work.item.id, contentsOf(work.record, viewOfSide(run, run.source)));
	const image = run.images.of(targetId);
	if (target !== null) settlement.keepImage(run.target, targetId, contentsOf(target, run.targetView));
	else if (image !== null && Object.keys(written).length > 0) settlement.keepImage(run.target, targetId, { ...image, ...written });
}

async function deferRest(run: ApplyRun, works: LinkedWork[]): Promise<void> {
	const settlement = new Settlement(run);
	for (const work of works) {
		settlement.handBack(work, 'the record is being edited');
		done(run, work, 'deferred', { message: 'The record was edited again and again while it was being merged; it comes again in a minute.' });
	}
	await settlement.commit();
}
