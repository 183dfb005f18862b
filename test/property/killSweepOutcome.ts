import type { EventResource } from '../../sandbox/google';
import type { JsonObject } from '../../sandbox/zoho';
import { type Pair, syncName } from './pair';

/** What one run came to: everything that a person, a guest or an administrator could tell from another run. */
export interface Outcome {
	/** Living records without what differs from run to run; original records by their ids, copies by what they are copies of. */
	crm: string[];
	calendar: string[];
	/** Pairs, as their two titles. */
	links: string[];
	/** What waits, is held, parked or not settled. */
	open: string[];
	mails: string[];
	/** Losing values of conflicts, by field. Noted twice is as good as once. */
	losers: string[];
}

/** Ids of the records that were there before the run; all others were made in it, under ids of their own. */
export interface Originals {
	crm: ReadonlySet<string>;
	calendar: ReadonlySet<string>;
}

const zohoRunData = ['id', 'Created_Time', 'Modified_Time', 'Created_By', 'Modified_By', 'Last_Activity_Time', '$u_id'];
const googleRunData = ['id', 'etag', 'created', 'updated', 'htmlLink', 'iCalUID', 'sequence', 'extendedProperties'];

export function livingIds({ sandbox }: Pair): { crm: string[]; calendar: string[] } {
	const { zoho, google } = sandbox.services;
	return {
		crm: zoho.all('Events').filter(({ deleted }) => !deleted).map(({ id }) => id),
		calendar: google.person.living().map(({ id }) => id ?? ''),
	};
}

export async function outcomeOf(pair: Pair, originals: Originals): Promise<Outcome> {
	const { zoho, google } = pair.sandbox.services;
	const { store } = pair;
	const crm = new Map(zoho.all('Events').filter(({ deleted }) => !deleted).map(({ id, fields }) => [id, fields]));
	const calendar = new Map(google.person.living().map((event) => [event.id ?? '', event]));
	const titleOf = (id: string | null): string => String(crm.get(id ?? '')?.Event_Title ?? calendar.get(id ?? '')?.summary ?? `${id} (not there)`);
	const links = await store.listLinks(syncName, { limit: 10_000 });
	const rows = await store.listRows(syncName, {});
	const journal = await store.listJournal(syncName, { limit: 100_000 });
	return {
		crm: [...crm].map(([id, fields]) => JSON.stringify([nameOf(id, originals.crm), zohoContents(fields)])).sort(),
		calendar: [...calendar].map(([id, event]) => JSON.stringify([nameOf(id, originals.calendar), googleContents(event, titleOf)])).sort(),
		links: links.filter(({ state }) => state === 'linked').map(({ crmId, calendarId }) => `${titleOf(crmId)} = ${titleOf(calendarId)}`).sort(),
		open: [
			...links.filter(({ state }) => state === 'creating').map(({ crmId, calendarId }) => `create of a copy of ${titleOf(crmId ?? calendarId)}`),
			...rows.map(({ side, change, state, reason }) => `${change} from ${side}: ${state} ${reason ?? ''}`),
		].sort(),
		mails: pair.sandbox.control.outbox.list().map(({ kind, to }) => `${kind} to ${to}`),
		losers: [...new Set(journal.filter(({ action }) => action === 'conflict').flatMap(({ before }) => Object.entries(before ?? {}).map((entry) => JSON.stringify(entry))))].sort(),
	};
}

/** Every way in which a run differs from the reference; [] when there is none. More entries in the journal are no difference. */
export function differences(reference: Outcome, outcome: Outcome): string[] {
	const found: string[] = [];
	for (const part of ['crm', 'calendar', 'links', 'open', 'mails', 'losers'] as const) {
		for (const missing of without(reference[part], outcome[part])) found.push(`${part}: missing ${missing}`);
		if (part === 'losers') continue;
		for (const surplus of without(outcome[part], reference[part])) found.push(`${part}: surplus ${surplus}`);
	}
	return found;
}

/** Multiset difference. */
function without(from: string[], taken: string[]): string[] {
	const left = [...taken];
	return from.filter((entry) => {
		const position = left.indexOf(entry);
		if (position >= 0) left.splice(position, 1);
		return position < 0;
	});
}

function nameOf(id: string, originals: ReadonlySet<string>): string {
	return originals.has(id) ? id : 'made in the run';
}

function zohoContents(fields: JsonObject): JsonObject {
	const kept = Object.fromEntries(Object.entries(fields).filter(([name]) => !zohoRunData.includes(name)));
	const participants = Array.isArray(fields.Participants) ? fields.Participants : [];
	const emails = participants.map((one) => (typeof one === 'object' && one !== null && 'Email' in one ? String(one.Email) : JSON.stringify(one)));
	return { ...kept, Participants: emails.sort() };
}

function googleContents(event: EventResource, titleOf: (id: string | null) => string): unknown {
	const kept = Object.fromEntries(Object.entries(event).filter(([name]) => !googleRunData.includes(name)));
	const partner = event.extendedProperties?.private?.crmCalendarSyncPartner;
	const attendees = (event.attendees ?? []).map((one) => JSON.stringify(one)).sort();
	return { ...kept, attendees, copyOf: partner === undefined ? null : titleOf(partner) };
}
