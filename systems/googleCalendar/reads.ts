import type { calendar_v3 } from '@googleapis/calendar';
import type { CalendarEvent, CanonicalRecord, ReadResult, Snapshot } from '../../sync/types';
import { SystemError } from '../../sync/types';
import { isId } from '../http';
import { instantOf } from '../shared/times';
import { calendarError } from './errors';
import { isTombstone, snapshotFromGoogle } from './mapping/fromGoogle';
import { isRefusal } from './session';
import type { Session } from './session';
import { allOf } from '../shared/allOf';

const DAY = 24 * 60 * 60 * 1000;
/** Up to here each record is looked up by itself; more are found in one listing over all their times. */
const FEW = 3;

export async function read(session: Session, id: string): Promise<ReadResult> {
	if (!isId(id)) return { outcome: 'unreadable', message: `Google Calendar: "${id}" is no id of an event.` };
	let event: calendar_v3.Schema$Event;
	try {
		event = (await session.client.repeatable.events.get({ calendarId: session.calendarId, eventId: id })).data;
	} catch (error) {
		return await unread(session, error);
	}
	// Whatever answered, it is not this event.
	if (event.id !== id) return { outcome: 'unreadable', message: 'Google Calendar answers with something else than the event that was asked for.' };
	// A deleted event is still answered, as cancelled (Calendar API reference, Events: get).
	if (isTombstone(event)) return { outcome: 'gone' };
	session.guests.remember(event);
	if (event.reminders?.useDefault === true) await session.learnDefaults();
	try {
		return { outcome: 'found', snapshot: snapshotFromGoogle(event, session.context()) };
	} catch (error) {
		return { outcome: 'unreadable', message: `Google Calendar event: ${error instanceof Error ? error.message : String(error)}` };
	}
}

/** Requests run side by side as far as the transport lets them. */
export async function readMany(session: Session, ids: string[]): Promise<ReadResult[]> {
	return await allOf(ids.map(async (id) => await read(session, id)));
}

async function unread(session: Session, error: unknown): Promise<ReadResult> {
	if (isRefusal(error, 404, 410)) {
		await session.assertCalendarIsThere();
		return { outcome: 'gone' };
	}
	if (isRefusal(error)) return { outcome: 'unreadable', message: `Google Calendar: ${error.message}` };
	throw error;
}

/** Events that lie at the same time as the records or share their iCalUID. */
export async function findCandidates(session: Session, records: CanonicalRecord[]): Promise<Snapshot[]> {
	const events = records.filter((record): record is CalendarEvent => 'start' in record);
	const spans = events.map(spanOf).filter((span) => Number.isFinite(span.from) && Number.isFinite(span.to));
	const wholeSpan = { from: Math.min(...spans.map((span) => span.from)), to: Math.max(...spans.map((span) => span.to)) };
	const few = events.length <= FEW;
	const searches: calendar_v3.Params$Resource$Events$List[] = (few || spans.length === 0 ? spans : [wholeSpan]).map(({ from, to }) => ({
		timeMin: new Date(from).toISOString(),
		timeMax: new Date(to).toISOString(),
	}));
	if (few) for (const { iCalUID } of events) if (iCalUID !== undefined) searches.push({ iCalUID });
	const found = await allOf(searches.map(async (params) => await list(session, params)));
	return [...new Map(found.flat().map((snapshot) => [snapshot.id, snapshot])).values()];
}

/** All-day times have no zone, so they are searched a day wider on both sides. */
function spanOf({ start, end }: CalendarEvent): { from: number; to: number } {
	const margin = 'date' in start ? DAY : 1000;
	return { from: instantOf(start) - margin, to: Math.max(instantOf(start), instantOf(end)) + margin };
}

/** Events created at or after the time. Rarely needed: the ids of our own creates are known beforehand. */
export async function createdSince(session: Session, time: number): Promise<Snapshot[]> {
	const isNew = ({ createdAt }: Snapshot): boolean => createdAt !== null && createdAt >= time;
	try {
		return (await list(session, { updatedMin: new Date(time).toISOString() })).filter(isNew);
	} catch (error) {
		// Google looks back over updates for a limited time only (reason updatedMinTooLongAgo).
		if (!(error instanceof SystemError) || error.details.status !== 410) throw error;
		return (await list(session, {})).filter(isNew);
	}
}

async function list(session: Session, params: calendar_v3.Params$Resource$Events$List): Promise<Snapshot[]> {
	const found: Snapshot[] = [];
	try {
		for await (const page of session.pages(params)) {
			for (const event of page.items ?? []) {
				if (event.status === 'cancelled') continue;
				session.guests.remember(event);
				try {
					found.push(snapshotFromGoogle(event, session.context()));
				} catch {
					// An event that cannot be understood cannot be recognised as the same as another.
				}
			}
		}
	} catch (error) {
		throw isRefusal(error, 410) ? new SystemError('rejected', error.message, 'Nothing to do.', { status: 410 }) : calendarError(error, session.calendarId);
	}
	return found;
}
