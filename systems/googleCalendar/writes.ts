import type { calendar_v3 } from '@googleapis/calendar';
import { SystemError } from '../../sync/types';
import type { WriteOptions, WriteRequest, WriteResult } from '../../sync/types';
import { checkId } from '../http';
import { GoogleRefusal } from './errors';
import { guestsBefore, withKeptMembers } from './guests';
import { eventIdFor } from './mapping/eventId';
import { isTombstone, snapshotFromGoogle } from './mapping/fromGoogle';
import { fitToGoogle } from './mapping/limits';
import { etagOf } from './mapping/revision';
import { stampToGoogle } from './mapping/stamp';
import { timesOf, transparency, valuesToGoogle } from './mapping/toGoogle';
import { read } from './reads';
import { isRefusal } from './session';
import type { Session } from './session';
import { tookEffect } from './tookEffect';
import { refused, written } from './writeOutcomes';
import { failed, writeEach } from '../shared/writeEach';

type Request<Kind extends WriteRequest['kind']> = Extract<WriteRequest, { kind: Kind }>;

/** Always sent by name, and only in the query: in the body Google ignores it (Calendar API reference, Events, sendUpdates). */
const SEND_UPDATES: Record<WriteOptions['notifyGuests'], string> = { none: 'none', external: 'externalOnly', all: 'all' };

/** One result per request, in order. Throws `SystemError` when every request failed for a reason they all share. */
export async function write(session: Session, requests: WriteRequest[], options: WriteOptions): Promise<WriteResult[]> {
	return await writeEach(requests, async (request) => await writeOne(session, request, options));
}

async function writeOne(session: Session, request: WriteRequest, options: WriteOptions): Promise<WriteResult> {
	if (request.kind !== 'create') checkId(request.id);
	try {
		switch (request.kind) {
			case 'create':
				return await create(session, request, options);
			case 'update':
				return await update(session, request, options);
			case 'delete':
				return await remove(session, request, options);
		}
	} catch (error) {
		if (error instanceof GoogleRefusal) return await refusedWrite(session, request, error);
		throw error;
	}
}

async function create(session: Session, { key, values, stamp }: Request<'create'>, options: WriteOptions): Promise<WriteResult> {
	const fitted = fitToGoogle(values);
	if (timesOf(values) === null) {
		return {
			outcome: 'rejected',
			field: 'time',
			message: 'The record has no start and end, so no Google event could be made of it. Nothing was written.',
			next: 'Map the start and end in the Field Mapper.',
		};
	}
	const id = eventIdFor(key);
	const { availability, color } = options.defaults;
	const event = valuesToGoogle(fitted.values);
	const { data } = await session.client.repeatable.events.insert({
		calendarId: session.calendarId,
		sendUpdates: SEND_UPDATES[options.notifyGuests],
		requestBody: {
			...(availability !== undefined && { transparency: transparency(availability) }),
			...(color !== undefined && color !== '' && { colorId: color }),
			...event,
			start: withoutNulls(event.start),
			end: withoutNulls(event.end),
			...stampToGoogle(stamp),
			id,
		},
	});
	return written(session, data, id, fitted);
}

/** `null` in a time means "take it out", which a new event need not be told. */
function withoutNulls(time: calendar_v3.Schema$EventDateTime | undefined): calendar_v3.Schema$EventDateTime {
	return Object.fromEntries(Object.entries(time ?? {}).filter(([, value]) => value !== null));
}

