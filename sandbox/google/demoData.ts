import type { DateTime } from 'luxon';
import type { JsonObject } from '../core/json';
import { userOfDemo } from './state';

export interface DemoEvent {
	body: JsonObject;
	/** Organized by somebody outside. */
	isInvitation: boolean;
}

interface Customer {
	company: string;
	city: string;
	contact: string;
}

const customers: Customer[] = [
	{ company: 'Nordwind Maschinenbau GmbH', city: 'Kiel', contact: 'einkauf@nordwind.example' },
	{ company: 'Bäckerei Süß & Söhne', city: 'München', contact: 'buero@suess-soehne.example' },
	{ company: 'Zażółć Logistik Sp. z o.o.', city: 'Kraków', contact: 'biuro@zazolc.example' },
	{ company: 'Alpenblick Hotels AG', city: 'Zürich', contact: 'office@alpenblick.example' },
	{ company: 'Fjord Energi AS', city: 'Bergen', contact: 'kontakt@fjord-energi.example' },
	{ company: 'Pacific Retail Inc.', city: 'San Francisco', contact: 'buying@pacific-retail.example' },
	{ company: 'Crème & Café SARL', city: 'Lyon', contact: 'contact@creme-cafe.example' },
	{ company: 'Straßenbau Weiß KG', city: 'Köln', contact: 'info@strassenbau-weiss.example' },
];

const topics = ['Angebot besprechen', 'Quarterly review', 'Product demo 🎉', 'Vertragsverlängerung', 'Kick-off', 'Support call ☎️', 'Jahresgespräch'];
const weeksEachWay = 6;

function pick<Item>(items: readonly Item[], random: () => number, fallback: Item): Item {
	return items[Math.floor(random() * items.length)] ?? fallback;
}

function timed(start: DateTime, minutes: number, zone: string): JsonObject {
	const iso = (moment: DateTime): string | null => moment.setZone(zone).toISO({ suppressMilliseconds: true });
	return { start: { dateTime: iso(start), timeZone: zone }, end: { dateTime: iso(start.plus({ minutes })), timeZone: zone } };
}

function wholeDays(first: DateTime, days: number): JsonObject {
	return { start: { date: first.toISODate() }, end: { date: first.plus({ days }).toISODate() } };
}

function customerMeeting(day: DateTime, random: () => number): JsonObject {
	const customer = pick(customers, random, { company: 'Customer', city: 'Berlin', contact: 'customer@example.test' });
	const start = day.set({ hour: 8 + Math.floor(random() * 9), minute: random() < 0.5 ? 0 : 30 });
	const zone = customer.city === 'San Francisco' ? 'America/Los_Angeles' : 'Europe/Berlin';
	const body: JsonObject = {
		summary: `${customer.company}: ${pick(topics, random, 'Meeting')}`,
		location: customer.city,
		...timed(start, random() < 0.3 ? 90 : 45, zone),
	};
	if (random() < 0.5) body.description = `<p>Agenda für <b>${customer.company}</b></p><ul><li>Stand der Dinge</li><li>Nächste Schritte</li></ul>`;
	if (random() < 0.6) {
		const responseStatus = pick(['needsAction', 'accepted', 'tentative', 'declined'], random, 'needsAction');
		body.attendees = [{ email: userOfDemo.email, responseStatus: 'accepted' }, { email: customer.contact, responseStatus }];
	}
	if (random() < 0.3) body.reminders = { useDefault: false, overrides: [{ method: 'popup', minutes: 15 }, { method: 'email', minutes: 1440 }] };
	return body;
}

/** Single events of three months, around the day given. */
export function demoEvents(today: DateTime, random: () => number): DemoEvent[] {
	const events: DemoEvent[] = [];
	const own = (body: JsonObject): void => void events.push({ body, isInvitation: false });
	for (let offset = -7 * weeksEachWay; offset <= 7 * weeksEachWay; offset++) {
		const day = today.plus({ days: offset });
		if (day.weekday <= 5 && random() < 0.8) own(customerMeeting(day, random));
	}
	own({ summary: 'Messe Hannover 🏭', location: 'Hannover', ...wholeDays(today.plus({ days: 16 }), 3), transparency: 'transparent' });
	own({ summary: 'Urlaub', ...wholeDays(today.minus({ days: 30 }), 7), visibility: 'private' });
	own({ summary: 'Zahnarzt', visibility: 'private', ...timed(today.plus({ days: 4, hours: 17 }), 45, 'Europe/Berlin') });
	own({ ...timed(today.plus({ days: 2, hours: 13 }), 30, 'Europe/Berlin') });
	own({ summary: 'Flug nach New York', location: 'BER → JFK', ...timed(today.plus({ days: 23, hours: 10 }), 540, 'America/New_York') });
	own({ summary: 'Call with Tokyo office', ...timed(today.plus({ days: 9, hours: 8 }), 60, 'Asia/Tokyo') });
	const declined = [{ email: userOfDemo.email, responseStatus: 'declined' }, { email: 'events@trade-fair.example', responseStatus: 'accepted' }];
	const invited = [{ email: userOfDemo.email, responseStatus: 'needsAction' }, { email: 'office@alpenblick.example', responseStatus: 'accepted' }];
	const from = (email: string): JsonObject => ({ organizer: { email } });
	events.push({
		body: { summary: 'Vendor webinar', attendees: declined, ...from('events@trade-fair.example'), ...timed(today.plus({ days: 6, hours: 15 }), 60, 'Europe/Berlin') },
		isInvitation: true,
	});
	events.push({
		body: { summary: 'Alpenblick: Vor-Ort-Termin', location: 'Zürich', attendees: invited, ...from('office@alpenblick.example'), ...timed(today.plus({ days: 11, hours: 10 }), 120, 'Europe/Zurich') },
		isInvitation: true,
	});
	return events;
}

/** A weekly meeting with one moved and one cancelled occurrence; `stamp` is the part of the instance id after the master's. */
export function demoSeries(today: DateTime): {
	master: JsonObject;
	exception: { stamp: string; changes: JsonObject };
	cancelled: { stamp: string };
} {
	const first = today.minus({ days: today.weekday - 1 }).minus({ weeks: 4 }).set({ hour: 9 });
	const stampOf = (moment: DateTime): string => moment.toUTC().toFormat("yyyyLLdd'T'HHmmss'Z'");
	const moved = first.plus({ weeks: 5 });
	return {
		master: { summary: 'Weekly sales meeting', recurrence: ['RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=12'], ...timed(first, 60, 'Europe/Berlin') },
		exception: { stamp: stampOf(moved), changes: { summary: 'Weekly sales meeting (moved)', ...timed(moved.plus({ hours: 5 }), 60, 'Europe/Berlin') } },
		cancelled: { stamp: stampOf(first.plus({ weeks: 6 })) },
	};
}
