import { linkGone } from '../../apply/linkState';
import { nounsOf } from '../../record/nouns';
import type { LeftCopy, Link, ReadResult, Snapshot, WriteOptions, WriteResult } from '../../types';
import { viewRead } from '../../view';
import { holdsMore, isKnownToBeInStep } from './edited';
import { type Named, namedBy, namesOf, saidOf } from './naming';
import { copiesOf, isBeingRemoved, mayGoOn, originalsAgain, type Removal, type RemovalEnd, removalEntries } from './removal';

/** Small enough that a person who cancels does not wait long. */
const batchSize = 50;
/** A copy whose revision moves without an edit is tried again with the new one. */
const rounds = 4;

/** Nobody is told: removing copies is housekeeping, not calling meetings off. */
const quiet: WriteOptions = { notifyGuests: 'none', runAutomations: false, defaults: {}, untitledPlaceholder: '', guests: 'ignore' };

/**
 * Removes the copies that the sync made, batch by batch. Each batch is noted before the vendor is asked: from then on a copy
 * that vanishes is never taken for one that a person deleted. Throws what the vendor or the store throws; calling again goes on.
 */
export async function removeCopies(removal: Removal): Promise<RemovalEnd> {
	for await (const links of copiesOf(removal.context.store, removal.sync, batchSize)) {
		const end = await removeBatch(removal, links);
		if (end !== 'through') return end;
	}
	return 'through';
}

async function removeBatch(removal: Removal, links: Link[]): Promise<RemovalEnd> {
	let pending = links.map((link): Copy => ({ link, before: link, mustRead: !isRemovedBlindly(removal, link), named: null }));
	for (let round = 0; pending.length > 0 && round < rounds; round += 1) {
		const end = await mayGoOn(removal);
		if (end !== 'through') return end;
		await removal.held.keep();
		const noted = await note(removal, await lookAt(removal, pending));
		const results = noted.length === 0 ? [] : await removal.calendar.system.write(noted.map(deletion), { ...quiet, notAfter: await removal.held.writesUntil() });
		pending = await settle(removal, noted, results);
		if (isRefusedAsAWhole(results)) return 'refused';
	}
	await commit(removal, [], pending.map((copy) => ({ copy, why: open(`It is being edited in the ${nounsIn(removal).container} right now, so it was kept.`) })));
	return 'through';
}

/** A copy on its way out: its link as it is stored now, and as it was before its removal was noted. */
interface Copy {
	link: Link;
	before: Link;
	mustRead: boolean;
	/** As it was read; null where it was not. */
	named: Named | null;
}

/** A copy that is not removed, and why. */
interface Kept {
	copy: Copy;
	why: Pick<LeftCopy, 'reason' | 'message' | 'next' | 'isOpen'>;
}

/** Another run may remove it. */
function open(message: string, reason: LeftCopy['reason'] = 'kept'): Kept['why'] {
	return { reason, message, next: 'Run Deactivate again: it goes on with what is left. Or run it with Keep, and the copy stays.', isOpen: true };
}

/** It stays for good. */
function final(removal: Removal, message: string, reason: LeftCopy['reason'] = 'kept'): Kept['why'] {
	const { one, container } = nounsIn(removal);
	return { reason, message, next: `Look at the ${one} in the ${container} and delete it by hand if it is no longer needed.`, isOpen: false };
}

function nounsIn({ calendar }: Removal) {
	return nounsOf(calendar.system.capabilities.resource);
}

function isRemovedBlindly({ calendar }: Removal, link: Link): boolean {
	const { precondition, openRevisionMark } = calendar.system.capabilities;
	return precondition.delete && link.calendarId !== null && isKnownToBeInStep(link, openRevisionMark);
}

/** Reads the copies that are not known for sure. Those that are gone, or that hold more than the CRM, are settled; the rest may be removed. */
async function lookAt(removal: Removal, copies: Copy[]): Promise<Copy[]> {
	const { calendar, calendarView } = removal;
	const { one, container } = nounsIn(removal);
	const ready = copies.filter(({ mustRead }) => !mustRead);
	const unread = copies.filter(({ mustRead }) => mustRead);
	const lookedUp = unread.filter(({ link }) => idOf(removal, link) !== null);
	const reads = lookedUp.length === 0 ? [] : await calendar.system.readMany(lookedUp.map(({ link }) => idOf(removal, link) ?? ''));
	const gone: Copy[] = [];
	const kept: Kept[] = unread
		.filter((copy) => !lookedUp.includes(copy))
		.map((copy) => ({ copy, why: final(removal, `It was being made when the connection broke, and it cannot be looked up in this ${container} by itself.`) }));
	for (const [index, copy] of lookedUp.entries()) {
		const read: ReadResult = reads[index] ?? { outcome: 'unreadable', message: `The ${container} did not answer for this ${one}.` };
		if (read.outcome === 'gone') gone.push(copy);
		else if (read.outcome === 'unreadable') kept.push({ copy, why: open(`It cannot be read, so it was kept: ${read.message}`) });
		else {
			const present = viewRead(read.snapshot, calendarView);
			const seen = { ...copy, named: namedBy(present.record) };
			if (holdsMore(copy.link, present)) kept.push({ copy: seen, why: final(removal, `It was edited in the ${container} and holds what the CRM does not have, so it was kept.`) });
			else ready.push(asRead(seen, read.snapshot));
		}
	}
	await commit(removal, gone, kept);
	return ready;
}

