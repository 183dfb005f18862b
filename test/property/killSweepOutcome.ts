import type { Side } from '../../sync';
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

export function livingIds({ sides }: Pair): { crm: string[]; calendar: string[] } {
	return { crm: sides.crm.living().map(({ id }) => id), calendar: sides.calendar.living().map(({ id }) => id) };
}

export async function outcomeOf(pair: Pair, originals: Originals): Promise<Outcome> {
	const { store } = pair;
	const titles = new Map(Object.values(pair.sides).flatMap((side) => side.living().map(({ id, title }) => [id, title] as const)));
	const titleOf = (id: string | null): string => titles.get(id ?? '') ?? `${id} (not there)`;
	const contentsOn = (side: Side) => pair.sides[side].comparables(titleOf).map(({ id, contents }) => JSON.stringify([nameOf(id, originals[side]), contents])).sort();
	const links = await store.listLinks(syncName, { limit: 10_000 });
	const rows = await store.listRows(syncName, {});
	const journal = await store.listJournal(syncName, { limit: 100_000 });
	return {
		crm: contentsOn('crm'),
		calendar: contentsOn('calendar'),
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
