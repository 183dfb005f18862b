import type { WriteOptions, WriteRequest, WriteResult } from '../../../sync/types';
import { checkId } from '../../http';
import type { Json } from '../client';
import { GraphRefusal, isGone } from '../errors';
import { listedGuests } from '../mapping/guestList';
import { etagOf, marksOf } from '../mapping/revision';
import { stampToGraph } from '../mapping/stamp';
import { millisOf, objectOf, textOf } from '../mapping/values';
import { refused, written } from '../writeOutcomes';
import { writeEach } from '../../shared/writeEach';
import { composeGuests, mailsGuests, wouldMail } from './guests';
import { markedFor, read } from './reads';
import type { Session } from './session';
import { defaultsToGraph, timesOf, valuesToGraph } from './toGraph';

type Request<Kind extends WriteRequest['kind']> = Extract<WriteRequest, { kind: Kind }>;

/** Vendors' clocks and ours differ; an event that is older than this before the create was not made by it. */
const CLOCK_TOLERANCE = 5 * 60_000;

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
		if (error instanceof GraphRefusal) return await refusedWrite(session, request, error);
		throw error;
	}
}

async function create(session: Session, { key, values, stamp }: Request<'create'>, options: WriteOptions): Promise<WriteResult> {
	if (timesOf(values) === null) {
		return {
			outcome: 'rejected', field: 'time',
			message: 'The record has no start and end, so no Outlook event could be made of it. Nothing was written.',
			next: 'Map the start and end in the Field Mapper.',
		};
	}
	const startedAt = session.client.serverTime() ?? Number.NaN;
	const composed = composeGuests(values, options, null);
	const event = await session.client.call(`${session.calendar}/events`, {
		method: 'POST',
		// The transactionId makes a repetition harmless (Graph: event resource, transactionId).
		repeatable: true,
		body: { ...defaultsToGraph(options.defaults), ...valuesToGraph(values), ...composed.body, ...stampToGraph(stamp), transactionId: key },
	});
	const createdAt = millisOf(event.createdDateTime);
	// An earlier create with this id: what it made may be deleted by now.
	if (createdAt !== null && createdAt < startedAt - CLOCK_TOLERANCE) return await earlierCreate(session, textOf(event.id));
	return written(session.snapshot, event, composed);
}

async function earlierCreate(session: Session, id: string): Promise<WriteResult> {
	const now = await read(session, id);
	if (now.outcome === 'found') return { outcome: 'exists', snapshot: now.snapshot };
	return now.outcome === 'gone' ? { outcome: 'keyUsed' } : { outcome: 'unclear', message: now.message };
}

async function update(session: Session, request: Request<'update'>, options: WriteOptions): Promise<WriteResult> {
	const { id, values, stamp } = request;
	const isText = values.attendees !== undefined || values.description !== undefined;
	let { revision } = request;
	let present: Parameters<typeof composeGuests>[2] = null;
	// Guests and text are parts of one whole on the way to Outlook: what is there must be known.
	if (revision === null || values.attendees !== undefined || (isText && marksOf(revision)?.composed === true)) {
		const event = await session.client.call(session.eventPath(id));
		const snapshot = session.snapshot(event);
		if (revision !== null && etagOf(snapshot.revision) !== etagOf(revision)) return { outcome: 'stale' };
		revision = snapshot.revision;
		if ('attendees' in snapshot.record) {
			const { description, attendees } = snapshot.record;
			present = { event, description, attendees, listed: listedGuests(textOf(objectOf(event.body).content)) };
		}
	}
	if (options.notifyGuests === 'none' && marksOf(revision)?.guests === true && mailsGuests(values)) return wouldMail('changing');
	const composed = composeGuests(values, options, present);
	const event = await session.client.call(session.eventPath(id), {
		method: 'PATCH',
		headers: { 'If-Match': etagOf(revision) },
		body: { ...valuesToGraph(values), ...composed.body, ...(stamp === undefined ? {} : stampToGraph(stamp)) },
	});
	return written(session.snapshot, event, composed);
}

async function remove(session: Session, { id, revision }: Request<'delete'>, options: WriteOptions): Promise<WriteResult> {
	const known = revision ?? (await revisionNow(session, id));
	if (known === null) return { outcome: 'gone' };
	if (options.notifyGuests === 'none' && marksOf(known)?.guests === true) return wouldMail('deleting');
	await session.client.call(session.eventPath(id), { method: 'DELETE', headers: { 'If-Match': etagOf(known) } });
	return { outcome: 'deleted' };
}

async function revisionNow(session: Session, id: string): Promise<string | null> {
	const event: Json = await session.client.call(session.eventPath(id));
	return session.snapshot(event).revision;
}

/** A refusal that is about this record. Throws `SystemError` when it is about the whole calendar. */
async function refusedWrite(session: Session, request: WriteRequest, error: GraphRefusal): Promise<WriteResult> {
	if (error.status === 412) return { outcome: 'stale' };
	if (request.kind === 'create') return error.code === 'ErrorDuplicateTransactionId' ? await duplicateCreate(session, request) : await refusedCreate(session, error);
	if (isGone(error)) {
		await session.assertCalendarIsThere();
		return request.kind === 'delete' ? { outcome: 'deleted' } : { outcome: 'gone' };
	}
	// Deleting what is deleted already is answered with this.
	if (request.kind === 'delete' && error.status === 400 && error.code === 'ErrorInvalidRequest') return { outcome: 'deleted' };
	return refused(error);
}

/** The id was used for other values: by this very create before its source changed, or for something long gone. */
async function duplicateCreate(session: Session, { stamp }: Request<'create'>): Promise<WriteResult> {
	const made = (await markedFor(session, stamp.partnerId)).find((snapshot) => snapshot.stamp?.sync === stamp.sync && snapshot.stamp.generation === stamp.generation);
	return made === undefined ? { outcome: 'keyUsed' } : { outcome: 'exists', snapshot: made };
}

async function refusedCreate(session: Session, error: GraphRefusal): Promise<WriteResult> {
	if (error.status === 404) await session.assertCalendarIsThere();
	return refused(error);
}
