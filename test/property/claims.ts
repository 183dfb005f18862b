import type { JournalEntry, Link, Side } from '../../sync';
import type { History } from './history';
import { filteredTags, filteredTitle } from './pairSettings';
import type { Pair } from './pair';
import { busyTitle, isDay, type Seen, startOf, textFields } from './seen';

export type ComparedField = (typeof textFields)[number] | 'guests' | 'tags';

/** What both systems hold. */
export function comparedFields(pair: Pair): ComparedField[] {
	return [...textFields, 'guests', ...(pair.shares('tags') ? ['tags' as const] : [])];
}

/** What exists and how it is joined, once everything rests. */
export interface Rest {
	records: Record<Side, Map<string, Seen>>;
	/** Links in state `linked`, whether or not both records live. */
	links: Link[];
	/** The journal, what was in a lost store included. */
	journal: JournalEntry[];
	/** Events of which the store remembers that changing them would mail their guests. Its word to the user is lost when the process dies before it is out. */
	refused: ReadonlySet<string>;
}

/**
 * What the invariants do not claim, record by record and field by field, and the rule of docs/semantics.md behind it. With the
 * default settings nothing of this applies, except for what lies outside the time window.
 */
export class Claims {
	constructor(
		private readonly history: History,
		private readonly rest: Rest,
	) {}

	/** Fields of a pair that may differ. */
	openFields(crm: Seen, calendar: Seen): Set<ComparedField> {
		const { setup, pair } = this.history;
		// "Filters": a linked record that no longer passes stays as it is on both sides. "Private events, Skip": the same.
		if (this.areLeftOut(crm, calendar)) return new Set(comparedFields(pair));
		const open = new Set<ComparedField>();
		// "Another map": fields without a row are not touched.
		if (pair.mapping === 'noLocation') open.add('location');
		// "Private events, Busy Only": no title, place, description, guests or tags in the CRM, and what stands there is not the event's.
		if (this.isMasked(calendar)) for (const field of ['title', 'location', 'description', 'guests', 'tags'] as const) open.add(field);
		// "Conflicts, Ask": the field stays as it is on both sides, and the item came out of Needs Attention.
		if (setup.conflictPolicy === 'ask') for (const field of this.asked(crm, calendar)) open.add(field);
		if (setup.lanes !== 'both') for (const field of this.notCarriedBack(setup.lanes, crm, calendar)) open.add(field);
		// "Guests and mails": an event whose guests would be mailed is not changed, and the item came out of Needs Attention.
		if (this.isRefused(calendar)) for (const field of comparedFields(pair)) open.add(field);
		return open;
	}

	/**
	 * Whom both sides of a pair must name. Where inviting would mail, guests of the CRM stand in the event's text ("Guests and mails"): all
	 * of them, and below a copy nobody else. An event that is no copy may have had another partner before, whose guests its text still names.
	 */
	guests(crm: Seen, calendar: Seen): Array<Pick<Seen, 'guests'>> {
		const { people, pair } = this.history;
		if (pair.capabilities('calendar').guestMails !== 'always') return [crm, calendar];
		if (people.invited.calendar.has(calendar.id)) return [{ guests: crm.guests.filter((guest) => calendar.invited.includes(guest)) }, { guests: calendar.invited }];
		const isCopy = this.rest.links.some(({ calendarId, origin }) => calendarId === calendar.id && origin === 'crm');
		return [crm, isCopy ? calendar : { guests: calendar.guests.filter((guest) => crm.guests.includes(guest)) }];
	}

	/** True when a write of the event, or its deletion, was refused for the sake of its guests. */
	private isRefused({ id, invited }: Seen): boolean {
		const { pair, settledReports } = this.history;
		if (pair.capabilities('calendar').guestMails !== 'always') return false;
		if (invited.length > 0 && this.rest.refused.has(id)) return true;
		return pair.reports.slice(settledReports).some(({ reason, calendarId, message }) => reason === 'rejected' && calendarId === id && message.includes('guests'));
	}

	/** True for a pair that the settings leave out on one side: what differs stays open, and is decided with the next change that passes. */
	areLeftOut(crm: Seen, calendar: Seen): boolean {
		return this.isLeftOut('crm', crm) || this.isLeftOut('calendar', calendar);
	}

	/** Fields of which a conflict was reported for this pair. */
	asked(crm: Seen, calendar: Seen): Array<(typeof textFields)[number]> {
		const reports = this.history.pair.reports.filter(({ reason, crmId, calendarId }) => reason === 'conflict' && crmId === crm.id && calendarId === calendar.id);
		return textFields.filter((field) => crm[field] !== calendar[field] && reports.some(({ message }) => message.includes(field)));
	}

