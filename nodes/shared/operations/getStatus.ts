import { doneRows } from '../items/output';
import type { Operation } from './operation';
import { openEngine } from './session';

/** How the sync is doing. */
export const getStatus: Operation = {
	value: 'getStatus',
	name: 'Get Status',
	action: 'Get the status of the sync',
	description: 'State, accounts, last read, problems, number of linked, waiting and held records, progress of a deactivation',
	properties: [],
	runs: 'once',
	execute: async (call) => {
		const { engine, context, sync } = await openEngine(call);
		const [status, channels] = await Promise.all([engine.getStatus(context, sync), context.store.getChannels(sync, call.node.side)]);
		const instant = status.state === 'active' && channels.some(({ subscription }) => subscription.id !== '' && subscription.expiresAt > context.clock.now());
		return doneRows([{ ...status, instantDelivery: { [call.node.side]: instant } }], call.item);
	},
};
