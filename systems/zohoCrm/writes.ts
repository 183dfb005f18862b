import { SystemError } from '../../sync/types';
import type { WriteOptions, WriteRequest, WriteResult } from '../../sync/types';
import { capabilities } from './capabilities';
import { deleteRecords } from './deletes';
import type { GuestDirectory } from './guests';
import { heldValues } from './mapping/held';
import { guestsOf, valuesToZoho } from './mapping/toZoho';
import { readRow } from './reads';
import { unmodifiedSince } from './revision';
import { isId, rowsOf } from './row';
import type { ZohoRow } from './row';
import { sendRecords } from './sendRecords';
import type { Outgoing } from './sendRecords';
import type { ZohoSession } from './session';
import { failure } from './writeResults';

type Upsert = Extract<WriteRequest, { kind: 'create' | 'update' }>;

const recordsPerCall = 100;

/** One result per request, in order. Throws only when the first failure made it clear that no request can succeed. */
export async function write(
	session: ZohoSession,
	guests: GuestDirectory,
	requests: WriteRequest[],
	options: WriteOptions,
): Promise<WriteResult[]> {
	session.rememberPlaceholder(options.untitledPlaceholder);
	const results = new Map<number, WriteResult>();
	const failures: SystemError[] = [];
	const noteFailure = (sent: boolean) => (error: SystemError, indexes: number[]): void => {
		failures.push(error);
		for (const index of indexes) results.set(index, failure(error, sent));
	};
	const onFailure = noteFailure(true);
	for (const [index, request] of requests.entries()) if (request.kind !== 'create' && !isId(request.id)) results.set(index, noId(request.id));
	const upserts = requests.flatMap((request, index) => (request.kind === 'delete' || results.has(index) ? [] : [{ index, request }]));
	const outgoing = await prepareAll(session, guests, upserts, options, results, noteFailure(false));
	const deletes = requests.flatMap((request, index) => (request.kind === 'delete' && !results.has(index) ? [{ index, id: request.id, revision: request.revision, cancel: request.cancel === true }] : []));
	const calls = [
		...chunks(outgoing.filter(({ kind }) => kind === 'create')).map((chunk) => ({ chunk, precondition: null })),
		...[...groupByPrecondition(outgoing)].flatMap(([precondition, group]) => chunks(group).map((chunk) => ({ chunk, precondition: precondition === '' ? null : precondition }))),
	];
	await Promise.all([
		...calls.map(async ({ chunk, precondition }) => await sendRecords(session, chunk, precondition, options, results, onFailure)),
		...chunks(deletes).map(async (chunk) => await deleteRecords(session, chunk, options, results, onFailure)),
	]);
	if (requests.length > 0 && results.size === failedForGood(results)) rethrowGeneral(failures);
	return requests.map((_, index) => results.get(index) ?? { outcome: 'unclear', message: 'Zoho CRM gave no answer for this record.' });
}

function noId(id: string): WriteResult {
	return { outcome: 'rejected', message: `"${id}" is no id of a record in Zoho CRM. Nothing was written.`, next: 'Look at the item: ids of Zoho CRM are numbers.' };
}

/** Mapped rows; what cannot be mapped or prepared gets its result at once. */
async function prepareAll(
	session: ZohoSession,
	guests: GuestDirectory,
	upserts: Array<{ index: number; request: Upsert }>,
	options: WriteOptions,
	results: Map<number, WriteResult>,
	onFailure: (error: SystemError, indexes: number[]) => void,
): Promise<Outgoing[]> {
	const withGuests = upserts.filter(({ request }) => session.resource === 'event' && guestsOf(request.values) !== undefined);
	try {
		await guests.prepare(withGuests.flatMap(({ request }) => guestsOf(request.values) ?? []), options);
	} catch (error) {
		if (!(error instanceof SystemError)) throw error;
		// Without knowing the guests nothing is written: a half-written guest list would look like a person's edit.
		onFailure(error, withGuests.map(({ index }) => index));
	}
	const prepared = await Promise.all(
		upserts
			.filter(({ index }) => !results.has(index))
			.map(async ({ index, request }) => {
				try {
					const outcome = await prepare(session, guests, index, request, options);
					if (!('outcome' in outcome)) return [outcome];
					results.set(index, outcome);
				} catch (error) {
					if (!(error instanceof SystemError)) throw error;
					onFailure(error, [index]);
				}
				return [];
			}),
	);
	return prepared.flat();
}

