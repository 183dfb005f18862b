import { linkGone } from '../../apply/linkState';
import type { HeldLease } from '../../lease';
import type { EngineContext } from '../../types';
import { isBeingRemoved, originalsAgain, pagesOf } from './removal';

const batchSize = 500;

/**
 * Ends a deactivation that does not go on. Copies whose removal has no known outcome lose their link; their originals are read
 * again when the sync is switched on, and either find the copy by its mark or get a new one.
 */
export async function settleOpenRemovals(context: EngineContext, sync: string, held: HeldLease): Promise<void> {
	for await (const links of pagesOf(context.store, sync, 'gone', batchSize, isBeingRemoved)) {
		await held.keep();
		await context.store.commit({ sync, lease: held.lease, now: context.clock.now(), links: links.map(linkGone), ...(await originalsAgain(context, sync, links)) });
	}
}
