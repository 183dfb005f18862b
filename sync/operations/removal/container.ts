import { linkGone } from '../../apply/linkState';
import { emptySide, saveSide } from '../../binding';
import { isConfirmed } from '../../ingest/containerGone';
import { withReadersOut } from '../../lease';
import { nounsOf } from '../../record/nouns';
import { SyncRefusal, SystemError } from '../../types';
import type { Link } from '../../types';
import { viewRead } from '../../view';
import { lookThrough } from './lookThrough';
import { namedBy, namesOf, saidOf } from './naming';
import { deleteCopiesInstead, refusalOf } from './refusals';
import { isBeingRemoved, isOurCopy, originalsAgain, pagesOf, type Removal, removalEntries } from './removal';

const patience = 5 * 60_000;
const batchSize = 500;

/**
 * Throws `SyncRefusal`, before anything is changed, when the calendar is not the sync's own to delete. Returns the ids of what is
 * in it, and null when it is not there any more, deleted by a person or before an interruption, and needs no deleting.
 */
export async function refuseForeign(removal: Omit<Removal, 'startedAt'>): Promise<ReadonlySet<string> | null> {
	const { deleteContainer, capabilities } = removal.calendar.system;
	const nouns = nounsOf(capabilities.resource);
	if (deleteContainer === undefined) {
		throw new SyncRefusal('badSettings', `This ${nouns.container} cannot be deleted by the sync. Nothing was changed.`, deleteCopiesInstead);
	}
	try {
		const contents = await lookThrough(removal);
		const refusal = refusalOf(contents, nouns);
		if (refusal !== null) throw refusal;
		return contents.ids;
	} catch (error) {
		if (!(await isDeletedByPerson(removal, error))) throw error;
		return null;
	}
}

/**
 * Copies that a person has moved elsewhere do not go with the calendar: they are put on the list of what is left. Returns their ids.
 *
 * @param ids what is in the calendar
 */
export async function listMoved({ context, sync, calendar, calendarView, held, left }: Removal, ids: ReadonlySet<string>): Promise<ReadonlySet<string>> {
	const { one, container } = nounsOf(calendar.system.capabilities.resource);
	const moved = new Set<string>();
	for await (const links of pagesOf(context.store, sync, 'linked', batchSize, isOurCopy)) {
		const elsewhere = links.flatMap((link) => (link.calendarId === null || ids.has(link.calendarId) ? [] : { link, calendarId: link.calendarId }));
		const reads = elsewhere.length === 0 ? [] : await calendar.system.readMany(elsewhere.map(({ calendarId }) => calendarId));
		const names = await namesOf(context.store, sync, elsewhere.map(({ link }) => link));
		for (const [index, { link, calendarId }] of elsewhere.entries()) {
			const read = reads[index];
			if (read?.outcome === 'gone') continue;
			moved.add(calendarId);
			const named = read?.outcome === 'found' ? namedBy(viewRead(read.snapshot, calendarView).record) : names(link);
			left.set(calendarId, {
				calendarId, ...named, reason: 'kept', isOpen: false,
				message: saidOf(named, `It is not in the ${container} any more: a person has moved it, so it was kept.`),
				next: `Look for the ${one} where it was moved to, and delete it by hand if it is no longer needed.`,
			});
		}
		await held.keep();
	}
	return moved;
}

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
export async function isDeletedByPerson({ context, sync, calendar }: Omit<Removal, 'startedAt'>, error: unknown): Promise<boolean> {
	const binding = (await context.store.getSync(sync))?.sides.calendar?.binding;
	return isGone(error) && binding?.owned === true && (await isConfirmed(calendar));
}

/**
 * The calendar is not there any more: its links end, the CRM keeps everything, and the sync may join another calendar when it
 * is switched on again, where the copies are made anew. Throws `SyncRefusal` kind `busy` while the sync is being read.
 *
 * @param moved copies that lie elsewhere and stay
 */
export async function letGoOfCalendar({ context, sync, calendar, held }: Removal, moved: ReadonlySet<string>): Promise<void> {
	const { store, clock, run } = context;
	const reason = `its ${nounsOf(calendar.system.capabilities.resource).container} is not there any more`;
	const isRemoved = (link: Link) => isOurCopy(link) && link.calendarId !== null && !moved.has(link.calendarId);
	const isDone = await withReadersOut(context, sync, patience, async () => {
		await held.keep();
		const end = async (links: Link[]) => {
			const now = clock.now();
			await store.commit({
				sync, lease: held.lease, now,
				links: links.map(linkGone),
				journal: removalEntries({ now, run, sync, reason }, links.filter(isRemoved)),
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
