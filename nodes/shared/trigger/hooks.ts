import type { IHookFunctions } from 'n8n-workflow';
import { syncName, type SideNode } from '../connection/sideNode';
import { engineContext } from '../engine/context';
import { failureWords, toNodeError } from '../errors';
import { channelKey, closeChannel, isDue, isOpen, openChannel, type Registration } from './channels';
import { notePresentAddress } from './presentAddress';
import { connectTrigger, triggerKey, triggerReader } from './side';

/** True when the vendor still calls the address that n8n gave this trigger. */
export async function checkChannel(functions: IHookFunctions, node: SideNode): Promise<boolean> {
	const [{ store, clock }, registration] = await Promise.all([engineContext(undefined), registrationOf(functions, node)]);
	notePresentAddress(functions, registration);
	const row = await store.getChannelByKey(channelKey(registration));
	return row !== null && row.sync === registration.sync && isOpen(row) && !isDue(row, clock.now());
}

/**
 * Asks the vendor to call. When it refuses, a published workflow goes on with polling; a test run in the editor waits for
 * the call, so there the refusal is shown.
 */
export async function createChannel(functions: IHookFunctions, node: SideNode): Promise<boolean> {
	try {
		const [{ store, clock }, registration, source] = await Promise.all([
			engineContext(undefined),
			registrationOf(functions, node),
			connectTrigger(functions, node),
		]);
		if (((await store.getSync(registration.sync))?.state ?? 'active') !== 'active') {
			// Noted as wanted; polling opens it once the sync is active again.
			await store.saveChannel({ sync: registration.sync, side: registration.side, key: channelKey(registration), subscription: { id: '', expiresAt: clock.now(), token: '' }, createdAt: clock.now() });
			return true;
		}
		const failure = await openChannel(store, source.connected.system, registration, clock.now());
		if (failure === null) return true;
		if (functions.getMode() === 'manual') throw failure;
		functions.logger.warn(`Push messages are off for now, polling goes on. ${failureWords(failure).message}`);
		return true;
	} catch (error) {
		throw toNodeError(functions.getNode(), error);
	}
}

/** Ends the channel. Nothing that goes wrong here may keep a workflow from being switched off. */
export async function deleteChannel(functions: IHookFunctions, node: SideNode): Promise<boolean> {
	try {
		const { store } = await engineContext(undefined);
		const row = await store.getChannelByKey(channelKey(await registrationOf(functions, node)));
		if (row === null) return true;
		await store.removeChannel(row.key);
		const failure = isOpen(row) ? await closeChannel((await connectTrigger(functions, node)).connected.system, row) : null;
		if (failure !== null) throw failure;
	} catch (error) {
		functions.logger.warn(`The push channel could not be ended; it runs out by itself. ${failureWords(error).message}`);
	}
	return true;
}

async function registrationOf(functions: IHookFunctions, node: SideNode): Promise<Registration> {
	return {
		sync: syncName(triggerReader(functions)),
		side: node.side,
		trigger: triggerKey(functions),
		url: functions.getNodeWebhookUrl('default') ?? '',
	};
}
