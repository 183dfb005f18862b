import type { Capabilities, FeedPage, FeedRequest, PushSubscription, Snapshot, SyncSystem } from '../../sync/types';
import { secretDigest } from './secrets';

/**
 * A system whose code and libraries are loaded with its first call, so that looking up a system costs nothing. `load` is
 * called once. `offers` names the optional methods that the system has. Of a subscription's secret only a digest is handed out.
 */
export function lazySystem(
	capabilities: Capabilities,
	load: () => Promise<SyncSystem>,
	offers: { push: boolean; deleteContainer: boolean },
): SyncSystem {
	let loaded: SyncSystem | null = null;
	let loading: Promise<SyncSystem> | null = null;
	const system = async (): Promise<SyncSystem> => {
		loading ??= load();
		loaded = await loading;
		return loaded;
	};
	async function* changes(request: FeedRequest): AsyncIterable<FeedPage> {
		yield* (await system()).changes(request);
	}
	return {
		capabilities,
		changes,
		identify: async () => await (await system()).identify(),
		read: async (id) => await (await system()).read(id),
		readMany: async (ids) => await (await system()).readMany(ids),
		findCandidates: async (records) => await (await system()).findCandidates(records),
		createdSince: async (time) => await (await system()).createdSince(time),
		write: async (requests, options) => await (await system()).write(requests, options),
		serverTime: () => loaded?.serverTime() ?? null,
		...(offers.push && {
			subscribe: async (url: string, token: string) => recognisable(await required(await system(), 'subscribe')(url, token)),
			unsubscribe: async (subscription) => await required(await system(), 'unsubscribe')(subscription),
		}),
		...(offers.deleteContainer && {
			deleteContainer: async () => await required(await system(), 'deleteContainer')(),
			// Whoever has a snapshot has it from the loaded system.
			mailsOnDelete: (snapshot: Snapshot) => loaded?.mailsOnDelete?.(snapshot) ?? false,
		}),
	} satisfies SyncSystem;
}

/** A message has to be recognised, no more: the secret itself is nowhere but with the vendor. */
function recognisable(subscription: PushSubscription): PushSubscription {
	return { ...subscription, token: secretDigest(subscription.token) };
}

function required<Name extends 'subscribe' | 'unsubscribe' | 'deleteContainer'>(system: SyncSystem, name: Name): NonNullable<SyncSystem[Name]> {
	const method = system[name];
	if (method === undefined) throw new TypeError(`The system ${system.capabilities.system} promises ${name} and has none.`);
	return method;
}
