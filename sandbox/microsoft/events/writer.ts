import { textOf, type JsonObject } from '../../core/json';
import { badRequest, changeConflict, duplicateTransaction, GraphError, invalidRequest, itemNotFound, propertyInvalid } from '../errors';
import { itemId } from '../ids';
import { addressOf, type ChangeType, type FoundEvent, type GraphCalendar, type Mailbox, type MicrosoftState } from '../state';
import type { Answer, EventFields, StoredEvent } from '../types';
import { noTime } from './attendees';
import { Guests } from './guests';
import { blankEvent, readEvent } from './input';
import { sharedMembers } from './properties';
import { etagOf } from './render';
import { neighbours, plannedFields, viewOf, viewOfDay, type EventView } from './series';

export interface WriteOptions {
	ifMatch?: string;
	/** A person who chose not to tell anybody; requests have no such choice. */
	isQuiet?: boolean;
}

/** Creates, changes and deletes events by the API's rules. Throws `GraphError` for what Graph refuses. */
export class EventWriter {
	readonly guests: Guests;

	constructor(private readonly state: MicrosoftState) {
		this.guests = new Guests(state);
	}

	/** The stored event, or the day of a series that an id names. Throws 404. */
	view({ event, day }: FoundEvent): EventView {
		const view = day === undefined ? viewOf(event) : viewOfDay(event, day);
		if (view === undefined) throw itemNotFound();
		return view;
	}

	/** A repeated `transactionId` returns the first event. */
	create(mailbox: Mailbox, calendar: GraphCalendar, body: JsonObject, options: WriteOptions = {}): StoredEvent {
		this.state.checkWritable(mailbox, calendar);
		const transactionId = textOf(body, 'transactionId') ?? null;
		const content = JSON.stringify({ ...body, calendar: calendar.key });
		const earlier = transactionId === null ? undefined : this.earlier(mailbox, transactionId);
		if (earlier !== undefined) {
			const event = calendar.find(earlier.key);
			if (event === undefined || earlier.content !== content) throw duplicateTransaction();
			return event;
		}
		const fields = readEvent(body, blankEvent(addressOf(calendar.owner)));
		const event = calendar.store({ key: this.state.mintKey(), fields, uid: this.mintUid(), transactionId, exceptions: {}, cancelledDays: [] });
		if (transactionId !== null) mailbox.transactions.set(transactionId, { key: event.key, content, at: this.state.now() });
		this.announce(calendar, event, 'created');
		this.tell(calendar, undefined, event, undefined, fields, {}, options);
		return event;
	}

	/** An invitation from somebody outside, as it appears in the invited user's calendar. */
	receive(mailbox: Mailbox, body: JsonObject, organizer: EventFields['organizer']): StoredEvent {
		const { attendees, ...rest } = body;
		const own = readEvent({ ...rest, attendees: attendees ?? [] }, blankEvent(organizer));
		const fields: EventFields = { ...own, isOrganizer: false, showAs: 'tentative', responseStatus: { response: 'notResponded', time: noTime } };
		const calendar = mailbox.defaultCalendar;
		const event = calendar.store({ key: this.state.mintKey(), fields, uid: this.mintUid(), transactionId: null, exceptions: {}, cancelledDays: [] });
		this.announce(calendar, event, 'created');
		return event;
	}

	/** Throws 412 when `If-Match` names another state. */
	change(mailbox: Mailbox, found: FoundEvent, body: JsonObject, options: WriteOptions = {}): EventView {
		const { calendar, event, day } = found;
		this.state.checkWritable(mailbox, calendar);
		const before = this.view(found);
		this.checkMatch(before, options.ifMatch);
		if ('transactionId' in body && body.transactionId !== event.transactionId) throw propertyInvalid('transactionId cannot be changed.');
		if ('extensions' in body) throw badRequest('Extensions of an existing item are changed at their own address.');
		const fields = readEvent(body, before.fields);
		if (day !== undefined) return this.changeDay(calendar, event, before, day, fields, body, options);
		// A new rule or time of day forgets what was changed and cancelled before, as in Outlook.
		const isReplanned = JSON.stringify([fields.start, fields.recurrence]) !== JSON.stringify([event.fields.start, event.fields.recurrence]);
		const stored = calendar.store({ ...event, fields, ...(isReplanned ? { exceptions: {}, cancelledDays: [] } : this.inherited(event, fields)) });
		this.announce(calendar, stored, 'updated');
		this.tell(calendar, event, stored, before.fields, fields, body, options);
		return viewOf(stored);
	}