async function prepare(
	session: ZohoSession,
	guests: GuestDirectory,
	index: number,
	request: Upsert,
	options: WriteOptions,
): Promise<Outgoing | WriteResult> {
	const placeholder = options.untitledPlaceholder.trim() === '' ? (capabilities('event').untitledPlaceholder ?? '') : options.untitledPlaceholder;
	const held = heldValues(request.values);
	const mapped = valuesToZoho(session.resource, { ...request.values, ...held.written }, { untitledPlaceholder: placeholder, allDayForm: session.allDayForm });
	if ('refused' in mapped) {
		return {
			outcome: 'rejected',
			field: mapped.refused,
			message: `The value for ${mapped.refused} is not in a form that Zoho CRM can take. Nothing was written.`,
			next: 'Look at the item: its value for this field must have the form that the Field Mapper gives.',
		};
	}
	const plan = session.resource === 'event' ? await planGuests(session, guests, request, options) : { losses: [] };
	const row: ZohoRow = { ...mapped.row, ...('participants' in plan && plan.participants !== undefined && { Participants: plan.participants }) };
	const written = { ...held.written, ...('written' in plan ? plan.written : {}) };
	const id = request.kind === 'update' ? request.id : null;
	const losses = [...held.losses, ...plan.losses];
	const extras = { ...(Object.keys(written).length > 0 && { written }), ...(losses.length > 0 && { losses }) };
	if (request.kind === 'update' && Object.keys(row).length === 0) {
		return { outcome: 'written', id: request.id, revision: request.revision ?? 'unknown', modifiedAt: null, ...extras };
	}
	if (request.kind === 'create') Object.assign(row, ownerOf(session, options));
	return { index, kind: request.kind, id, revision: request.kind === 'update' ? request.revision : null, row, extras };
}

/** New records belong to the user whose calendar this is, else to the connected user. */
function ownerOf(session: ZohoSession, options: WriteOptions): ZohoRow {
	const owner = options.defaults.owner ?? session.connection.container;
	return owner === '' || owner === 'me' ? {} : { Owner: { id: owner } };
}

async function planGuests(session: ZohoSession, guests: GuestDirectory, request: Upsert, options: WriteOptions): Promise<ReturnType<GuestDirectory['plan']>> {
	const wanted = guestsOf(request.values);
	if (wanted === undefined) return { losses: [] };
	// A write replaces the whole list, so an update must know who is on it.
	const current = request.kind === 'update' ? await readRow(session, request.id) : null;
	return guests.plan(wanted, rowsOf(current?.row.Participants), options.guests);
}

function groupByPrecondition(outgoing: Outgoing[]): Map<string, Outgoing[]> {
	const groups = new Map<string, Outgoing[]>();
	for (const one of outgoing) {
		if (one.kind !== 'update') continue;
		const precondition = unmodifiedSince(one.revision) ?? '';
		groups.set(precondition, [...(groups.get(precondition) ?? []), one]);
	}
	return groups;
}

export function chunks<Element>(elements: Element[]): Element[][] {
	const result: Element[][] = [];
	for (let start = 0; start < elements.length; start += recordsPerCall) result.push(elements.slice(start, start + recordsPerCall));
	return result;
}

function failedForGood(results: Map<number, WriteResult>): number {
	return [...results.values()].filter(({ outcome }) => outcome === 'retry').length;
}

/** A credential that is refused stops everything: that is no matter of single records. */
function rethrowGeneral(failures: SystemError[]): void {
	const general = failures.find(({ kind }) => kind === 'unauthorized' || kind === 'wrongRegion' || kind === 'containerGone');
	if (general !== undefined) throw general;
}