async function update(session: Session, request: Request<'update'>, options: WriteOptions): Promise<WriteResult> {
	const fitted = fitToGoogle(request.values);
	const changed = await withGuestsKept(session, request, valuesToGoogle(fitted.values));
	if (changed === 'gone') return { outcome: 'gone' };
	try {
		const { data } = await session.client.once.events.patch(
			{
				calendarId: session.calendarId,
				eventId: request.id,
				sendUpdates: SEND_UPDATES[options.notifyGuests],
				requestBody: { ...changed, ...(request.stamp && stampToGoogle(request.stamp)) },
			},
			precondition(request.revision),
		);
		return isTombstone(data) ? { outcome: 'gone' } : written(session, data, request.id, fitted);
	} catch (error) {
		if (!isUnclear(error)) throw error;
		const now = await lookAgain(session, request.id);
		if (now === null) return failed(error);
		if (now.outcome === 'gone') return now;
		if (isUntouched(now.event, request.revision)) return { outcome: 'retry', message: error.message, retryAt: null };
		const didIt = tookEffect(snapshotFromGoogle(now.event, session.context()), fitted.values, request.stamp);
		return didIt ? written(session, now.event, request.id, fitted) : failed(error);
	}
}

/** Where the list of guests is written, guests who stay keep what the record does not tell of them. */
async function withGuestsKept(session: Session, { id, revision }: Request<'update'>, event: calendar_v3.Schema$Event): Promise<calendar_v3.Schema$Event | 'gone'> {
	if (event.attendees === undefined || event.attendees.length === 0) return event;
	const before = await guestsBefore(session, id, revision === null ? null : etagOf(revision));
	return before === 'gone' ? 'gone' : { ...event, attendees: withKeptMembers(event.attendees, before) };
}

async function remove(session: Session, request: Request<'delete'>, options: WriteOptions): Promise<WriteResult> {
	try {
		await session.client.once.events.delete(
			{ calendarId: session.calendarId, eventId: request.id, sendUpdates: SEND_UPDATES[options.notifyGuests] },
			precondition(request.revision),
		);
		return { outcome: 'deleted' };
	} catch (error) {
		if (!isUnclear(error)) throw error;
		const now = await lookAgain(session, request.id);
		if (now === null) return failed(error);
		if (now.outcome === 'gone') return { outcome: 'deleted' };
		return request.revision === null || isUntouched(now.event, request.revision)
			? { outcome: 'retry', message: error.message, retryAt: null }
			: { outcome: 'stale' };
	}
}

function precondition(revision: string | null) {
	return revision === null ? {} : { headers: { 'If-Match': etagOf(revision) } };
}

function isUnclear(error: unknown): error is SystemError {
	return error instanceof SystemError && error.details.mayHaveHappened === true;
}

function isUntouched(event: calendar_v3.Schema$Event, revision: string | null): boolean {
	return revision !== null && event.etag === etagOf(revision);
}

/** The event as it is after a write whose answer was lost; null when that cannot be found out now. */
async function lookAgain(
	session: Session,
	id: string,
): Promise<{ outcome: 'live'; event: calendar_v3.Schema$Event } | { outcome: 'gone' } | null> {
	try {
		const { data } = await session.client.repeatable.events.get({ calendarId: session.calendarId, eventId: id });
		if (isTombstone(data)) return { outcome: 'gone' };
		if (data.reminders?.useDefault === true) await session.learnDefaults();
		return { outcome: 'live', event: data };
	} catch {
		return null;
	}
}

async function refusedWrite(session: Session, request: WriteRequest, error: GoogleRefusal): Promise<WriteResult> {
	if (request.kind === 'create') {
		return isRefusal(error, 409) ? await taken(session, eventIdFor(request.key)) : refused(error, session.calendarId);
	}
	if (error.status === 412) return { outcome: 'stale' };
	if (error.status === 410) return { outcome: 'gone' };
	if (error.status === 404) {
		await session.assertCalendarIsThere();
		return { outcome: 'gone' };
	}
	return refused(error, session.calendarId);
}

/** The id is in use; a deleted event keeps its id for ever, as far as is known. */
async function taken(session: Session, id: string): Promise<WriteResult> {
	const existing = await read(session, id);
	switch (existing.outcome) {
		case 'found':
			return { outcome: 'exists', snapshot: existing.snapshot };
		case 'gone':
			return { outcome: 'keyUsed' };
		case 'unreadable':
			return { outcome: 'unclear', message: existing.message };
	}
}
