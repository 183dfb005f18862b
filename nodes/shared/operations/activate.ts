import type { Binding, Connected, Side } from '../../../sync/types';
import { readingParameters } from '../parameters/reading';
import { doneRows } from '../items/output';
import { addNotice } from './hints';
import type { Operation, OperationCall } from './operation';
import { openEngine, pollRequest } from './session';

/** Starts the sync, or starts it again after a deactivation. */
export const activate = (side: Side): Operation => ({
	value: 'activate',
	name: 'Activate',
	action: 'Activate the sync',
	description: 'Start the sync on this side, or start it again after it was deactivated. Matching records are linked, not doubled. A deactivation that is under way is cancelled.',
	properties: readingParameters(side),
	runs: 'once',
	execute: async (call) => {
		const { engine, context, sync: name } = await openEngine(call);
		const row = await context.store.getSync(name);
		const { sync, side, resource, connected, settings } = await pollRequest(call, 'changes', row === null || row.state === 'active' ? 'joined' : 'again');
		const request = { sync, side, resource, connected, settings };
		if (row?.state === 'deactivated' && (await isReplaced(call, row.sides[side]?.binding ?? null, connected))) await engine.rebind(context, request);
		const outcome = await engine.activate(context, request);
		addNotice(call.functions, outcome.notice);
		return doneRows([outcome], call.item);
	},
});

/** True for a container chosen by name that was made again, in the same account, because the former one is gone. */
async function isReplaced({ node, read }: OperationCall, joined: Binding | null, { system }: Connected): Promise<boolean> {
	if (joined === null || !('name' in node.container(read))) return false;
	const shown = await system.identify();
	return shown.account === joined.account && shown.container !== joined.container;
}
