import type { PushCall } from '../../../sandbox/core/types';
import type { Pair } from './pair';

export type Service = 'google' | 'zoho';

/** The last call of each vendor to a workflow while a person works on the meeting "Meeting"; nothing of it arrives. */
export async function overhear(pair: Pair): Promise<Record<Service, PushCall>> {
	const heard: Partial<Record<Service, PushCall>> = {};
	pair.sandbox.control.setPushFaults({ lost: 0 });
	pair.sandbox.world.pushes.deliverTo((call, service) => {
		heard[service as Service] = call;
		return 200;
	});
	pair.zoho.edit(pair.zoho.byTitle('Meeting').id, { Venue: 'Room 1' });
	pair.google.edit(pair.google.byTitle('Meeting').id ?? '', { colorId: '3' });
	await pair.sandbox.world.pushes.idle();
	pair.sandbox.world.pushes.deliverTo(undefined);
	pair.sandbox.control.setPushFaults({ lost: 1 });
	if (heard.google === undefined || heard.zoho === undefined) throw new Error('The vendors did not call');
	return { google: heard.google, zoho: heard.zoho };
}

/** Sends a message and returns the status of its answer. */
export async function post(url: string, headers: Record<string, string>, body: string | undefined): Promise<number> {
	const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
	await answer.arrayBuffer();
	return answer.status;
}