/** The revision that was looked at is the precondition of the deletion. */
function asRead(copy: Copy, { id, revision }: Snapshot): Copy {
	const seen: Link['seen'] = { ...copy.link.seen, calendar: { revision, digest: null, inStep: true } };
	return { ...copy, link: { ...copy.link, calendarId: id, seen } };
}

/** The id of a copy whose create has no known outcome is its key, where the vendor takes keys. */
function idOf({ calendar }: Removal, { calendarId, key }: Link): string | null {
	return calendarId ?? (calendar.system.capabilities.createKey === 'clientId' ? key : null);
}

/** Writes down what is about to be removed. */
async function note({ context, sync, held }: Removal, copies: Copy[]): Promise<Copy[]> {
	if (copies.length === 0) return [];
	const now = context.clock.now();
	const saved = await context.store.commit({ sync, lease: held.lease, now, links: copies.map(({ link }) => ({ ...link, state: 'gone', intentAt: now })) });
	return copies.map((copy, index) => ({ ...copy, link: saved[index] ?? copy.link }));
}

function deletion({ link: { calendarId, seen } }: Copy) {
	return { kind: 'delete' as const, id: calendarId ?? '', revision: seen.calendar?.revision ?? null };
}

/** Settles what the vendor answered. Returns copies whose revision had moved: they are looked at, and tried again. */
async function settle(removal: Removal, copies: Copy[], results: WriteResult[]): Promise<Copy[]> {
	const removed: Copy[] = [];
	const kept: Kept[] = [];
	const unclear: Kept[] = [];
	const again: Copy[] = [];
	const { one, container } = nounsIn(removal);
	for (const [index, copy] of copies.entries()) {
		const result: WriteResult = results[index] ?? { outcome: 'unclear', message: `The ${container} did not answer for this ${one}.` };
		if (result.outcome === 'deleted' || result.outcome === 'gone') removed.push(copy);
		else if (result.outcome === 'stale') again.push({ ...copy, mustRead: true });
		else if (result.outcome === 'retry') kept.push({ copy, why: open(`The ${container} did not delete it: ${result.message}`) });
		else if (result.outcome === 'forbidden') kept.push({ copy, why: open(`The ${container} did not delete it: ${result.message}`, 'lost access') });
		else if (result.outcome === 'rejected') kept.push({ copy, why: final(removal, `The ${container} refuses to delete it: ${result.message}`, 'rejected') });
		// The note stays: the next run finds out, or the search for a partner of its original when the sync is switched on.
		else unclear.push({ copy, why: open(`It is not known whether the ${container} deleted it: ${'message' in result ? result.message : `the answer "${result.outcome}" does not fit.`}`) });
	}
	await list(removal, unclear);
	await commit(removal, removed, kept);
	return again;
}

/** The vendor takes nothing at the moment: asking for the rest would only add to it. */
function isRefusedAsAWhole(results: WriteResult[]): boolean {
	return results.length > 0 && results.every(({ outcome }) => outcome === 'retry');
}

/** What is gone loses its link, and what stays is linked as it was before. */
async function commit(removal: Removal, removed: Copy[], kept: Kept[]): Promise<void> {
	const { context, sync, held } = removal;
	await list(removal, kept);
	const gone = removed.map(({ link }) => link);
	const back = kept.filter(({ copy: { link } }) => isBeingRemoved(link)).map(({ copy }) => asBefore(copy));
	if (gone.length + back.length === 0) return;
	const now = context.clock.now();
	await context.store.commit({
		sync, lease: held.lease, now,
		links: [...gone.map(linkGone), ...back],
		// A create that never happened left no copy to remove.
		journal: removalEntries({ now, run: context.run, sync, reason: 'deactivated' }, gone.filter(({ calendarId }) => calendarId !== null)),
		...(await originalsAgain(context, sync, gone)),
	});
}

/** A note of an earlier run does not tell what came before it; only what was linked or could be looked up is ever noted. */
function asBefore({ link, before }: Copy): Link {
	return before.state === 'gone' ? { ...link, state: 'linked', intentAt: null } : { ...before, version: link.version };
}

/** What was not removed, named so that a person finds it. */
async function list({ context, sync, left }: Removal, kept: Kept[]): Promise<void> {
	const names = await namesOf(context.store, sync, kept.filter(({ copy }) => copy.named === null).map(({ copy }) => copy.link));
	for (const { copy: { link, named: seen }, why } of kept) {
		const calendarId = link.calendarId ?? link.key ?? '';
		const named = seen ?? names(link);
		left.set(calendarId, { calendarId, ...named, ...why, message: saidOf(named, why.message) });
	}
}
