import type { JournalEntry, Link, Side } from '../../sync';
import { type Pair, syncName } from './pair';
import type { People } from './people';
import { type Seen, valuesOf } from './seen';

/** Two records whose link was forgotten, and what could be seen of them then. */
interface Parted {
	crmId: string;
	calendarId: string;
	/** Title or time differed already, so that they could not be told to belong together. */
	differed: boolean;
	/** Values entered after this one are younger. */
	latest: number;
}

/** What the store held before it was lost, or its links forgotten. */
export class Past {
	readonly journal: JournalEntry[] = [];
	readonly links: Link[] = [];
	private readonly parted: Parted[] = [];
	/** Results of creates in the CRM that have no answer yet, as they were written, by the original's id. */
	private unsettled = new Map<string, Seen>();
	/** Those that a person changed in title and time before anybody looked for them. */
	private readonly disguised = new Set<string>();

	constructor(
		private readonly pair: Pair,
		private readonly people: People,
	) {}

	/** To be called before people edit. */
	async noteUnsettled(): Promise<void> {
		const open = await this.pair.store.listLinks(syncName, { state: 'creating', limit: 10_000 });
		const crm = byId(this.people.living('crm'));
		const calendar = byId(this.people.living('calendar'));
		const known = this.unsettled;
		this.unsettled = new Map();
		for (const { crmId, calendarId } of open) {
			if (crmId !== null || calendarId === null) continue;
			const copy = known.get(calendarId) ?? copyIn(crm, calendar.get(calendarId));
			if (copy !== undefined) this.unsettled.set(calendarId, copy);
		}
	}

	/** To be called after people edited. */
	noteDisguised(): void {
		const crm = byId(this.people.living('crm'));
		for (const { id, title, time } of this.unsettled.values()) {
			const now = crm.get(id);
			if (now !== undefined && now.title !== title && now.time !== time) this.disguised.add(id);
		}
	}

	/**
	 * A create without answer is recognised by title or time where the CRM takes no keys (semantics.md, "What you can rely on", the gaps). Where a person
	 * changed both before it was looked for, the result counts as a meeting of its own.
	 */
	wasDisguised(side: Side, { id }: Seen): boolean {
		return side === 'crm' && this.disguised.has(id);
	}

	/** To be called before the links are gone. */
	async remember(): Promise<void> {
		const { store } = this.pair;
		const links = await store.listLinks(syncName, { limit: 10_000 });
		this.journal.push(...(await store.listJournal(syncName, { limit: 100_000 })));
		this.links.push(...links);
		const crm = byId(this.people.living('crm'));
		const calendar = byId(this.people.living('calendar'));
		for (const link of links) {
			const left = crm.get(link.crmId ?? '') ?? copyIn(crm, calendar.get(link.calendarId ?? ''));
			const right = calendar.get(link.calendarId ?? '') ?? copyIn(calendar, crm.get(link.crmId ?? ''));
			// A copy in the calendar carries the sync's mark, which leads back to its original whatever it looks like.
			if (left === undefined || right === undefined || isMarked(link)) continue;
			this.parted.push({ crmId: left.id, calendarId: right.id, differed: left.title !== right.title || left.time !== right.time, latest: this.people.latest });
		}
	}

	/** True when the record had a partner that the sync does not know of any more. */
	wasForgotten(side: Side, id: string): boolean {
		return this.links.some((link) => (side === 'crm' ? link.crmId : link.calendarId) === id);
	}

	/**
	 * Once its link is forgotten, a pair without mark is found again by equal title and time only (semantics.md, "Who belongs to
	 * whom"). Where a person changed one of them on one side before the two were joined anew, each gets a copy of its own.
	 */
	couldNotBeJoined(side: Side, id: string): boolean {
		const ofPair = this.parted.filter(({ crmId, calendarId }) => (side === 'crm' ? crmId : calendarId) === id);
		if (ofPair.length === 0) return false;
		const living = { crm: byId(this.people.living('crm')), calendar: byId(this.people.living('calendar')) };
		return ofPair.some(({ crmId, calendarId, differed, latest }) => {
			const records = [living.crm.get(crmId), living.calendar.get(calendarId)];
			return differed || records.some((record) => record !== undefined && [record.title, record.time].some((value) => this.people.isYounger(value, latest)));
		});
	}
}

function byId(records: Seen[]): Map<string, Seen> {
	return new Map(records.map((record) => [record.id, record]));
}

/** The result of a create that was not settled: the record with one of the original's values. */
function copyIn(records: Map<string, Seen>, original: Seen | undefined): Seen | undefined {
	if (original === undefined) return undefined;
	const values = new Set(valuesOf(original));
	return [...records.values()].find((record) => valuesOf(record).some((value) => value !== '' && values.has(value)));
}

function isMarked({ createdByUs, origin }: Link): boolean {
	return createdByUs && origin === 'crm';
}
