import type { PollRequest } from '../../../sync/types';
import type { NodeConnection } from '../connection/connect';
import { connectNode, type NamedContainer } from '../connection/connectNode';
import { syncName } from '../connection/sideNode';
import { engineContext } from '../engine/context';
import { readSideSettings } from '../engine/sideSettings';
import { rooms } from '../rooms';
import type { OperationCall } from './operation';

/** Engine and store, ready for an operation that needs no vendor. */
export async function openEngine(call: OperationCall) {
	const engine = await rooms.engine();
	return { engine, context: await engineContext(call.functions.getExecutionId()), sync: syncName(call.read) };
}

/** The vendor of the node, for one item. */
export async function openVendor(call: OperationCall, named?: NamedContainer): Promise<NodeConnection> {
	return await connectNode(call, named);
}

/** What reading a side needs. */
export async function pollRequest(call: OperationCall, mode: PollRequest['mode'], named?: NamedContainer): Promise<PollRequest> {
	const { connected } = await openVendor(call, named);
	const resource = call.node.resource(call.read);
	return {
		sync: syncName(call.read),
		side: call.node.side,
		resource,
		connected,
		settings: readSideSettings(call.read, resource, call.functions.getTimezone()),
		mode,
	};
}
