import type { SyncStore } from '../../sync';
import type { Interruptions } from './interruptions';

/** The store as a process sees it: after its death nothing it still tries has any effect. */
export function mortalStore(store: SyncStore, interruptions: Interruptions): SyncStore {
	return new Proxy(store, {
		get: (target, name) => {
			const member: unknown = Reflect.get(target, name);
			if (typeof member !== 'function') return member;
			return async (...parameters: unknown[]) => {
				interruptions.checkAlive();
				if (name === 'commit' || name === 'commitFeed') interruptions.strike('commit');
				return (await Reflect.apply(member, target, parameters)) as unknown;
			};
		},
	});
}