	/** True when the record need not have a partner. */
	mayStandAlone(side: Side, record: Seen): boolean {
		const { setup, people, past } = this.history;
		if (this.isLeftOut(side, record)) return true;
		// "Time window": events without link that lie further ahead wait, those further back are left alone.
		if (isOutsideWindow(record, this.history.pair.clock.now())) return true;
		if (side === 'calendar' && this.isRefused(record)) return true;
		// "Deletions, Ignore": the other record stays and loses its link.
		if (setup.onDelete === 'ignore' && this.wasUnlinked(record)) return true;
		if (setup.lanes === 'both') return false;
		// One way: nobody reads the target, so what people make or change there stays there, and so does a copy whose original was deleted
		// after the store was lost ("Never because it is missing from a list")…
		if (side !== setup.lanes) return people.hasTouched(side, record) || past.wasForgotten(side, record.id);
		// …and a copy that they delete there is made again with the next change of its original.
		return this.rest.links.some((link) => (side === 'crm' ? link.crmId : link.calendarId) === record.id);
	}

	/** True when the same value may stand in two records: one of them was taken out of the recycle bin, or could not be recognised. */
	mayBeTwins(side: Side, record: Seen): boolean {
		const { people, past } = this.history;
		const partner = this.partnerOf(side, record.id);
		const otherSide = side === 'crm' ? 'calendar' : 'crm';
		const isRestored = people.restored[side].has(record.id) || (partner !== undefined && people.restored[otherSide].has(partner));
		const meeting = side === 'crm' ? record : this.rest.records.crm.get(partner ?? '');
		if (meeting !== undefined && past.wasDisguised('crm', meeting)) return true;
		return isRestored || past.couldNotBeJoined(side, record.id) || (partner !== undefined && past.couldNotBeJoined(otherSide, partner));
	}

	/**
	 * Values that went with a record whose partner was deleted, although the partner did not show them: a deletion takes the whole
	 * record along, what the map leaves out ("Another map") or a busy-only copy hides included.
	 */
	goneUnseen(): string[] {
		const { people, setup, wasUnmapped } = this.history;
		return people.deleted().flatMap((record) => [
			...(wasUnmapped ? [record.location] : []),
			...(setup.privateEvents === 'busyOnly' && record.isPrivate ? [record.title, record.location, record.description] : []),
		]);
	}

	private partnerOf(side: Side, id: string): string | undefined {
		const link = this.rest.links.find((candidate) => (side === 'crm' ? candidate.crmId : candidate.calendarId) === id);
		return (side === 'crm' ? link?.calendarId : link?.crmId) ?? undefined;
	}

	/** One way: what people on the target's side entered after the source's value is not carried back, and not overwritten before the source changes again. */
	private notCarriedBack(source: Side, crm: Seen, calendar: Seen): ComparedField[] {
		const { people } = this.history;
		const target: Side = source === 'crm' ? 'calendar' : 'crm';
		const [from, to] = source === 'crm' ? [crm, calendar] : [calendar, crm];
		const open: ComparedField[] = textFields.filter((field) => {
			const entered = people.entered.get(to[field]);
			return entered?.side === target && entered.number > (people.entered.get(from[field])?.number ?? 0);
		});
		if (people.invited[target].has(to.id)) open.push('guests');
		if (people.tagged[target].has(to.id)) open.push('tags');
		return open;
	}

	private wasUnlinked({ id }: Seen): boolean {
		return this.rest.journal.some(({ recordId, action }) => recordId === id && action === 'unlink');
	}

	private isMasked(calendar: Seen): boolean {
		return this.history.setup.privateEvents === 'busyOnly' && calendar.isPrivate;
	}

	/** True when what the settings of this side leave out covers the record. */
	private isLeftOut(side: Side, record: Seen): boolean {
		const { pair, setup } = this.history;
		if (!pair.lanes.has(side)) return false;
		const { filters } = pair.settings[side];
		const title = this.isMasked(record) ? busyTitle : record.title;
		if (filters.excludeTitles.length > 0 && title.includes(filteredTitle)) return true;
		if (filters.excludeTags.length > 0 && record.tags.some((tag) => filteredTags.includes(tag))) return true;
		// "Filters": all-day events always pass the working hours.
		const hour = new Date(startOf(record.time)).getUTCHours();
		if (filters.workingHours !== null && !isDay(record.time) && (hour < 8 || hour >= 18)) return true;
		return side === 'calendar' && setup.privateEvents === 'skip' && record.isPrivate;
	}

}

/** True for a time that the default window does not reach. */
export function isOutsideWindow({ time }: Seen, now: number): boolean {
	return startOf(time) < monthsFrom(now, -3) || startOf(time) > monthsFrom(now, 12);
}

function monthsFrom(now: number, months: number): number {
	const date = new Date(now);
	date.setUTCMonth(date.getUTCMonth() + months);
	return date.getTime();
}
