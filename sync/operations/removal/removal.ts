import type { HeldLease } from '../../lease';
import type { Commit, Connected, Deactivation, EngineContext, LeftCopy, Link, LinkState, SyncRow, SyncStore } from '../../types';
import type { View } from '../../view';

/** A deactivation at work in the calendar. */
export interface Removal {
	context: EngineContext;
	sync: string;
	calendar: Connected;
	calendarView: View;
	held: HeldLease;
	/** Tells this deactivation from an earlier one. */
	startedAt: number;
	isStopped(): boolean;
	/** Copies that were come to and not removed, by their ids. */
	left: Map<string, LeftCopy>;
}

/** How the work ended: nothing more to do, called off by Activate, stopped by a person, or the vendor takes no more for now. */
export type RemovalEnd = 'through' | 'cancelled' | 'stopped' | 'refused';

/** True when a deactivation was begun before, and neither finished nor called off. */
export function isUnderWay(row: SyncRow): row is SyncRow & { deactivation: Deactivation } {
	return row.state === 'deactivating' && row.deactivation !== null && !row.deactivation.isCancelled;
}

/** Read afresh before each batch, because another process may have run Activate. */
export async function mayGoOn({ context, sync, startedAt, isStopped }: Removal): Promise<Exclude<RemovalEnd, 'refused'>> {
	const row = await context.store.getSync(sync);
	const isWanted = row?.state === 'deactivating' && row.deactivation?.startedAt === startedAt && !row.deactivation.isCancelled;
	if (!isWanted) return 'cancelled';
	return isStopped() ? 'stopped' : 'through';
}

/** Only these are ever removed: copies that the sync itself made in the calendar. */
export function isOurCopy({ createdByUs, origin }: Link): boolean {
	return createdByUs && origin === 'crm';
}

/** True while the removal of the copy was noted and it is not known whether it happened. */
export function isBeingRemoved(link: Link): boolean {
	return link.state === 'gone' && link.intentAt !== null && isOurCopy(link);
}

/** True for copies that a deactivation has to look at, those that may never have come into being included. */
function isToRemove(link: Link): boolean {
	return link.state === 'gone' ? isBeingRemoved(link) : isOurCopy(link);
}

const pageSize = 500;

/** Links in parts of at most `size`, however many there are. Links that come into the state meanwhile may be missed. */
export async function* pagesOf(store: SyncStore, sync: string, state: LinkState, size: number, isWanted: (link: Link) => boolean): AsyncGenerator<Link[]> {
	for (let afterId = 0; ; ) {
		const links = await store.listLinks(sync, { state, afterId, limit: pageSize });
		if (links.length === 0) return;
		afterId = links[links.length - 1]?.id ?? afterId;
		const wanted = links.filter(isWanted);
		for (let start = 0; start < wanted.length; start += size) yield wanted.slice(start, start + size);
	}
}

/** The order of the work: what an earlier run left in the dark first. */
const states: readonly LinkState[] = ['gone', 'creating', 'linked'];

/** All copies that are to be removed, in parts. */
export async function* copiesOf(store: SyncStore, sync: string, size: number): AsyncGenerator<Link[]> {
	for (const state of states) yield* pagesOf(store, sync, state, size, isToRemove);
}

/** Copies that are still to be removed. */
export async function countCopies(store: SyncStore, sync: string): Promise<number> {
	let count = 0;
	for await (const links of copiesOf(store, sync, pageSize)) count += links.length;
	return count;
}

/** What was removed since a deactivation began, by whichever run. */
export async function countRemoved(store: SyncStore, sync: string, startedAt: number): Promise<number> {
	return await store.countJournal(sync, { side: 'calendar', action: 'remove', since: startedAt });
}

/**
 * The originals of copies that are not there any more. They are read again when the sync is switched on, so that their copies
 * are looked for and made again whatever the settings say about a first sync; what the inbox holds of the copies is out of date.
 */
export async function originalsAgain(context: EngineContext, sync: string, links: Link[]): Promise<Pick<Commit, 'recheck' | 'written' | 'images'>> {
	const isCrmRead = (await context.store.getSync(sync))?.sides.crm?.lastReadAt != null;
	const copies = links.flatMap(({ calendarId }) => (calendarId === null ? [] : [{ side: 'calendar' as const, recordId: calendarId }]));
	return {
		recheck: isCrmRead ? links.flatMap(({ crmId }) => (crmId === null ? [] : [{ side: 'crm' as const, recordId: crmId }])) : [],
		written: copies,
		images: copies.map((copy) => ({ ...copy, values: null })),
	};
}

/** Entries that say which copies were taken away. */
export function removalEntries({ now, run, sync, reason }: { now: number; run: string; sync: string; reason: string }, links: Link[]): NonNullable<Commit['journal']> {
	return links.map(({ calendarId }) => ({
		sync, at: now, run, side: 'calendar', recordId: calendarId ?? '', action: 'remove', reason, fields: [], before: null, after: null,
	}));
}