	/** Mails cancellations when the organizer deletes. */
	remove(mailbox: Mailbox, found: FoundEvent, options: WriteOptions = {}): void {
		const { calendar, event, day } = found;
		this.state.checkWritable(mailbox, calendar);
		const before = this.view(found);
		this.checkMatch(before, options.ifMatch);
		if (options.isQuiet !== true) this.guests.notifyCancelled(before.fields, this.recordId(calendar, event, day));
		if (day === undefined) {
			const gone = calendar.remove(event);
			this.announce(calendar, gone, 'deleted');
			this.guests.updateCopies(calendar.owner, event, undefined);
			return;
		}
		const { [day]: _cancelled, ...exceptions } = event.exceptions;
		const stored = calendar.store({ ...event, exceptions, cancelledDays: [...event.cancelledDays, day].sort() });
		this.announce(calendar, stored, 'updated');
		this.guests.updateCopies(calendar.owner, event, stored);
	}

	/** The organizer's `cancel`: a cancellation to every guest, and the event is gone. */
	cancel(mailbox: Mailbox, found: FoundEvent): void {
		if (!found.event.fields.isOrganizer) throw invalidRequest("Your request can't be completed. You need to be an organizer to cancel a meeting.");
		this.remove(mailbox, found);
	}

	/** An invited user's answer. `decline` takes the event out of the calendar; `If-Match` is not looked at (recorded). */
	respond(mailbox: Mailbox, found: FoundEvent, answer: Answer, sendsResponse: boolean): void {
		const { calendar, event, day } = found;
		const { fields } = this.view(found);
		if (fields.isOrganizer) {
			throw invalidRequest("Your request can't be completed. You can't respond to this meeting because you're the meeting organizer.");
		}
		if (sendsResponse) {
			this.guests.notifyOrganizer(fields, answer, this.recordId(calendar, event, day));
			this.passOn(mailbox, event, answer);
		}
		if (answer === 'declined') {
			this.announce(calendar, calendar.remove(event), 'deleted');
			return;
		}
		const time = new Date(this.state.now()).toISOString();
		const showAs = answer === 'accepted' ? 'busy' : 'tentative';
		const stored = calendar.store({ ...event, fields: { ...event.fields, showAs, responseStatus: { response: answer, time } } });
		this.announce(calendar, stored, 'updated');
	}

	/** Extended properties and extensions have addresses of their own. */
	setExtensions(calendar: GraphCalendar, event: StoredEvent, extensions: EventFields['extensions']): void {
		this.announce(calendar, calendar.store({ ...event, fields: { ...event.fields, extensions } }), 'updated');
	}

	/** Stores another state of an event as the server does on its own account. */
	touch(calendar: GraphCalendar, event: StoredEvent, changes: Partial<EventFields> = {}): StoredEvent {
		const stored = calendar.store({ ...event, fields: { ...event.fields, ...changes } });
		this.announce(calendar, stored, 'updated');
		return stored;
	}

	private changeDay(calendar: GraphCalendar, master: StoredEvent, before: EventView, day: string, given: EventFields, body: JsonObject, options: WriteOptions): EventView {
		const fields = { ...given, recurrence: null };
		this.checkBoundary(master, day, fields);
		const stored = calendar.store({ ...master, exceptions: { ...master.exceptions, [day]: fields } });
		this.announce(calendar, stored, 'updated');
		this.tell(calendar, master, stored, before.fields, fields, body, options, day);
		return { event: stored, type: 'exception', day, fields };
	}

