import type { Snapshot, Stamp, WriteOptions, WriteRequest, WriteResult } from '../../../sync/types';
import { checkId } from '../../http';
import { writeEach } from '../../shared/writeEach';
import type { Call, Json } from '../client';
import { GraphRefusal } from '../errors';
import { etagOf, marksOf } from '../mapping/revision';
import { stampToGraph } from '../mapping/stamp';
import { millisOf, objectOf, textOf } from '../mapping/values';
import { refusedWrite } from '../refusedWrite';
import { written } from '../writeOutcomes';
import { composeGuests, mailsGuests, mayMail, wouldMail } from './guests';
import { markedFor, read, shelfOf } from './reads';
import type { Session } from './session';
import { defaultsToGraph, timesOf, valuesToGraph } from './toGraph';

type Request<Kind extends WriteRequest['kind']> = Extract<WriteRequest, { kind: Kind }>;

/** An answer takes a while, repetitions included; an event that is older was not made by this very create. */
const OLDEST_ANSWER = 5 * 60_000;
/** A new event is touched once more while it is stored; later than that it was somebody's edit. */
const STORING_TIME = 10_000;

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
		if (error instanceof GraphRefusal) return await (isUsedKey(request, error) ? duplicateCreate(session, request) : refusedWrite(shelfOf(session), request, error));
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
	const composed = composeGuests(values, options, null);
	const event = await session.client.call(`${session.calendar}/events`, {
		method: 'POST',
		// The transactionId makes a repetition harmless (Graph: event resource, transactionId).
		repeatable: true,
		...timeLimit(options),
		body: { ...defaultsToGraph(options.defaults), ...valuesToGraph(values), ...composed.body, ...stampToGraph(stamp), transactionId: key },
	});
	return isFresh(session, event) ? written(session.snapshot, event, composed) : await earlierCreate(session, textOf(event.id));
}

/** False for what an earlier create with this id has made: it may have been edited or deleted since. */
function isFresh(session: Session, event: Json): boolean {
	const [createdAt, modifiedAt, now] = [millisOf(event.createdDateTime), millisOf(event.lastModifiedDateTime), session.client.serverTime()];
	if (createdAt === null || modifiedAt === null || now === null) return false;
	return now - createdAt <= OLDEST_ANSWER && modifiedAt - createdAt <= STORING_TIME;
}

async function earlierCreate(session: Session, id: string): Promise<WriteResult> {
	const now = await read(session, id);
	if (now.outcome === 'found') return { outcome: 'exists', snapshot: now.snapshot };
	return now.outcome === 'gone' ? { outcome: 'keyUsed' } : { outcome: 'unclear', message: now.message };
}

async function update(session: Session, request: Request<'update'>, options: WriteOptions): Promise<WriteResult> {
	const { id, values, stamp } = request;
	const isQuiet = mayMail(options) || !mailsGuests(values);
	if (!isQuiet && marksOf(request.revision)?.guests === true) return wouldMail('changing');
	const present = isReadFirst(request) ? await presentState(session, id, request.revision) : null;
	if (present !== null && 'outcome' in present) return present;
	const revision = present?.revision ?? request.revision ?? '';
	if (!isQuiet && marksOf(revision)?.guests === true) return wouldMail('changing');
	const composed = composeGuests(values, options, present);
	const contents = { ...valuesToGraph(values), ...composed.body };
	// A mark that leads to the same partner serves as well, whichever of the partner's copies it counted.
	const isMarked = stamp === undefined || isSameStamp(present?.stamp, stamp) || (Object.keys(contents).length === 0 && isSamePartner(present?.stamp, stamp));
	const body = { ...contents, ...(isMarked ? {} : stampToGraph(stamp)) };
	if (present !== null && Object.keys(body).length === 0) return written(session.snapshot, objectOf(present.raw), composed);
	const event = await session.client.call(session.eventPath(id), { method: 'PATCH', headers: { 'If-Match': etagOf(revision) }, body, ...timeLimit(options) });
	return written(session.snapshot, event, composed);
}

function isSameStamp(one: Stamp | undefined, other: Stamp): boolean {
	return isSamePartner(one, other) && one?.generation === other.generation;
}

function isSamePartner(one: Stamp | undefined, other: Stamp): boolean {
	return one?.sync === other.sync && one.partnerId === other.partnerId;
}

/** Guests and text are parts of one whole on the way to Outlook: what is there must be known. */
function isReadFirst({ revision, values }: Request<'update'>): boolean {
	return revision === null || values.attendees !== undefined || (values.description !== undefined && marksOf(revision)?.composed === true);
}

async function remove(session: Session, { id, revision }: Request<'delete'>, options: WriteOptions): Promise<WriteResult> {
	const present = revision === null ? await presentState(session, id, null) : { revision };
	if ('outcome' in present) return present;
	if (!mayMail(options) && marksOf(present.revision)?.guests === true) return wouldMail('deleting');
	await session.client.call(session.eventPath(id), { method: 'DELETE', headers: { 'If-Match': etagOf(present.revision) }, ...timeLimit(options) });
	return { outcome: 'deleted' };
}

/** The event as it is, if it is the one that is known; else what becomes of the write. */
async function presentState(session: Session, id: string, known: string | null): Promise<Snapshot | WriteResult> {
	const now = await read(session, id);
	if (now.outcome === 'gone') return now;
	if (now.outcome === 'unreadable') {
		return {
			outcome: 'rejected',
			message: `The event cannot be read before it is written, so it was left as it is. ${now.message}`,
			next: 'Look at the event in Outlook: give it a start and an end, or delete it.',
		};
	}
	return known !== null && etagOf(now.snapshot.revision) !== etagOf(known) ? { outcome: 'stale' } : now.snapshot;
}

function timeLimit({ notAfter }: WriteOptions): Pick<Call, 'notAfter'> {
	return notAfter === undefined ? {} : { notAfter };
}

function isUsedKey(request: WriteRequest, { code }: GraphRefusal): request is Request<'create'> {
	return request.kind === 'create' && code === 'ErrorDuplicateTransactionId';
}

/** The id was used for other values: by this very create before its source changed, or for something long gone. */
async function duplicateCreate(session: Session, { stamp }: Request<'create'>): Promise<WriteResult> {
	const made = (await markedFor(session, stamp.partnerId)).find((snapshot) => snapshot.stamp?.sync === stamp.sync && snapshot.stamp.generation === stamp.generation);
	return made === undefined ? { outcome: 'keyUsed' } : { outcome: 'exists', snapshot: made };
}
