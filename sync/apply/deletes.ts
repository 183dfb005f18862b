import { contentKey, equalsBaseline, holdsOnly } from '../record/hash';
import type { CanonicalRecord, FieldValues, Link, Snapshot, WriteResult } from '../types';
import { idsBySide, linkId, otherSide } from '../side';
import { viewRead } from '../view';
import { type LinkedDelete, passGuard } from './deleteGuard';
import { handBackFailed } from './failures';
import { contentsOf } from './images';
import { linkGone, linkLeft } from './linkState';
import { isPlanned, mayProceed } from './plans';
import { findCreated } from './recover';
import { type ApplyRun, chunks, done, isTargetKnown, targetIdOf, type Work, writeOptions } from './run';
import { Settlement } from './settlement';

const batchSize = 100;
const rounds = 4;

/** Carries deletions across, unless there are too many, or the other side was edited since. */
export async function runDeletes(run: ApplyRun, works: Work[]): Promise<void> {
	const linked = await settleUnlinked(run, await resolveCreating(run, works));
	const allowed = await passGuard(run, linked);
	for (const batch of chunks(allowed, batchSize)) {
		let pending = batch;
		for (let round = 0; pending.length > 0 && round < rounds; round += 1) pending = await deleteRound(run, pending);
		await deferRest(run, pending);
	}
}

/** A source that was deleted while its partner was being created: finds out what became of that. */
async function resolveCreating(run: ApplyRun, works: Work[]): Promise<Work[]> {
	const open = works.filter(isCreating);
	const created = await findCreated(run, open.map(({ link }) => link));
	const settlement = new Settlement(run);
	const resolved = new Map<Work, Link>();
	open.forEach((work, index) => {
		const snapshot = created[index] ?? null;
		const link: Link =
			snapshot === null
				? linkGone(work.link)
				: { ...work.link, ...idsBySide(run.source, work.item.id, snapshot.id), state: 'linked', seen: { ...work.link.seen, [run.target]: null } };
		settlement.saveLink(link);
		resolved.set(work, link);
	});
	const saved = new Map((await settlement.commit()).map((link) => [link.id, link]));
	return works.map((work) => {
		const link = resolved.get(work);
		return link === undefined ? work : { ...work, link: saved.get(link.id) ?? link };
	});
}

function isCreating(work: Work): work is Work & { link: Link } {
	return work.link?.state === 'creating';
}

async function settleUnlinked(run: ApplyRun, works: Work[]): Promise<LinkedDelete[]> {
	const settlement = new Settlement(run);
	const linked: LinkedDelete[] = [];
	for (const work of works) {
		const { link } = work;
		const targetId = link === null ? null : linkId(link, run.target);
		if (link === null || link.state === 'gone' || targetId === null) {
			done(run, work, 'unchanged', { message: 'The record has no partner; nothing to delete.' });
			settlement.settle(work);
		} else if (run.request.settings.onDelete === 'ignore') ignoreDelete(run, work, link, settlement);
		else linked.push({ ...work, link, present: null, mustRead: false });
	}
	await settlement.commit();
	return linked;
}

function ignoreDelete(run: ApplyRun, work: Work, link: Link, settlement: Settlement): void {
	const message = 'Deletions are ignored by the settings; the other record stays.';
	if (!mayProceed(run, work, { action: 'nothing', fields: [], restsOn: ['ignored'], message }, settlement)) return;
	done(run, work, 'kept', { message });
	settlement.saveLink(linkLeft(link, run.target));
	settlement.note({ side: run.target, recordId: targetIdOf(run, link), action: 'unlink', reason: 'deletions are ignored', fields: [], before: null, after: null });
	settlement.settle(work);
}

async function deleteRound(run: ApplyRun, works: LinkedDelete[]): Promise<LinkedDelete[]> {
	const settlement = new Settlement(run);
	await run.images.load(works.flatMap(({ link }) => linkId(link, run.target) ?? []));
	const ready = (await readTargets(run, works, settlement)).filter((work) =>
		mayProceed(run, work, { action: 'delete', fields: [], restsOn: [work.present?.revision ?? null], about: work.present?.record }, settlement),
	);
	const requests = ready.map(({ link, present }) => ({
		kind: 'delete' as const,
		cancel: run.request.settings.onDelete === 'cancel',
		id: targetIdOf(run, link),
		revision: present?.revision ?? link.seen[run.target]?.revision ?? null,
	}));
	const results = requests.length === 0 ? [] : await run.request.target.system.write(requests, await writeOptions(run));
	const again: LinkedDelete[] = [];
	ready.forEach((work, index) => {
		const result: WriteResult = results[index] ?? { outcome: 'unclear', message: 'The vendor did not answer for this record.' };
		if (result.outcome === 'deleted' || result.outcome === 'gone') settleDeleted(run, work, settlement);
		else if (result.outcome === 'stale') again.push({ ...work, present: null, mustRead: true });
		else if (!handBackFailed(run, work, settlement, result)) settlement.saveLink(linkLeft(work.link, run.target));
	});
	await settlement.commit();
	return again;
}

