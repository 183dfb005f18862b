import type { CalendarEvent, CanonicalRecord, ReadResult, Snapshot } from '../../../sync/types';
import { instantOf } from '../../shared/times';
import { containerError } from '../errors';
import { readEach, readOne, type Shelf } from '../lookUp';
import { EXPAND_STAMP, MARKED, markedWith, quoted } from '../mapping/stamp';
import type { Session } from './session';
import { allOf } from '../../shared/allOf';

const DAY = 24 * 60 * 60_000;
/** Up to here each record is looked up by itself; more are found in one listing over all their times. */
const FEW = 3;

export async function read(session: Session, id: string): Promise<ReadResult> {
	return await readOne(shelfOf(session), id);
}

/** Requests run side by side as far as the mailbox lets them. */
export async function readMany(session: Session, ids: string[]): Promise<ReadResult[]> {
	return await readEach(shelfOf(session), ids);
}

export function shelfOf({ client, eventPath, snapshot, assertCalendarIsThere }: Session): Shelf {
	return { client, noun: 'event', containerName: 'the calendar', itemPath: eventPath, snapshot, assertContainerIsThere: assertCalendarIsThere };
}

/** Events that lie at the same time as the records, share their iCalendar id, or carry a mark that names them. */
export async function findCandidates(session: Session, records: CanonicalRecord[]): Promise<Snapshot[]> {
	const events = records.filter((record): record is CalendarEvent => 'start' in record);
	const spans = events.map(spanOf).filter(({ from, to }) => Number.isFinite(from) && Number.isFinite(to));
	const whole = { from: Math.min(...spans.map(({ from }) => from)), to: Math.max(...spans.map(({ to }) => to)) };
	const isFew = events.length <= FEW;
	const filters = (isFew || spans.length === 0 ? spans : [whole]).map(({ from, to }) => `start/dateTime le '${utc(to)}' and end/dateTime ge '${utc(from)}'`);
	if (isFew) for (const { iCalUID } of events) if (iCalUID !== undefined) filters.push(`iCalUId eq '${quoted(iCalUID)}'`);
	// A copy that somebody moved lies elsewhere; its mark still names the record it was made from.
	filters.push(...(isFew ? events.map(({ source }) => markedWith(source.id)) : [MARKED]));
	const found = await allOf(filters.map(async (filter) => await list(session, filter)));
	return [...new Map(found.flat().map((snapshot) => [snapshot.id, snapshot])).values()];
}

/** Events created at or after the time. */
export async function createdSince(session: Session, time: number): Promise<Snapshot[]> {
	return await list(session, `createdDateTime ge ${new Date(time).toISOString()}`);
}

/** Events of the calendar that carry a mark which names the record. */
export async function markedFor(session: Session, partnerId: string): Promise<Snapshot[]> {
	return (await list(session, markedWith(partnerId))).filter(({ stamp }) => stamp?.partnerId === partnerId);
}

/** All-day times have no zone, so they are searched a day wider on both sides. */
function spanOf({ start, end }: CalendarEvent): { from: number; to: number } {
	const margin = 'date' in start ? DAY : 1000;
	return { from: instantOf(start) - margin, to: Math.max(instantOf(start), instantOf(end)) + margin };
}

function utc(instant: number): string {
	return new Date(instant).toISOString().slice(0, 19);
}

async function list(session: Session, filter: string): Promise<Snapshot[]> {
	const found: Snapshot[] = [];
	try {
		for await (const { items } of session.pages(`${session.calendar}/events`, { query: { $filter: filter, $expand: EXPAND_STAMP } })) {
			for (const item of items) {
				if (item.isCancelled === true) continue;
				try {
					found.push(session.snapshot(item));
				} catch {
					// An event that cannot be understood cannot be recognised as the same as another.
				}
			}
		}
	} catch (error) {
		throw containerError(error, 'the calendar');
	}
	return found;
}
