import type { JsonObject } from '../../../sandbox/zoho';
import type { HttpRequest } from '../../../systems/http/types';
import type { UnsharedPart } from '../commands';
import { type Entry, halfAnHour, isDay, iso, type Seen } from '../seen';
import { type Comparable, type ModelSide, type SideOptions, without, type Write } from './side';

/** The second user of the sandbox's organisation. */
const colleague = '5725767000000411002';
/** A field of the organisation's own, which no default map carries. */
const ownField = 'Internal_Remark';
const runData = ['id', 'Created_Time', 'Modified_Time', 'Created_By', 'Modified_By', 'Last_Activity_Time', '$u_id'];

/** Meetings in Zoho CRM. */
export class ZohoCrmSide implements ModelSide {
	readonly system = 'zohoCrm';
	readonly service = 'zoho';
	readonly container = 'me';

	constructor(private readonly options: SideOptions) {
		if (options.sharesTags) this.zoho.admin.addField('Events', { api_name: ownField, data_type: 'text' });
	}

	private get zoho() {
		return this.options.sandbox.services.zoho;
	}

	signIn(): string {
		return `Zoho-oauthtoken ${this.zoho.admin.issueToken().access_token}`;
	}

	living(): Seen[] {
		return this.zoho.all('Events').filter(({ deleted, fields }) => !deleted && fields.$event_cancelled !== true).map(({ id, fields }) => seen(id, fields));
	}

	deleted(): Seen[] {
		return this.zoho.all('Events').filter(({ deleted }) => deleted).map(({ id, fields }) => seen(id, fields));
	}

	isThere(): boolean {
		return true;
	}

	contents(id: string): object | undefined {
		const record = this.zoho.find('Events', id);
		return record?.deleted === false ? record.fields : undefined;
	}

	knowGuests(addresses: string[]): void {
		addresses.forEach((address, number) => this.zoho.person.create('Contacts', { Last_Name: `Guest ${number}`, Email: address }));
	}

	create(entry: Entry): string {
		return this.zoho.person.createEvent(fieldsOf(entry));
	}

	change(id: string, entry: Entry): void {
		this.zoho.person.editEvent(id, fieldsOf(entry));
	}

	remove(id: string): void {
		this.zoho.person.deleteEvent(id);
	}

	restorable(): string[] {
		return this.zoho.all('Events').filter(({ deleted }) => deleted).map(({ id }) => id);
	}

	restore(id: string): void {
		this.zoho.person.restoreEvent(id);
	}

	createForeign(): string[] {
		const meeting = { Start_DateTime: '2026-03-24T10:00:00+01:00', End_DateTime: '2026-03-24T10:30:00+01:00' };
		const { person } = this.zoho;
		return [
			person.createEvent({ ...meeting, Event_Title: 'CRM series', Recurring_Activity: { RRULE: 'FREQ=WEEKLY;INTERVAL=1;UNTIL=2026-04-14;DTSTART=2026-03-24' } }),
			person.createEvent({ ...meeting, Event_Title: 'Of the colleague', Owner: { id: colleague } }),
		];
	}

	/** A tag, as long as the calendar holds none. */
	changeUnshared(id: string, _part: UnsharedPart, count: number): object {
		const changes: JsonObject = this.options.sharesTags ? { [ownField]: `remark ${count}` } : { Tag: [{ name: `tag ${count}` }] };
		this.zoho.person.editEvent(id, changes);
		return changes;
	}

	/** Zoho's positions are times. */
	loseCursor(): void {}

	whim(): void {}

	calm(): void {}

	stir(): boolean {
		return false;
	}

	writeOf({ method, url, body }: HttpRequest): Write | null {
		const address = new URL(url);
		const cancelled = /\/Events\/(\d+)\/actions\/cancel$/.exec(address.pathname)?.[1];
		if (cancelled !== undefined) return { kind: 'delete', ids: [cancelled] };
		if (!address.pathname.endsWith('/Events')) return null;
		if (method === 'DELETE') return { kind: 'delete', ids: (address.searchParams.get('ids') ?? '').split(',') };
		if (method !== 'PUT') return null;
		const sent = (typeof body === 'string' ? JSON.parse(body) : body) as { data: Array<{ id: string }> };
		return { kind: 'update', ids: sent.data.map(({ id }) => id) };
	}

	comparables(): Comparable[] {
		const records = this.zoho.all('Events').filter(({ deleted }) => !deleted);
		return records.map(({ id, fields }) => ({ id, contents: { ...without(fields, runData), Participants: guestsOf(fields) } }));
	}
}

function guestsOf({ Participants: participants }: Record<string, unknown>): string[] {
	return (Array.isArray(participants) ? (participants as Array<{ Email?: string | null }>) : []).map(({ Email }) => Email ?? '').sort();
}

function seen(id: string, fields: Record<string, unknown>): Seen {
	const tags = Array.isArray(fields.Tag) ? (fields.Tag as Array<{ name?: string }>) : [];
	const start = String(fields.Start_DateTime);
	return {
		id,
		title: String(fields.Event_Title ?? ''),
		location: String(fields.Venue ?? ''),
		description: String(fields.Description ?? ''),
		time: fields.All_day === true ? start.slice(0, 10) : String(Date.parse(start)),
		guests: guestsOf(fields),
		invited: guestsOf(fields),
		tags: tags.map(({ name }) => name ?? '').sort(),
		isPrivate: false,
	};
}

function fieldsOf({ title, location, description, time, guests, tags }: Entry) {
	return {
		...(title !== undefined && { Event_Title: title }),
		...(location !== undefined && { Venue: location }),
		...(description !== undefined && { Description: description }),
		...(time !== undefined && timesOf(time)),
		...(guests !== undefined && { Participants: guests.map((email) => ({ type: 'email', participant: email })) }),
		...(tags !== undefined && { Tag: tags.map((name) => ({ name })) }),
	};
}

function timesOf(time: string) {
	if (isDay(time)) return { All_day: true, Start_DateTime: `${time}T00:00:00+00:00`, End_DateTime: `${time}T23:59:59+00:00` };
	return { All_day: false, Start_DateTime: iso(time, 0), End_DateTime: iso(time, halfAnHour) };
}
