import type { PollRequest } from '../../../sync/types';
import { connect, type NodeConnection } from '../connection/connect';
import { syncName, untitledPlaceholder } from '../connection/sideNode';
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
export async function openVendor({ functions, node, read }: OperationCall): Promise<NodeConnection> {
	return await connect(functions, node.system(read), node.resource(read), node.container(read), untitledPlaceholder(read));
}

/** What reading a side needs. */
export async function pollRequest(call: OperationCall, mode: PollRequest['mode']): Promise<PollRequest> {
	const { connected } = await openVendor(call);
	return {
		sync: syncName(call.read),
		side: call.node.side,
		resource: call.node.resource(call.read),
		connected,
		settings: readSideSettings(call.read, call.functions.getTimezone()),
		mode,
	};
}
