import { linkGone } from '../../apply/linkState';
import { emptySide, saveSide } from '../../binding';
import { isConfirmed } from '../../ingest/containerGone';
import { type HeldLease, withReadersOut } from '../../lease';
import { SyncRefusal, SystemError } from '../../types';
import type { EngineContext, FeedChange, Link } from '../../types';
import { viewRead } from '../../view';
import { holdsMore, isKnownToBeInStep } from './edited';
import { isBeingRemoved, isOurCopy, originalsAgain, pagesOf, type Removal, removalEntries } from './removal';

/** Years that every vendor takes as a bound: four digits, and wider than any calendar. */
const allTime = { from: Date.UTC(1900, 0), to: Date.UTC(9999, 0) };
const patience = 5 * 60_000;
const batchSize = 500;

/**
 * Throws `SyncRefusal`, before anything is changed, when the calendar is not the sync's own to delete. Returns false when it is
 * not there any more, deleted by a person or before an interruption, and needs no deleting.
 */
export async function refuseForeign(removal: Omit<Removal, 'startedAt'>): Promise<boolean> {
	if (removal.calendar.system.deleteContainer === undefined) {
		throw new SyncRefusal('badSettings', 'This calendar cannot be deleted by the sync. Nothing was changed.', instead);
	}
	try {
		const foreign = await countForeign(removal);
		if (foreign === 0) return true;
		throw new SyncRefusal('badSettings', `The calendar holds ${foreign} events that were not made by this sync, or that a person has edited since. It was not deleted; the sync is as it was before.`, instead);
	} catch (error) {
		if (!isGone(error) || !(await isConfirmed(removal.calendar))) throw error;
		return false;
	}
}

const instead = 'Choose "Delete Our Copies": it removes only what this sync made.';

export async function deleteCalendar({ calendar }: Pick<Removal, 'calendar'>): Promise<void> {
	try {
		await calendar.system.deleteContainer?.();
	} catch (error) {
		if (!isGone(error)) throw error;
	}
}

function isGone(error: unknown): boolean {
	return error instanceof SystemError && error.kind === 'containerGone';
}

/**
 * True when a failure to remove copies means that a person has deleted the calendar, with all copies in it. Somebody else's
 * calendar looks the same when it is no longer shared: its copies are still there.
 */
export async function isDeletedByPerson({ context, sync, calendar }: Removal, error: unknown): Promise<boolean> {
	const binding = (await context.store.getSync(sync))?.sides.calendar?.binding;
	return isGone(error) && binding?.owned === true && (await isConfirmed(calendar));
}

/**
 * The calendar is not there any more: its links end, the CRM keeps everything, and the sync may join another calendar when it
 * is switched on again, where the copies are made anew. Throws `SyncRefusal` kind `busy` while the sync is being read.
 */
export async function letGoOfCalendar(context: EngineContext, sync: string, held: HeldLease): Promise<void> {
	const { store, clock, run } = context;
	const isDone = await withReadersOut(context, sync, patience, async () => {
		await held.keep();
		const end = async (links: Link[]) => {
			const now = clock.now();
			await store.commit({
				sync, lease: held.lease, now,
				links: links.map(linkGone),
				journal: removalEntries({ now, run, sync, reason: 'its calendar is not there any more' }, links.filter((link) => isOurCopy(link) && link.calendarId !== null)),
				...(await originalsAgain(context, sync, links)),
			});
			await held.keep();
		};
		for await (const links of pagesOf(store, sync, 'gone', batchSize, isBeingRemoved)) await end(links);
		for (const state of ['creating', 'linked'] as const) for await (const links of pagesOf(store, sync, state, batchSize, () => true)) await end(links);
		await store.clearCursor(sync, 'calendar');
		await saveSide(context, sync, 'calendar', (current) => ({
			...emptySide(current?.system ?? ''), settings: current?.settings ?? null, placeholder: current?.placeholder, journal: current?.journal,
		}));
		return true;
	});
	if (isDone === null) throw stillRead(sync);
}

export function stillRead(sync: string): SyncRefusal {
	return new SyncRefusal('busy', `The sync "${sync}" is being read right now; it is stopped, but not yet deactivated.`, 'Run Deactivate again in a few minutes: it goes on where it stopped.');
}

/** Events in the calendar that are more than copies of the CRM's. The whole calendar is listed, so that nothing is overlooked. */
async function countForeign(removal: Omit<Removal, 'startedAt'>): Promise<number> {
	const { context, sync, calendar, held } = removal;
	const keys = new Set<string | null>();
	for await (const links of pagesOf(context.store, sync, 'creating', batchSize, isOurCopy)) for (const { key } of links) keys.add(key);
	let foreign = 0;
	let isWhole = false;
	for await (const { changes, cursor } of calendar.system.changes({ cursor: null, window: allTime })) {
		isWhole ||= cursor !== undefined;
		const ids = changes.flatMap((change) => (change.kind === 'upsert' ? change.snapshot.id : []));
		const links = new Map((await context.store.linksByRecord(sync, 'calendar', ids)).map((link) => [link.calendarId, link]));
		foreign += changes.filter((change) => isForeign(removal, change, links, keys)).length;
		await held.keep();
	}
	// A listing that ends without a cursor was cut off.
	if (!isWhole) throw new SystemError('malformed', 'The calendar was not listed in full, so it is not known what else is in it. It was not deleted; the sync is as it was before.', 'Try again in a few minutes.');
	return foreign;
}

/** The mark alone says little: somebody may have duplicated a copy, or edited it. */
function isForeign({ sync, calendar, calendarView }: Omit<Removal, 'startedAt'>, change: FeedChange, links: Map<string | null, Link>, keys: Set<string | null>): boolean {
	if (change.kind !== 'upsert') return change.kind === 'unreadable';
	const { snapshot } = change;
	if (snapshot.stamp?.sync !== sync) return true;
	const link = links.get(snapshot.id);
	if (link === undefined) return !keys.has(snapshot.id);
	if (!isOurCopy(link)) return true;
	const isUntouched = link.seen.calendar?.revision === snapshot.revision && isKnownToBeInStep(link, calendar.system.capabilities.openRevisionMark);
	return !isUntouched && (snapshot.omitted.length > 0 || holdsMore(link, viewRead(snapshot, calendarView)));
}
