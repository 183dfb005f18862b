import { accountsOf, prepareN8n } from '../support/realN8n';
import { SandboxProcess } from '../support/sandboxProcess';
import { oneWayWorkflow, peerWorkflow } from '../support/workflows';
import type { Section } from '../report';
import { besideN8nsOwnNode, scenarios, type Place, type Scenario } from './besideN8n';
import { firstSyncInN8n, memoryOfFirstSync } from './firstSync';

export interface N8nSizes {
	firstSync: number;
	contest: number;
}

/** Everything that is measured in a real n8n: one instance, two sandboxes. `say` hears what is going on. */
export async function* inRealN8n({ firstSync, contest }: N8nSizes, say: (line: string) => void): AsyncGenerator<Section> {
	const many = await SandboxProcess.start({ zohoEvents: firstSync });
	const some = await SandboxProcess.start({ zohoEvents: contest });
	const n8n = await prepareN8n(some.urls.google);
	try {
		say('Preparing n8n …');
		const first = await accountsOf(many, n8n, 'First');
		const then = await accountsOf(some, n8n, 'Then');
		const plainRun = { workflowId: 'benchFirst', calendarId: await many.addCalendar('First sync') };
		const memoryRun = { workflowId: 'benchFirstCollected', calendarId: await many.addCalendar('First sync, memory') };
		const ours = await placesOf(some, 'ours');
		const peer = await placesOf(some, 'peer');
		await n8n.importCredentials([...first.ours, ...then.ours, then.peer]);
		await n8n.importWorkflows([
			...[plainRun, memoryRun].map(({ workflowId, calendarId }) => oneWayWorkflow({ id: workflowId, credentials: first.ours, calendarId })),
			...scenarios.flatMap((scenario) => {
				const retryOnFail = scenario === 'retried';
				return [
					oneWayWorkflow({ id: ours[scenario].workflowId, credentials: then.ours, calendarId: ours[scenario].calendarId, retryOnFail }),
					peerWorkflow({ id: peer[scenario].workflowId, credential: then.peer, calendarId: peer[scenario].calendarId, events: contest, retryOnFail }),
				];
			}),
		]);
		await n8n.start();
		say(`First sync of ${firstSync} events …`);
		yield await firstSyncInN8n(n8n, many, plainRun, firstSync);
		say('Once more, for the memory it needs …');
		yield await memoryOfFirstSync(n8n, many, memoryRun, firstSync);
		many.stop();
		say(`${contest} events with our nodes and with n8n's own (about eight minutes) …`);
		yield await besideN8nsOwnNode({ n8n, sandbox: some, events: contest, ours, peer });
	} finally {
		await n8n.stop({ remove: true });
		many.stop();
		some.stop();
	}
}

async function placesOf(sandbox: SandboxProcess, who: string): Promise<Record<Scenario, Place>> {
	const place = async (scenario: Scenario): Promise<Place> => ({ workflowId: `bench-${who}-${scenario}`, calendarId: await sandbox.addCalendar(`${who}, ${scenario}`) });
	return { plain: await place('plain'), refused: await place('refused'), retried: await place('retried'), killed: await place('killed') };
}
