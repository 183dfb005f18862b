import type { JsonObject } from '../../../sandbox/core/json';
import { bodyText } from '../../../sandbox/microsoft/events/body';
import { itemId, readFolderId, readItemId } from '../../../sandbox/microsoft/ids';
import type { GraphCalendar } from '../../../sandbox/microsoft/state';
import type { DeltaRefusal, StoredEvent } from '../../../sandbox/microsoft/types';
import type { HttpRequest } from '../../../systems/http/types';
import type { UnsharedPart, Whim } from '../commands';
import { dayAfter, type Entry, halfAnHour, isDay, type Seen } from '../seen';
import { type Comparable, type ModelSide, type SideOptions, without, type Write } from './side';

const refusals: readonly DeltaRefusal[] = ['gone', 'resyncRequired', 'notFound', 'badRequest', 'invalid'];
/** A property that another program keeps in events. */
const otherProgram = 'String {11111111-2222-4333-8444-555555555555} Name otherProgram';
/** What the sync writes above guests whom it does not invite. */
const listHeading = 'Guests (listed by the sync, not invited):';
const lag = 10 * 60_000;

/** Events of one Outlook calendar. */
export class Office365Side implements ModelSide {
	readonly system = 'office365';
	readonly service = 'microsoft';
	readonly container: string;
	private readonly calendar: GraphCalendar;
	private readonly foreign = new Set<string>();
	private refusal = 0;

	constructor(private readonly options: SideOptions) {
		const { person } = this.microsoft;
		this.container = options.isDedicated ? person.createCalendar('Zoho CRM') : (person.calendarList()[0]?.id ?? '');
		const all = [...this.microsoft.state.mailboxes.values()].flatMap(({ calendars }) => [...calendars.values()]);
		const joined = all.find(({ key }) => key === readFolderId(this.container));
		if (joined === undefined) throw new Error('The sandbox has no calendar to join.');
		this.calendar = joined;
	}

	private get microsoft() {
		return this.options.sandbox.services.microsoft;
	}

	private get place() {
		return { calendarId: this.container };
	}

	signIn(): string {
		return `Bearer ${this.microsoft.issueToken().accessToken}`;
	}

	living(): Seen[] {
		return this.isThere() ? this.calendar.living.map((event) => this.seen(event)) : [];
	}

	deleted(): Seen[] {
		return [...this.calendar.items.values()].filter(({ deleted }) => deleted).map((event) => this.seen(event));
	}

	isThere(): boolean {
		return !this.calendar.removed;
	}

	contents(id: string): object | undefined {
		const event = this.stored(id);
		return event?.fields;
	}

	/** Anybody can be invited. */
	knowGuests(): void {}

	create(entry: Entry): string {
		return this.microsoft.person.create({ ...this.fieldsOf(entry, ''), isReminderOn: true, reminderMinutesBeforeStart: 10 }, this.place).id;
	}

	change(id: string, entry: Entry): void {
		this.microsoft.person.change(id, this.fieldsOf(entry, bodyText(this.stored(id)?.fields.body ?? '')), this.place);
	}

	remove(id: string): void {
		this.microsoft.person.remove(id, this.place);
	}

	/** What comes back from Outlook's deleted items is another event. */
	restorable(): string[] {
		return [];
	}

	restore(): void {}

	createForeign(): string[] {
		const halfHour = (day: string) => ({ start: berlin(`${day}T09:00:00`), end: berlin(`${day}T09:30:00`) });
		const recurrence = { pattern: { type: 'weekly', interval: 1, daysOfWeek: ['monday'] }, range: { type: 'numbered', startDate: '2026-03-23', numberOfOccurrences: 6 } };
		const events: JsonObject[] = [
			{ subject: 'Weekly series', ...halfHour('2026-03-23'), recurrence },
			{ subject: 'Beyond the window', ...halfHour('2046-03-23') },
			{ subject: 'Before the window', ...halfHour('2020-03-23') },
		];
		for (const event of events) this.foreign.add(this.microsoft.person.create(event).id);
		return [...this.foreign];
	}

	changeUnshared(id: string, part: UnsharedPart, count: number): object {
		const { fields } = this.stored(id) ?? {};
		if (part === 'color') {
			this.microsoft.person.change(id, { singleValueExtendedProperties: [{ id: otherProgram, value: `color ${count}` }] }, this.place);
			return { properties: { [otherProgram]: { value: `color ${count}` } } };
		}
		const changes = {
			availability: { showAs: fields?.showAs === 'free' ? 'oof' : 'free' },
			visibility: { sensitivity: fields?.sensitivity === 'private' ? 'normal' : 'private' },
			mailReminder: { importance: fields?.importance === 'high' ? 'low' : 'high' },
			secondReminder: { responseRequested: fields?.responseRequested === false },
		}[part];
		this.microsoft.person.change(id, changes, this.place);
		return changes;
	}

	/** Each time in another of the ways in which Graph is known to say it. */
	loseCursor(): void {
		this.microsoft.state.options.deltaRefusal = refusals[this.refusal++ % refusals.length] ?? 'gone';
		this.microsoft.person.expireDeltaTokens();
	}