	/** An occurrence stays between its neighbours' days. */
	private checkBoundary(master: StoredEvent, day: string, { start }: EventFields): void {
		const moved = start.wall.slice(0, 10);
		if (moved === plannedFields(master, day).start.wall.slice(0, 10)) return;
		const { before, after } = neighbours(master, day);
		const isEarly = before !== undefined && moved <= before.fields.start.wall.slice(0, 10);
		const isLate = after !== undefined && moved >= after.fields.start.wall.slice(0, 10);
		if (isEarly || isLate) {
			throw new GraphError(400, 'ErrorOccurrenceCrossingBoundary', "Modified occurrence is crossing or overlapping adjacent occurrence.");
		}
	}

	/** Exceptions take over what the series now says where they said the same as the series before. */
	private inherited(before: StoredEvent, fields: EventFields): Pick<StoredEvent, 'exceptions'> {
		const old = new Map<string, unknown>(Object.entries(before.fields));
		const isSame = (first: unknown, second: unknown): boolean => JSON.stringify(first) === JSON.stringify(second);
		const merge = (exception: EventFields): EventFields => {
			const { start, end, recurrence } = exception;
			const own = Object.entries(exception).filter(([name, value]) => !isSame(value, old.get(name)));
			return { ...fields, ...Object.fromEntries(own), start, end, recurrence };
		};
		return { exceptions: Object.fromEntries(Object.entries(before.exceptions).map(([day, exception]) => [day, merge(exception)])) };
	}

	private tell(
		calendar: GraphCalendar,
		before: StoredEvent | undefined,
		after: StoredEvent,
		old: EventFields | undefined,
		now: EventFields,
		body: JsonObject,
		options: WriteOptions,
		day?: string,
	): void {
		const isAboutContent = sharedMembers.some((name) => JSON.stringify(old?.[name]) !== JSON.stringify(now[name]));
		const told = { isAboutAttendees: 'attendees' in body, isAboutContent };
		if (options.isQuiet !== true) this.guests.notify(old, now, told, this.recordId(calendar, after, day));
		if (isAboutContent) this.guests.updateCopies(calendar.owner, before, after);
	}

	private passOn(guest: Mailbox, copy: StoredEvent, answer: Answer): void {
		const organizer = copy.original === undefined ? undefined : this.state.mailboxes.get(copy.original.userId);
		for (const calendar of organizer?.calendars.values() ?? []) {
			const event = calendar.find(copy.original?.key ?? '');
			if (event !== undefined) this.guests.tally(calendar, event, guest.user.mail, answer);
		}
	}

	private earlier(mailbox: Mailbox, transactionId: string): { key: string; content: string } | undefined {
		const known = mailbox.transactions.get(transactionId);
		const isForgotten = known !== undefined && this.state.now() - known.at > this.state.options.transactionMinutes * 60_000;
		return isForgotten ? undefined : known;
	}

	private checkMatch(view: EventView, ifMatch: string | undefined): void {
		if (ifMatch === undefined || ifMatch === '*') return;
		// A malformed header is the server's problem, not the client's (recorded).
		if (!/^(W\/)?"[^"]*"$/.test(ifMatch)) throw new GraphError(500, 'ErrorInternalServerError', 'An internal server error occurred. The operation failed.');
		if (ifMatch.replace(/^W\//, '') !== etagOf(view).replace(/^W\//, '')) throw changeConflict();
	}

	private recordId(calendar: GraphCalendar, event: StoredEvent, day: string | undefined): string {
		return itemId('immutable', calendar.key, event.key, day);
	}

	private announce(calendar: GraphCalendar, event: StoredEvent, changeType: ChangeType): void {
		this.state.changed({ kind: 'event', owner: calendar.owner, folderKey: calendar.key, key: event.key, changeType, changeKey: event.changeKey });
	}

	/** The part of `iCalUId` after the day: a time, a counter and a random number, as Exchange makes it. */
	private mintUid(): string {
		const hex = (length: number): string => Array.from({ length }, () => Math.floor(this.state.random() * 16).toString(16).toUpperCase()).join('');
		return `${hex(14)}01000000000000000010000000${hex(32)}`;
	}
}
