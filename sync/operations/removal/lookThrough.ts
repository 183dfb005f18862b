import { nounsOf } from '../../record/nouns';
import { SystemError } from '../../types';
import type { FeedChange, FieldName, InboxRow, Link, Snapshot } from '../../types';
import { viewRead } from '../../view';
import { holdsMore, isKnownToBeInStep } from './edited';
import { addedToCopy, lackingInCrm } from './heldByCrm';
import { Found, nameForPeople, namedBy } from './naming';
import { isOurCopy, pagesOf, type Removal } from './removal';

type Opened = Omit<Removal, 'startedAt'>;

/** Years that every vendor takes as a bound: four digits, and wider than any calendar. */
const allTime = { from: Date.UTC(1900, 0), to: Date.UTC(9999, 0) };
const batchSize = 500;

/** What a calendar holds. */
export interface Contents {
	/** Records that would be lost with it. */
	foreign: Found;
	/** Records that are in step, into which people entered more than the CRM holds: that would be lost with it. */
	fuller: Found;
	/** Records whose deletion would mail people. */
	invited: Found;
	/** Ids of everything in it. */
	ids: ReadonlySet<string>;
}

/** Lists the whole calendar, so that nothing is overlooked. */
export async function lookThrough(removal: Opened): Promise<Contents> {
	const { context, sync, calendar, held } = removal;
	const keys = new Set<string | null>();
	for await (const links of pagesOf(context.store, sync, 'creating', batchSize, isOurCopy)) for (const { key } of links) keys.add(key);
	const ids = new Set<string>();
	const [foreign, fuller, invited] = [new Found(), new Found(), new Found()];
	let isWhole = false;
	for await (const { changes, cursor } of calendar.system.changes({ cursor: null, window: allTime })) {
		isWhole ||= cursor !== undefined;
		const snapshots = changes.flatMap((change) => (change.kind === 'upsert' ? change.snapshot : []));
		for (const { id } of snapshots) ids.add(id);
		const known = await knownOf(removal, snapshots, keys);
		const carriedOver: CarriedOver[] = [];
		for (const change of changes) {
			const link = linkCarriedOver(removal, change, known);
			if (change.kind === 'upsert' && link !== null) carriedOver.push({ link, snapshot: change.snapshot });
			else if (isForeign(removal, change, known)) foreign.add(nameOf(removal, change));
		}
		for (const { snapshot, lacking } of await notHeldInFull(removal, carriedOver)) fuller.add(withFields(removal, snapshot, lacking));
		for (const snapshot of snapshots) if (calendar.system.mailsOnDelete?.(snapshot) === true) invited.add(nameOf(removal, { kind: 'upsert', snapshot }));
		await held.keep();
	}
	// A listing that ends without a cursor was cut off.
	if (isWhole) return { foreign, fuller, invited, ids };
	const { container } = nounsOf(calendar.system.capabilities.resource);
	throw new SystemError('malformed', `The ${container} was not listed in full, so it is not known what else is in it. It was not deleted; the sync is as it was before.`, 'Try again in a few minutes.');
}

/** What the sync knows of the records of one page. */
interface Known {
	links: Map<string | null, Link>;
	/** Keys of creates whose outcome is not known. */
	keys: ReadonlySet<string | null>;
	/** What became of their partners in the CRM, where the sync has not come to that yet. */
	pending: ReadonlyMap<string, InboxRow['change']>;
}

async function knownOf({ context: { store }, sync }: Opened, snapshots: Snapshot[], keys: Known['keys']): Promise<Known> {
	const links = await store.linksByRecord(sync, 'calendar', snapshots.map(({ id }) => id));
	const partners = links.flatMap(({ crmId }) => crmId ?? []);
	const rows = partners.length === 0 ? [] : await store.listRows(sync, { side: 'crm', recordIds: partners });
	return { links: new Map(links.map((link) => [link.calendarId, link])), keys, pending: new Map(rows.map(({ recordId, change }) => [recordId, change])) };
}

/** A record that is in step, and its link. */
interface CarriedOver {
	link: Link;
	snapshot: Snapshot;
}

/** A folder of contacts is deleted with all in it. The CRM has what is in step, whoever made it, but perhaps not all of it. */
function linkCarriedOver({ sync, calendar }: Opened, change: FeedChange, { links, pending }: Known): Link | null {
	if (change.kind !== 'upsert' || calendar.system.capabilities.resource !== 'contact') return null;
	const { snapshot } = change;
	const link = links.get(snapshot.id);
	if (link === undefined || link.state !== 'linked' || link.crmId === null || !isUntouched(calendar, link, snapshot)) return null;
	if (snapshot.stamp !== undefined && snapshot.stamp.sync !== sync) return null;
	const coming = pending.get(link.crmId);
	const isCrmKnown = isOurCopy(link) ? coming !== 'delete' : coming === undefined && link.seen.crm?.inStep === true;
	return isCrmKnown ? link : null;
}

/** Those of which the CRM does not hold everything. What a listing does not tell is read. */
async function notHeldInFull(removal: Opened, carriedOver: CarriedOver[]): Promise<Array<{ snapshot: Snapshot; lacking: FieldName[] }>> {
	const cut = carriedOver.filter(({ snapshot }) => snapshot.omitted.length > 0).map(({ snapshot }) => snapshot.id);
	const reads = cut.length === 0 ? [] : await removal.calendar.system.readMany(cut);
	const whole = new Map(reads.flatMap((read) => (read.outcome === 'found' ? [[read.snapshot.id, read.snapshot]] : [])));
	return carriedOver.flatMap(({ link, snapshot: listed }) => {
		const snapshot = whole.get(listed.id) ?? listed;
		const { record } = viewRead(snapshot, removal.calendarView);
		// A copy that holds what the sync wrote may say it in other words than the CRM does.
		const lacking = isOurCopy(link) ? addedToCopy(record, link.baseline) : [...lackingInCrm(record, link.baseline.crm), ...snapshot.omitted];
		return lacking.length === 0 ? [] : [{ snapshot, lacking }];
	});
}

function isUntouched({ system: { capabilities } }: Opened['calendar'], link: Link | undefined, { revision }: Snapshot): boolean {
	return link?.seen.calendar?.revision === revision && isKnownToBeInStep(link, capabilities.openRevisionMark);
}

/** The mark alone says little: somebody may have duplicated a copy, or edited it. */
function isForeign({ sync, calendar, calendarView }: Opened, change: FeedChange, { links, keys }: Known): boolean {
	if (change.kind !== 'upsert') return change.kind === 'unreadable';
	const { snapshot } = change;
	const link = links.get(snapshot.id);
	if (snapshot.stamp?.sync !== sync) return true;
	if (link === undefined) return !keys.has(snapshot.id);
	if (!isOurCopy(link)) return true;
	return !isUntouched(calendar, link, snapshot) && (snapshot.omitted.length > 0 || holdsMore(link, viewRead(snapshot, calendarView)));
}

function nameOf({ calendarView }: Opened, change: FeedChange): string | null {
	return change.kind === 'upsert' ? nameForPeople(namedBy(viewRead(change.snapshot, calendarView).record)) : null;
}

/** e.g. `"Ann Lee" (E-mail addresses, Company)` */
function withFields(removal: Opened, snapshot: Snapshot, lacking: FieldName[]): string {
	const { fields } = removal.calendar.system.capabilities;
	const labels = lacking.map((field) => fields[field]?.label ?? field.replace(/^custom\./, ''));
	return `${nameOf(removal, { kind: 'upsert', snapshot }) ?? 'without a name'} (${[...new Set(labels)].join(', ')})`;
}