	whim(whim: Whim, pick: number): void {
		const { person, state } = this.microsoft;
		const living = this.living();
		const id = living[pick % Math.max(living.length, 1)]?.id;
		switch (whim) {
			case 'drift':
				return person.drift(this.place, id);
			case 'rewrite':
				if (id !== undefined && !this.foreign.has(id)) person.rewriteBodies(this.place, id);
				return;
			case 'lag':
				state.options.lagMs = lag;
				return;
			case 'unrulyPages':
				state.options.replays = true;
				state.options.emptyPages = true;
				return;
			case 'shortMemory':
				state.options.transactionMinutes = 2;
				return;
			case 'otherWords':
				state.options.secondDelete = state.options.secondDelete === 400 ? 404 : 400;
				state.options.unknownFields = true;
				return;
		}
	}

	calm(): void {
		this.microsoft.state.options.lagMs = 0;
	}

	stir(): boolean {
		this.microsoft.person.drift(this.place);
		for (const { id } of this.living()) if (!this.foreign.has(id)) this.microsoft.person.rewriteBodies(this.place, id);
		return true;
	}

	writeOf({ method, url }: HttpRequest): Write | null {
		const { pathname } = new URL(url);
		if (method === 'DELETE' && /\/calendars\/[^/]+$/.test(pathname)) return { kind: 'deleteContainer', ids: [] };
		const id = /\/events\/([^/]+)(?:\/|$)/.exec(pathname)?.[1];
		if (id === undefined || method === 'GET') return null;
		return { kind: method === 'DELETE' ? 'delete' : 'update', ids: [decodeURIComponent(id)] };
	}

	comparables(titleOf: (id: string) => string): Comparable[] {
		return this.calendar.living.map((event) => {
			const { fields } = event;
			const partner = Object.values(fields.properties).map(({ value }) => String((JSON.parse(value) as unknown[])[1]))[0];
			const attendees = fields.attendees.map((one) => JSON.stringify(one)).sort();
			const contents = { ...without(fields, ['properties', 'body']), text: bodyText(fields.body), attendees, copyOf: partner === undefined ? null : titleOf(partner) };
			return { id: idOf(event), contents };
		});
	}

	/** An event of the mailbox, whichever of its calendars it is in. */
	private stored(id: string): StoredEvent | undefined {
		const { key } = readItemId(id);
		const others = [...this.microsoft.state.mailboxes.values()].flatMap(({ calendars }) => [...calendars.values()]);
		return [this.calendar, ...others].map((calendar) => calendar.find(key)).find((event) => event !== undefined);
	}

	private seen(event: StoredEvent): Seen {
		const { fields } = event;
		const { text, listed } = readText(bodyText(fields.body));
		const invited = fields.attendees.map(({ emailAddress }) => emailAddress.address).sort();
		return {
			id: idOf(event),
			title: fields.subject,
			location: String(fields.location.displayName ?? ''),
			description: text,
			time: fields.isAllDay ? fields.start.wall.slice(0, 10) : String(fields.start.at),
			guests: [...new Set([...invited, ...listed])].sort(),
			invited,
			tags: [...fields.categories].sort(),
			isPrivate: fields.sensitivity === 'private',
		};
	}

	/** People write above the list of guests and leave it as it is. */
	private fieldsOf({ title, location, description, time, guests, tags }: Entry, text: string): JsonObject {
		return {
			...(title !== undefined && { subject: title }),
			...(location !== undefined && { location: { displayName: location } }),
			...(description !== undefined && { body: bodyOf(description, readText(text).list) }),
			...(time !== undefined && timesOf(time)),
			...(guests !== undefined && { attendees: guests.map((address) => ({ type: 'required', emailAddress: { address } })) }),
			...(tags !== undefined && { categories: tags }),
		};
	}
}

function idOf({ key }: StoredEvent): string {
	return itemId('immutable', '', key);
}

function bodyOf(description: string, list: string): JsonObject {
	if (list === '') return { contentType: 'html', content: `<div>${description}</div>` };
	return { contentType: 'text', content: `${description}\n\n${list}` };
}

/** The text that people wrote, and the list of guests below it. */
function readText(body: string): { text: string; list: string; listed: string[] } {
	const text = body.replaceAll('\r\n', '\n');
	const at = text.indexOf(listHeading);
	const list = at < 0 ? '' : text.slice(at).trim();
	const listed = [...list.matchAll(/[^\s<>]+@[^\s<>]+/g)].map(([address]) => address);
	return { text: (at < 0 ? text : text.slice(0, at)).trim(), list, listed };
}

function berlin(dateTime: string): JsonObject {
	return { dateTime, timeZone: 'Europe/Berlin' };
}

function timesOf(time: string): JsonObject {
	if (isDay(time)) return { isAllDay: true, start: berlin(`${time}T00:00:00`), end: berlin(`${dayAfter(time)}T00:00:00`) };
	const utc = (at: number): JsonObject => ({ dateTime: new Date(at).toISOString().slice(0, 19), timeZone: 'UTC' });
	return { isAllDay: false, start: utc(Number(time)), end: utc(Number(time) + halfAnHour) };
}
