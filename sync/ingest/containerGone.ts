import { nounsOf } from '../record/nouns';
import { SystemError } from '../types';
import type { Binding, Capabilities, Connected, EngineContext, Side } from '../types';

/**
 * Judges a failure that says the container is not there. A person who deletes the container outside wants no more of the sync:
 * it is switched off, and told once, with the error that is returned. A passing refusal, an access that was lost, and every
 * other failure are returned as they came; the sync goes on trying. Nothing is ever deleted because of it.
 */
export async function judgeContainerGone(context: EngineContext, sync: string, side: Side, connected: Connected, failure: unknown): Promise<unknown> {
	if (!(failure instanceof SystemError) || failure.kind !== 'containerGone') return failure;
	const row = await context.store.getSync(sync);
	const joined = row?.sides[side];
	// Another account that does not see the container says nothing about it.
	if (joined?.connection !== connected.connection) return failure;
	const { binding } = joined;
	// Somebody else's container looks the same when it is no longer shared.
	if (row?.state !== 'active' || binding?.owned !== true || !(await isConfirmed(connected))) return failure;
	const links = await context.store.countLinks(sync, 'linked');
	await context.store.saveState(sync, 'deactivated', null, context.clock.now());
	return stopped(sync, connected.system.capabilities, binding, links, failure);
}

/** True when the container is not found a second time, asked for by itself: no passing refusal. */
export async function isConfirmed({ system }: Connected): Promise<boolean> {
	try {
		await system.identify();
		return false;
	} catch (error) {
		return error instanceof SystemError && error.kind === 'containerGone';
	}
}

function stopped(sync: string, { label, resource }: Capabilities, { containerName }: Binding, links: number, { details }: SystemError): SystemError {
	const { container } = nounsOf(resource);
	return new SystemError(
		'containerGone',
		`The ${container} "${containerName}" in ${label} was deleted, so the sync "${sync}" was switched off. Nothing was changed or deleted on the other side, and ${links === 1 ? 'its pair is' : `its ${links} pairs are`} kept. This is reported once.`,
		`To stop for good, switch the workflow off. To go on, run "Activate": a ${container} that was restored is used again, and one that the node chooses by name is made anew. To go on with another one, choose it in all nodes of the sync, run "Re-Bind Account", then "Activate": what matches is joined.`,
		details,
	);
}
