import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { NodeConnection } from '../connection/connect';
import { syncName, type SideNode } from '../connection/sideNode';
import { engineContext } from '../engine/context';
import { failureWords, toNodeError } from '../errors';
import { renewChannels } from './channels';
import { takeManualItems } from './manualItems';
import { presentAddress } from './presentAddress';
import { connectTrigger, readChanges, triggerKey, triggerReader } from './side';

/** A poll: reads what is new since the last one, and looks after the push channel. null: nothing new, no execution. */
export async function pollTrigger(functions: IPollFunctions, node: SideNode): Promise<INodeExecutionData[][] | null> {
	const isManual = functions.getMode() === 'manual';
	const delivered = isManual ? takeManualItems(triggerKey(functions)) : null;
	if (delivered !== null) return [delivered];
	try {
		const source = await connectTrigger(functions, node);
		const news = await readChanges(functions, node, source);
		if (!isManual) await lookAfterChannels(functions, node, source);
		if (news !== null && news.items.length > 0) return [news.items];
		if (!isManual) return null;
		throw new NodeOperationError(functions.getNode(), 'Nothing new to synchronise', {
			description: news?.notice ?? 'Change a record on this side and fetch again. Changes that were delivered before are not delivered twice.',
			level: 'info',
		});
	} catch (error) {
		throw toNodeError(functions.getNode(), error);
	}
}

/** A channel that cannot be renewed is no failure of the poll: polling goes on and finds everything, only later. */
async function lookAfterChannels(functions: IPollFunctions, node: SideNode, source: NodeConnection): Promise<void> {
	const read = triggerReader(functions);
	if (read('delivery', 'instant') === 'polling') return;
	const { store, clock } = await engineContext(functions.getExecutionId() as string | undefined);
	// Nobody is to be woken for a sync that is off, whose container may be gone as well.
	if ((await store.getSync(syncName(read)))?.state !== 'active') return;
	const trigger = triggerKey(functions);
	const registration = { sync: syncName(read), side: node.side, trigger, url: presentAddress(trigger) };
	const failures = await renewChannels(store, source.connected.system, registration, clock.now());
	for (const failure of failures) functions.logger.warn(`Push messages are off for now, polling goes on. ${failureWords(failure).message}`);
}
