import type { IHookFunctions, INodeExecutionData, IPollFunctions, IWebhookFunctions } from 'n8n-workflow';
import type { NodeConnection } from '../connection/connect';
import { connectNode } from '../connection/connectNode';
import { syncName, type ParameterReader, type SideNode } from '../connection/sideNode';
import { engineContext } from '../engine/context';
import { readSideSettings } from '../engine/sideSettings';
import { changeRows } from '../items/output';
import { rooms } from '../rooms';
import { inTurn } from './turns';
import { pauseBeforeWake } from './wakePace';

export type TriggerFunctions = IPollFunctions | IWebhookFunctions | IHookFunctions;

/** Workflow and node, which together name a trigger wherever n8n calls it. */
export function triggerKey(functions: TriggerFunctions): string {
	return `${functions.getWorkflow().id ?? 'unsaved'}/${functions.getNode().id}`;
}

export function triggerReader(functions: TriggerFunctions): ParameterReader {
	return (name, fallback, options) => functions.getNodeParameter(name, fallback, options) as unknown;
}

export async function connectTrigger(functions: TriggerFunctions, node: SideNode): Promise<NodeConnection> {
	return await connectNode({ functions, node, read: triggerReader(functions) });
}

/** Reads what is new and says why nothing came; null when another reading is about to tell. `call`: a message asks for it, and what that hints at. */
export async function readChanges(
	functions: TriggerFunctions,
	node: SideNode,
	source: NodeConnection,
	call?: { hint: 'upsert' | 'delete' | undefined },
): Promise<{ items: INodeExecutionData[]; notice: string | null } | null> {
	const read = triggerReader(functions);
	const sync = syncName(read);
	const resource = node.resource(read);
	const settings = readSideSettings(read, resource, functions.getTimezone());
	const engine = await rooms.engine();
	const context = await engineContext(functions.getExecutionId() as string | undefined);
	const key = `${sync}/${node.side}`;
	const hint = call?.hint;
	const pause = (): Promise<void> | null => {
		const wait = pauseBeforeWake(key, context.clock.now());
		return wait === 0 ? null : context.clock.sleep(wait);
	};
	return await inTurn(key, async () => {
		const outcome = await engine.pollSide(context, {
			sync,
			side: node.side,
			resource,
			connected: source.connected,
			settings,
			mode: 'changes',
			...(hint !== undefined && { hint }),
		});
		for (const row of outcome.parked) {
			functions.logger.warn(`Sync "${sync}": the change of record ${row.id} waits for a person. ${row.reason} Use "List Held Changes".`);
		}
		return { items: changeRows(outcome), notice: outcome.notice };
	}, call === undefined ? undefined : pause);
}
