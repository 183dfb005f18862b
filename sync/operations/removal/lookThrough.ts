import { SystemError } from '../../types';
import type { FeedChange, Link, Snapshot } from '../../types';
import { viewRead } from '../../view';
import { holdsMore, isKnownToBeInStep } from './edited';
import { nounsOf } from './nouns';
import { isOurCopy, pagesOf, type Removal } from './removal';

type Opened = Omit<Removal, 'startedAt'>;

/** Years that every vendor takes as a bound: four digits, and wider than any calendar. */
const allTime = { from: Date.UTC(1900, 0), to: Date.UTC(9999, 0) };
const batchSize = 500;

/** What a calendar holds. */
export interface Contents {
	/** Records that would be lost with it. */
	foreign: number;
	/** Records whose deletion would mail people. */
	invited: number;
	/** Ids of everything in it. */
	ids: ReadonlySet<string>;
}

/** Lists the whole calendar, so that nothing is overlooked. */
export async function lookThrough(removal: Opened): Promise<Contents> {
	const { context, sync, calendar, held } = removal;
	const keys = new Set<string | null>();
	for await (const links of pagesOf(context.store, sync, 'creating', batchSize, isOurCopy)) for (const { key } of links) keys.add(key);
	const ids = new Set<string>();
	let [foreign, invited, isWhole] = [0, 0, false];
	for await (const { changes, cursor } of calendar.system.changes({ cursor: null, window: allTime })) {
		isWhole ||= cursor !== undefined;
		const snapshots = changes.flatMap((change) => (change.kind === 'upsert' ? change.snapshot : []));
		for (const { id } of snapshots) ids.add(id);
		const known = await knownOf(removal, snapshots, keys);
		foreign += changes.filter((change) => isForeign(removal, change, known)).length;
		invited += snapshots.filter((snapshot) => calendar.system.mailsOnDelete?.(snapshot) === true).length;
		await held.keep();
	}
	// A listing that ends without a cursor was cut off.
	if (isWhole) return { foreign, invited, ids };
	const { container } = nounsOf(calendar.system.capabilities.resource);
	throw new SystemError('malformed', `The ${container} was not listed in full, so it is not known what else is in it. It was not deleted; the sync is as it was before.`, 'Try again in a few minutes.');
}

/** What the sync knows of the records of one page. */
interface Known {
	links: Map<string | null, Link>;
	/** Keys of creates whose outcome is not known. */
	keys: ReadonlySet<string | null>;
	/** Their partners in the CRM are deleted there, and the sync has not come to that yet. */
	losing: ReadonlySet<string | null>;
}

async function knownOf({ context: { store }, sync }: Opened, snapshots: Snapshot[], keys: Known['keys']): Promise<Known> {
	const links = await store.linksByRecord(sync, 'calendar', snapshots.map(({ id }) => id));
	const partners = links.flatMap(({ crmId }) => crmId ?? []);
	const rows = partners.length === 0 ? [] : await store.listRows(sync, { side: 'crm', recordIds: partners });
	return {
		links: new Map(links.map((link) => [link.calendarId, link])),
		keys,
		losing: new Set(rows.flatMap(({ change, recordId }) => (change === 'delete' ? recordId : []))),
	};
}

/** The mark alone says little: somebody may have duplicated a copy, or edited it. */
function isForeign({ sync, calendar, calendarView }: Opened, change: FeedChange, { links, keys, losing }: Known): boolean {
	if (change.kind !== 'upsert') return change.kind === 'unreadable';
	const { snapshot } = change;
	const { openRevisionMark, resource } = calendar.system.capabilities;
	const link = links.get(snapshot.id);
	const isUntouched = link?.seen.calendar?.revision === snapshot.revision && isKnownToBeInStep(link, openRevisionMark);
	// A folder of contacts is deleted with all in it: the CRM has what is in step, whoever made it.
	const isCarriedOver = resource === 'contact' && isUntouched && link.state === 'linked' && link.crmId !== null && !losing.has(link.crmId);
	if (isCarriedOver && (snapshot.stamp === undefined || snapshot.stamp.sync === sync)) return false;
	if (snapshot.stamp?.sync !== sync) return true;
	if (link === undefined) return !keys.has(snapshot.id);
	if (!isOurCopy(link)) return true;
	return !isUntouched && (snapshot.omitted.length > 0 || holdsMore(link, viewRead(snapshot, calendarView)));
}
