import type { WriteOptions, WriteRequest, WriteResult } from '../../../sync/types';
import { checkId } from '../../http';
import { writeEach } from '../../shared/writeEach';
import type { Call } from '../client';
import { GraphRefusal } from '../errors';
import { etagOf, revisionOf } from '../mapping/revision';
import { stampToGraph } from '../mapping/stamp';
import { refusedWrite } from '../refusedWrite';
import { written } from '../writeOutcomes';
import { displayNameAfter, displayNameOf } from './displayName';
import type { Session } from './session';
import { valuesToGraph } from './toGraph';

type Request<Kind extends WriteRequest['kind']> = Extract<WriteRequest, { kind: Kind }>;
type Limit = Pick<Call, 'notAfter'>;

/** One result per request, in order. Throws `SystemError` when every request failed for a reason they all share. */
export async function write(session: Session, requests: WriteRequest[], { notAfter }: WriteOptions): Promise<WriteResult[]> {
	const limit: Limit = notAfter === undefined ? {} : { notAfter };
	return await writeEach(requests, async (request) => await writeOne(session, request, limit));
}

async function writeOne(session: Session, request: WriteRequest, limit: Limit): Promise<WriteResult> {
	if (request.kind !== 'create') checkId(request.id);
	try {
		switch (request.kind) {
			case 'create':
				return await create(session, request, limit);
			case 'update':
				return await update(session, request, limit);
			case 'delete':
				return await remove(session, request, limit);
		}
	} catch (error) {
		if (error instanceof GraphRefusal) return await refusedWrite(session, request, error);
		throw error;
	}
}

/** Contacts have no key that makes a repetition harmless: after an unclear outcome the mark tells what became of it. */
async function create(session: Session, { values, stamp }: Request<'create'>, limit: Limit): Promise<WriteResult> {
	const body = valuesToGraph({ firstName: '', ...values }, null);
	const contact = await session.client.call(`${session.folder}/contacts`, {
		method: 'POST',
		body: { ...body, displayName: displayNameOf(body), ...stampToGraph(stamp) },
		...limit,
	});
	return written(session.snapshot, contact, { losses: [] });
}

/**
 * Whether Graph minds `If-Match` on contacts is not documented. It is sent in case it does; the engine has read the contact right
 * before, and what was read then is what the write is made on top of.
 */
async function update(session: Session, { id, values, revision, stamp }: Request<'update'>, limit: Limit): Promise<WriteResult> {
	const present = (revision === null ? null : session.remembered(id, revision)) ?? (await session.client.call(session.itemPath(id)));
	const now = revisionOf(present);
	if (revision !== null && now !== revision) return { outcome: 'stale' };
	const body = valuesToGraph(values, present);
	const contact = await session.client.call(session.itemPath(id), {
		method: 'PATCH',
		headers: { 'If-Match': etagOf(now) },
		body: { ...body, displayName: displayNameAfter(present, body), ...(stamp === undefined ? {} : stampToGraph(stamp)) },
		...limit,
	});
	return written(session.snapshot, contact, { losses: [] });
}

async function remove(session: Session, { id, revision }: Request<'delete'>, limit: Limit): Promise<WriteResult> {
	const headers: Record<string, string> = revision === null ? {} : { 'If-Match': etagOf(revision) };
	await session.client.call(session.itemPath(id), { method: 'DELETE', headers, ...limit });
	return { outcome: 'deleted' };
}
