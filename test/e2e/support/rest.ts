import type { LogEntry } from '../../../sandbox/core/requestLog';
import { until } from './conditions';
import type { N8nInstance } from './n8nInstance';
import type { Scene } from './scene';

/** No execution runs or waits, and then a scheduled poll of each side has found nothing to write. */
export async function untilQuiet({ sandbox }: Pick<Scene, 'sandbox'>, instances: Array<Pick<N8nInstance, 'rest'>>): Promise<void> {
	const { requests } = sandbox.control;
	const isIdle = async ({ rest }: Pick<N8nInstance, 'rest'>): Promise<boolean> => (await rest.executions({ status: ['new', 'running'] })).length === 0;
	for (let round = 0; round < 4; round += 1) {
		await until('no execution running', async () => (await Promise.all(instances.map(isIdle))).every(Boolean), 60_000, 250);
		requests.clear();
		await until('a poll on each side', () => ['google', 'zoho'].every((service) => requests.list(service).some(({ kind }) => kind === 'read')), 90_000, 250);
		if (!requests.list().some(({ kind }) => kind === 'write')) return;
	}
	throw new Error('n8n goes on writing after everything is in step.');
}

/** Writes of data in the request log; opening and closing push channels is none. */
export function dataWrites({ sandbox }: Pick<Scene, 'sandbox'>): LogEntry[] {
	return sandbox.control.requests.list().filter(({ kind, endpoint }) => kind === 'write' && !/watch|channels/.test(endpoint));
}
