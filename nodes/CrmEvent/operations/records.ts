import type { FieldValues, Loss, Resource, Snapshot, SyncSystem, WriteRequest, WriteResult } from '../../../sync/types';
import { SyncRefusal } from '../../../sync/types';
import type { NodeConnection } from '../../shared/connection/connect';
import { connectNode } from '../../shared/connection/connectNode';
import { crmNode } from '../../shared/connection/sideNode';
import { rooms } from '../../shared/rooms';
import { readWriteOptions } from '../../shared/operations/applySettings';
import type { OperationCall } from '../../shared/operations/operation';
import { readContactFields } from './contactFields';
import { readEventFields } from './eventFields';

/** The CRM, for work on single records. */
export async function openCrm({ functions, read }: OperationCall, resource: Resource): Promise<NodeConnection> {
	return await connectNode({ functions, node: { ...crmNode, resource: () => resource }, read });
}

/** The record's id. Throws `SyncRefusal` when it is empty. */
export function readId({ read }: OperationCall): string {
	const id = String(read('recordId', '') ?? '').trim();
	if (id !== '') return id;
	throw new SyncRefusal('badSettings', 'No record is named. Nothing was done.', 'Enter the ID of the record.');
}

/** Fields from the node's parameters. */
export async function readFields({ functions, read }: OperationCall, resource: Resource, given: Record<string, unknown>): Promise<FieldValues> {
	if (resource === 'contact') return readContactFields(given);
	const { DateTime } = await import('luxon');
	const instant = (text: string, zone: string): string | null => {
		const time = DateTime.fromISO(text.replace(' ', 'T'), { zone, setZone: false });
		return time.isValid ? time.toISO({ suppressMilliseconds: true }) : null;
	};
	const zone = String(read('timeZone', '') ?? '').trim() || functions.getTimezone();
	return readEventFields(given, zone, instant);
}

/** A record as an item: its facts beside its fields. */
export function recordRow(snapshot: Snapshot): object {
	const { id, revision, modifiedAt, record } = snapshot;
	return { id, revision, modifiedAt: modifiedAt === null ? null : new Date(modifiedAt).toISOString(), ...record };
}

/** Writes one record and returns what became of it. Throws `SyncRefusal` in the vendor's words when it was not written. */
export async function writeOne(call: OperationCall, { connected: { system } }: NodeConnection, request: WriteRequest): Promise<object> {
	const { fitting, losses } = await fittedTo(system, request);
	const [result] = await system.write([fitting], readWriteOptions(call.read));
	if (result?.outcome === 'written') {
		return { ...(result.snapshot === undefined ? { id: result.id, revision: result.revision } : recordRow(result.snapshot)), losses: [...losses, ...(result.losses ?? [])] };
	}
	if (result?.outcome === 'deleted') return { id: request.kind === 'delete' ? request.id : null, deleted: true };
	if (result?.outcome === 'gone' && request.kind === 'delete') return { id: request.id, deleted: false };
	throw refusalOf(result);
}

/** What the CRM can hold of the request, and what is lost. */
async function fittedTo({ capabilities }: SyncSystem, request: WriteRequest): Promise<{ fitting: WriteRequest; losses: Loss[] }> {
	if (request.kind === 'delete') return { fitting: request, losses: [] };
	const { values, losses } = (await rooms.engine()).fitValues(request.values, capabilities);
	return { fitting: { ...request, values }, losses };
}

const nothingWritten = 'Nothing was written.';

function refusalOf(result: WriteResult | undefined): SyncRefusal {
	switch (result?.outcome) {
		case 'rejected':
		case 'forbidden':
			return new SyncRefusal('badSettings', result.message.includes(nothingWritten) ? result.message : `${result.message} ${nothingWritten}`, result.next);
		case 'gone':
			return new SyncRefusal('badSettings', 'The record is not there any more. Nothing was written.', 'Check the ID of the record.');
		case 'stale':
			return new SyncRefusal('busy', 'Somebody changed the record at the same moment. Nothing was written.', 'Run the node again.');
		case 'unclear':
			return new SyncRefusal('busy', `${result.message} It is not known whether the record was written.`, 'Look for the record before you run the node again.');
		default:
			return new SyncRefusal('busy', `${result?.outcome === 'retry' ? result.message : 'The vendor gave no result.'} Nothing was written.`, 'Run the node again later.');
	}
}