/** Reads the targets whose state is not known for sure, and keeps those that a person edited: the edit beats the deletion. */
async function readTargets(run: ApplyRun, works: LinkedDelete[], settlement: Settlement): Promise<LinkedDelete[]> {
	const ready: LinkedDelete[] = [];
	const unread = works.filter((work) => work.mustRead || !run.capabilities.precondition.delete || !isTargetKnown(run, work.link) || isPlanned(run, work));
	ready.push(...works.filter((work) => !unread.includes(work)));
	const reads = unread.length === 0 ? [] : await run.request.target.system.readMany(unread.map(({ link }) => targetIdOf(run, link)));
	unread.forEach((work, index) => {
		const read = reads[index];
		if (read?.outcome === 'gone') settleDeleted(run, work, settlement);
		else if (read?.outcome !== 'found') handBackFailed(run, work, settlement, 'lost access', `The partner of ${work.item.id} cannot be read.`);
		else {
			const present = viewRead(read.snapshot, run.targetView);
			if (wasEdited(present.record, work.link, run)) keepEdited(run, work, present, settlement);
			else ready.push({ ...work, present });
		}
	});
	return ready;
}

/**
 * A copy whose create was never settled is also told by its title and time. One that was out of step when it was last looked at
 * holds values of its own, also in fields that have no baseline yet (an open conflict).
 */
function wasEdited(record: CanonicalRecord, link: Link, run: ApplyRun): boolean {
	if (link.seen[run.target]?.inStep === false) return true;
	const baseline = link.baseline[run.target];
	if (link.contentKey !== null) return link.contentKey !== contentKey(record) || !holdsOnly(record, baseline);
	return !equalsBaseline(record, baseline);
}

/** The edited record loses its link and is delivered as new on its own side, so that its partner is made again. */
function keepEdited(run: ApplyRun, work: LinkedDelete, present: Snapshot, settlement: Settlement): void {
	const targetId = targetIdOf(run, work.link);
	const message = `Deleted in ${work.item.system}, but edited in ${run.capabilities.label} since. The edit wins: the record stays and its partner is created again.`;
	if (!mayProceed(run, work, { action: 'nothing', fields: [], restsOn: ['edited', present.revision], about: present.record, message }, settlement)) return;
	done(run, work, 'kept', { message });
	settlement.saveLink(linkGone(work.link));
	settlement.settle(work);
	settlement.readAgain(run.target, present.id);
	settlement.note({ side: otherSide(run.target), recordId: work.item.id, action: 'conflict', reason: 'deleted here, edited on the other side; the edit won', fields: [], before: null, after: null });
	settlement.note({ side: run.target, recordId: targetId, action: 'unlink', reason: 'its partner was deleted', fields: [], before: null, after: null });
}

function settleDeleted(run: ApplyRun, work: LinkedDelete, settlement: Settlement): void {
	const targetId = targetIdOf(run, work.link);
	done(run, work, 'deleted');
	settlement.saveLink(linkGone(work.link));
	settlement.settle(work);
	settlement.note({ side: run.target, recordId: targetId, action: 'delete', reason: `deleted in ${work.item.system}`, fields: [], before: contentsBefore(run, work, targetId), after: null });
	settlement.keepImage(run.target, targetId, null);
	settlement.keepImage(run.source, work.item.id, null);
}

/** Everything the record held, as far as it is known; null where the sync may not show it. */
function contentsBefore(run: ApplyRun, { present }: LinkedDelete, targetId: string): FieldValues | null {
	return present === null ? run.images.of(targetId) : contentsOf(present.record, run.targetView);
}

async function deferRest(run: ApplyRun, works: LinkedDelete[]): Promise<void> {
	const settlement = new Settlement(run);
	for (const work of works) {
		settlement.handBack(work, 'the partner is being edited');
		done(run, work, 'deferred', { message: 'The partner is being edited right now; the deletion is looked at again in a minute.' });
	}
	await settlement.commit();
}
