import { nounsOf } from '../../record/nouns';
import { SyncRefusal, SystemError } from '../../types';
import type { Deactivation, SyncRow } from '../../types';
import { deleteCalendar, isDeletedByPerson, letGoOfCalendar, listMoved, refuseForeign } from './container';
import { removeCopies } from './copies';
import { countRemoved, isUnderWay, mayGoOn, type Removal, type RemovalEnd } from './removal';
import type { Vanished } from './words';

/** How far the work came. */
export interface Ended {
	end: RemovalEnd;
	/** Set where the calendar was not there any more. */
	vanished?: Vanished;
}

/**
 * Removes the copies one by one, or the calendar with all of them. Throws what the vendor or the store throws, and `SyncRefusal`.
 *
 * @param isThere false when the calendar that is to be deleted is gone already
 * @param former the sync as it was, to which it is put back when the calendar may not be deleted
 */
export async function removeAll(removal: Removal, copies: Deactivation['copies'], isThere: boolean, former: SyncRow): Promise<Ended> {
	let moved: ReadonlySet<string> = new Set();
	let isVanished = true;
	try {
		if (copies === 'deleteCopies') return { end: await removeCopies(removal) };
		const end = await mayGoOn(removal);
		if (end !== 'through') return { end };
		// Somebody may have entered a record while readers were waited for.
		const ids = isThere ? await refuseForeign(removal) : null;
		if (ids !== null) {
			moved = await listMoved(removal, ids);
			await deleteCalendar(removal);
			isVanished = false;
		}
	} catch (error) {
		if (copies === 'deleteContainer') await unlessRefused(removal, former, error);
		if (!(await isDeletedByPerson(removal, error))) throw error;
	}
	// What was kept in it, and told, is not there any more either.
	if (isVanished) removal.left.clear();
	const removedBefore = await countRemoved(removal.context.store, removal.sync, removal.startedAt);
	await letGoOfCalendar(removal, moved);
	return { end: 'through', ...(isVanished && { vanished: { ...vanishedOf(removal, former), removedBefore } }) };
}

function vanishedOf({ calendar }: Removal, former: SyncRow): Omit<Vanished, 'removedBefore'> {
	return {
		container: nounsOf(calendar.system.capabilities.resource).container,
		name: former.sides.calendar?.binding?.containerName ?? '',
		isByPerson: !(isUnderWay(former) && former.deactivation.copies === 'deleteContainer'),
	};
}

/** A calendar that the vendor will not delete, now or later, or that holds more than copies, is no reason to stop the sync. */
async function unlessRefused({ context, sync }: Removal, { state, deactivation }: SyncRow, error: unknown): Promise<void> {
	const isRefused = error instanceof SystemError && (error.kind === 'rejected' || error.kind === 'forbidden') && error.details.mayHaveHappened !== true;
	if (isRefused || error instanceof SyncRefusal) await context.store.saveState(sync, state, deactivation, context.clock.now());
}
