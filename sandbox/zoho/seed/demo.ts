import { DateTime } from 'luxon';
import { COLLEAGUE, CONNECTED_USER, type ZohoState } from '../state';
import type { JsonObject } from '../types';
import { seedContacts } from './demoContacts';
import { seedRecord } from './seeding';

const DAY = 86_400_000;
/** Six and a half weeks to either side make three months. */
const WEEKS = 6;

interface Meeting {
	title: string;
	/** Day of the week, Monday 1. */
	weekday: number;
	/** `HH:mm` in the zone. */
	at: string;
	minutes: number;
	zone?: string;
	venue?: string;
	description?: string;
	reminderMinutes?: number;
	/** Position of the customer the meeting is with. */
	customer?: number;
	tag?: string;
	colleague?: boolean;
	/** Held every so many weeks. */
	every: number;
}

const LONG_AGENDA = Array.from(
	{ length: 14 },
	(_, number) => `${number + 1}. Punkt der Tagesordnung: Angebot, Lieferzeit, Rückfragen und nächste Schritte.`,
).join('\n');

const MEETINGS: readonly Meeting[] = [
	{ title: 'Pipeline review', weekday: 1, at: '09:30', minutes: 45, venue: 'Room Spree', reminderMinutes: 10, every: 1 },
	{
		title: 'Angebotsgespräch Müller & Söhne',
		weekday: 2,
		at: '10:00',
		minutes: 60,
		venue: 'Bäckerstraße 12, Köln',
		customer: 0,
		reminderMinutes: 30,
		every: 3,
	},
	{
		title: 'Call: Carter Supplies renewal ☎️',
		weekday: 2,
		at: '11:00',
		minutes: 30,
		zone: 'America/New_York',
		customer: 3,
		reminderMinutes: 5,
		every: 2,
	},
	{
		title: 'Jahresplanung mit Groß Logistik',
		weekday: 3,
		at: '14:00',
		minutes: 90,
		venue: 'Hamburg',
		customer: 1,
		description: LONG_AGENDA,
		every: 4,
	},
	{ title: 'Présentation – Atelier Lefèvre', weekday: 3, at: '16:15', minutes: 45, zone: 'Europe/Paris', customer: 2, venue: 'Visio', every: 3 },
	{ title: 'Tanaka Trading: price list', weekday: 4, at: '10:30', minutes: 30, zone: 'Asia/Tokyo', customer: 4, every: 3 },
	{ title: 'Demo Nowak Meble 🪑', weekday: 4, at: '13:00', minutes: 60, customer: 5, reminderMinutes: 60, every: 4 },
	{ title: 'Contract signing Rossi 🎉', weekday: 5, at: '11:30', minutes: 30, customer: 6, tag: 'Hot', every: 6 },
	{ title: 'Lunch with Åkesson', weekday: 5, at: '12:30', minutes: 75, customer: 7, venue: 'Café Öresund', every: 5 },
	{ title: 'Forecast call', weekday: 4, at: '09:00', minutes: 30, zone: 'Europe/London', colleague: true, every: 2 },
];

const ALL_DAYS: readonly { title: string; week: number; weekday: number; days: number; venue?: string }[] = [
	{ title: 'Messe Hannover', week: -3, weekday: 2, days: 3, venue: 'Hannover' },
	{ title: 'Offsite: Strategie & Ziele', week: 2, weekday: 4, days: 2, venue: 'Lübeck' },
	{ title: 'Quarter end', week: 4, weekday: 5, days: 1 },
];

function meetingFields(state: ZohoState, meeting: Meeting, monday: DateTime, contacts: readonly string[]): JsonObject {
	const [hour = 0, minute = 0] = meeting.at.split(':').map(Number);
	const day = monday.plus({ days: meeting.weekday - 1 }).setZone(meeting.zone ?? state.switches.orgTimeZone, { keepLocalTime: true });
	const start = day.set({ hour, minute });
	const customer = meeting.customer === undefined ? undefined : contacts[meeting.customer];
	const text = (time: DateTime): string => time.toFormat("yyyy-MM-dd'T'HH:mm:ssZZ");
	return {
		Event_Title: meeting.title,
		Start_DateTime: text(start),
		End_DateTime: text(start.plus({ minutes: meeting.minutes })),
		Venue: meeting.venue ?? null,
		Description: meeting.description ?? null,
		...(meeting.reminderMinutes === undefined ? {} : { Remind_At: [{ unit: meeting.reminderMinutes, period: 'minutes', time: null }] }),
		...(customer === undefined ? {} : { Who_Id: { id: customer }, Participants: [{ type: 'contact', participant: customer }] }),
		...(meeting.tag === undefined ? {} : { Tag: [{ name: meeting.tag }] }),
	};
}

function seedMeetings(state: ZohoState, thisMonday: DateTime, contacts: readonly string[], now: number): void {
	for (let week = -WEEKS; week <= WEEKS; week++) {
		MEETINGS.forEach((meeting, position) => {
			if ((week + position + WEEKS) % meeting.every !== 0) return;
			const monday = thisMonday.plus({ weeks: week });
			const madeAt = Math.min(monday.toMillis(), now) - (7 + position) * DAY;
			seedRecord(state, 'Events', meetingFields(state, meeting, monday, contacts), meeting.colleague ? COLLEAGUE : CONNECTED_USER, madeAt);
		});
	}
}

function seedAllDays(state: ZohoState, thisMonday: DateTime, now: number): void {
	for (const { title, week, weekday, days, venue } of ALL_DAYS) {
		const first = thisMonday.plus({ weeks: week, days: weekday - 1 });
		const fields = {
			Event_Title: title,
			All_day: true,
			Start_DateTime: `${first.toISODate() ?? ''}T00:00:00+00:00`,
			End_DateTime: `${first.plus({ days: days - 1 }).toISODate() ?? ''}T23:59:59+00:00`,
			Venue: venue ?? null,
		};
		seedRecord(state, 'Events', fields, CONNECTED_USER, now - 40 * DAY);
	}
}

/** A sales team's three months around now: customers, calls in other zones, all-day events, a colleague's calls. */
export function seedDemo(state: ZohoState): void {
	const now = state.second();
	// The demo is written in the default forms; what the switches ask for applies to answers.
	const { remindAtForm, allDayEncoding } = state.switches;
	Object.assign(state.switches, { remindAtForm: 'array', allDayEncoding: 'utcInclusive' });
	const thisMonday = DateTime.fromMillis(now, { zone: state.switches.orgTimeZone }).startOf('week');
	const contacts = seedContacts(state, now - 60 * DAY);
	seedMeetings(state, thisMonday, contacts, now);
	seedAllDays(state, thisMonday, now);
	Object.assign(state.switches, { remindAtForm, allDayEncoding });
}
