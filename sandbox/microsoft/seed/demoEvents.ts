import type { DateTime } from 'luxon';
import type { JsonObject } from '../../core/json';
import type { EmailAddress } from '../types';

export interface DemoEvent {
	body: JsonObject;
	/** Set when somebody outside organizes it. */
	organizer?: EmailAddress;
}

const customers = [
	{ company: 'Nordwind Maschinenbau GmbH', city: 'Kiel', contact: 'einkauf@nordwind.example' },
	{ company: 'Bäckerei Süß & Söhne', city: 'München', contact: 'buero@suess-soehne.example' },
	{ company: 'Zażółć Logistik Sp. z o.o.', city: 'Kraków', contact: 'biuro@zazolc.example' },
	{ company: 'Alpenblick Hotels AG', city: 'Zürich', contact: 'office@alpenblick.example' },
	{ company: 'Pacific Retail Inc.', city: 'San Francisco', contact: 'buying@pacific-retail.example' },
	{ company: 'Straßenbau Weiß KG', city: 'Köln', contact: 'info@strassenbau-weiss.example' },
];
const topics = ['Angebot besprechen', 'Quarterly review', 'Product demo 🎉', 'Vertragsverlängerung', 'Kick-off', 'Support call ☎️'];
const weeksEachWay = 6;

function pick<Item>(items: readonly Item[], random: () => number): Item | undefined {
	return items[Math.floor(random() * items.length)];
}

function at(moment: DateTime, timeZone: string): JsonObject {
	return { dateTime: moment.setZone(timeZone).toFormat("yyyy-MM-dd'T'HH:mm:ss"), timeZone };
}

function timed(start: DateTime, minutes: number, zone: string): JsonObject {
	return { start: at(start, zone), end: at(start.plus({ minutes }), zone) };
}

function wholeDays(first: DateTime, days: number): JsonObject {
	const midnight = (day: DateTime): JsonObject => ({ dateTime: day.toFormat("yyyy-MM-dd'T'00:00:00"), timeZone: 'Europe/Berlin' });
	return { isAllDay: true, start: midnight(first), end: midnight(first.plus({ days })) };
}

function customerMeeting(day: DateTime, random: () => number): JsonObject {
	const customer = pick(customers, random);
	const start = day.set({ hour: 8 + Math.floor(random() * 9), minute: random() < 0.5 ? 0 : 30 });
	const zone = customer?.city === 'San Francisco' ? 'America/Los_Angeles' : 'Europe/Berlin';
	const body: JsonObject = {
		subject: `${customer?.company ?? 'Customer'}: ${pick(topics, random) ?? 'Meeting'}`,
		location: { displayName: customer?.city ?? '' },
		...timed(start, random() < 0.3 ? 90 : 45, zone),
	};
	if (random() < 0.5) body.body = { contentType: 'html', content: `<p>Agenda für <b>${customer?.company ?? ''}</b></p><ul><li>Stand der Dinge</li><li>Nächste Schritte</li></ul>` };
	if (random() < 0.6) body.attendees = [{ emailAddress: { address: customer?.contact ?? 'customer@example.test' }, type: 'required' }];
	if (random() < 0.2) body.categories = ['Customer'];
	return body;
}

/** Single events of three months, around the day given. */
export function demoEvents(today: DateTime, random: () => number): DemoEvent[] {
	const events: DemoEvent[] = [];
	const own = (body: JsonObject): void => void events.push({ body });
	for (let offset = -7 * weeksEachWay; offset <= 7 * weeksEachWay; offset++) {
		const day = today.plus({ days: offset });
		if (day.weekday <= 5 && random() < 0.5) own(customerMeeting(day, random));
	}
	own({ subject: 'Messe Hannover 🏭', location: { displayName: 'Hannover' }, ...wholeDays(today.plus({ days: 16 }), 3), showAs: 'free' });
	own({ subject: 'Urlaub', ...wholeDays(today.minus({ days: 30 }), 7), sensitivity: 'private', showAs: 'oof' });
	own({ subject: 'Zahnarzt', sensitivity: 'private', ...timed(today.plus({ days: 4, hours: 17 }), 45, 'Europe/Berlin') });
	own({ ...timed(today.plus({ days: 2, hours: 13 }), 30, 'Europe/Berlin') });
	own({ subject: 'Flug nach New York', location: { displayName: 'BER → JFK' }, ...timed(today.plus({ days: 23, hours: 10 }), 540, 'America/New_York') });
	own({ subject: 'Call with Tokyo office', ...timed(today.plus({ days: 9, hours: 8 }), 60, 'Asia/Tokyo') });
	const office: EmailAddress = { name: 'Alpenblick Hotels', address: 'office@alpenblick.example' };
	const meeting = { subject: 'Alpenblick: Vor-Ort-Termin', location: { displayName: 'Zürich' } };
	events.push({ body: { ...meeting, ...timed(today.plus({ days: 11, hours: 10 }), 120, 'Europe/Zurich') }, organizer: office });
	return events;
}

/** A weekly meeting with one moved and one cancelled occurrence, named by their original days. */
export function demoSeries(today: DateTime): { master: JsonObject; moved: { day: string; changes: JsonObject }; cancelledDay: string } {
	const first = today.minus({ days: today.weekday - 1 }).minus({ weeks: 4 }).set({ hour: 9 });
	const day = (moment: DateTime): string => moment.toFormat('yyyy-MM-dd');
	const moved = first.plus({ weeks: 5 });
	const pattern = { type: 'weekly', interval: 1, daysOfWeek: ['monday'] };
	const range = { type: 'numbered', startDate: day(first), numberOfOccurrences: 12 };
	return {
		master: { subject: 'Weekly sales meeting', recurrence: { pattern, range }, ...timed(first, 60, 'Europe/Berlin') },
		moved: { day: day(moved), changes: { subject: 'Weekly sales meeting (moved)', ...timed(moved.plus({ hours: 5 }), 60, 'Europe/Berlin') } },
		cancelledDay: day(first.plus({ weeks: 6 })),
	};
}
