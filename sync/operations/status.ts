import type { DeactivationStatus, EngineContext, InboxCounts, Side, SyncRow, SyncStatus } from '../types';
import { SyncRefusal } from '../types';
import { countCopies, countRemoved } from './removal/removal';

/** Where a sync stands. Throws `SyncRefusal` kind `unknownSync`. */
export async function getStatus(context: EngineContext, sync: string): Promise<SyncStatus> {
	const { store } = context;
	const row = await store.getSync(sync);
	if (row === null) throw unknownSync(sync, (await store.listSyncs()).map(({ name }) => name));
	return {
		sync,
		state: row.state,
		sides: { ...sideStatus(row, 'crm'), ...sideStatus(row, 'calendar') },
		links: await store.countLinks(sync, 'linked'),
		openCreates: await store.countLinks(sync, 'creating'),
		inbox: { crm: await counted(context, row, 'crm'), calendar: await counted(context, row, 'calendar') },
		deactivation: await deactivationStatus(context, row),
	};
}

/** While a sync is off nothing is due, however long it lies there. */
async function counted({ store }: EngineContext, { name, state }: SyncRow, side: Side): Promise<InboxCounts> {
	const counts = await store.countRows(name, side);
	return state === 'active' ? counts : { ...counts, oldestAge: null };
}

async function deactivationStatus({ store }: EngineContext, { name, state, deactivation }: SyncRow): Promise<DeactivationStatus | null> {
	if (state !== 'deactivating' || deactivation === null) return null;
	const { startedAt, ...facts } = deactivation;
	return {
		...facts,
		since: new Date(startedAt).toISOString(),
		removed: await countRemoved(store, name, startedAt),
		remaining: deactivation.copies === 'keep' ? 0 : await countCopies(store, name),
	};
}

function sideStatus(row: SyncRow, side: Side): SyncStatus['sides'] {
	const state = row.sides[side];
	if (state === null) return {};
	return {
		[side]: {
			system: state.system,
			account: state.binding?.accountName ?? null,
			container: state.binding?.containerName ?? null,
			lastReadAt: state.lastReadAt === null ? null : new Date(state.lastReadAt).toISOString(),
			problem: state.lastProblem,
		},
	};
}

export function unknownSync(sync: string, known: string[]): SyncRefusal {
	const names = known.length === 0 ? 'There is no sync yet.' : `Known syncs: ${known.join(', ')}.`;
	return new SyncRefusal('unknownSync', `There is no sync named "${sync}". ${names}`, 'Use the same Sync Name in all nodes of a sync; a sync comes into being when its trigger first runs.');
}
