import type { N8nInstance } from '../../test/e2e/support/n8nInstance';
import { count, seconds, time, type Row, type Section } from '../report';
import { EnginePair, expectSuccess } from '../support/engine';
import { megabytesAtRest, withPeak } from '../support/memory';
import { ended } from '../support/realN8n';
import { SandboxProcess, type Span } from '../support/sandboxProcess';
import { until } from '../support/wait';

const minute = 60_000;
/** n8n loads much at its start and gives it back in the seconds after. */
const settlingSeconds = 25;

interface Measured {
	span: Span;
	rest: number | null;
	peak: number | null;
	writes: number;
	present: number;
}

/** The first sync of many events through the template Zoho CRM → Google Calendar, in a real n8n. */
export async function firstSyncInN8n(n8n: N8nInstance, sandbox: SandboxProcess, workflowId: string, calendarId: string, events: number): Promise<Section> {
	const pid = n8n.pid ?? 0;
	const rest = await megabytesAtRest(pid, settlingSeconds);
	await sandbox.forgetRequests();
	const { peak } = await withPeak(pid, async () => {
		await n8n.rest.activate(workflowId, 3 * minute);
		await until(`${events} events in Google`, async () => ((await writesOf(sandbox)) >= events ? true : null), 15 * minute, 500);
		await ended(n8n, workflowId, 1, 3 * minute);
	});
	const measured = { span: await sandbox.span(), rest, peak, writes: await writesOf(sandbox), present: (await sandbox.eventsIn(calendarId)).length };
	await n8n.rest.deactivate(workflowId);
	return section('a real n8n with the packed package, its SQLite database, executions saved as usual', events, measured);
}

/** The same in n8n's own engine, in this process. */
export async function firstSyncInProcess(events: number): Promise<Section> {
	const pair = await EnginePair.start(await SandboxProcess.start({ zohoEvents: events }));
	try {
		const calendarId = await pair.sandbox.addCalendar('First sync');
		const workflow = pair.load('crm-to-calendar', calendarId);
		const rest = await megabytesAtRest(process.pid, 2);
		await pair.sandbox.forgetRequests();
		const { peak } = await withPeak(process.pid, async () => {
			expectSuccess(await workflow.activate());
			// A slow machine: what the first poll left is brought by the next ones.
			while ((await writesOf(pair.sandbox)) < events) {
				await pair.passMinute();
				expectSuccess(await workflow.poll());
			}
		});
		const measured = { span: await pair.sandbox.span(), rest, peak, writes: await writesOf(pair.sandbox), present: (await pair.sandbox.eventsIn(calendarId)).length };
		return section("n8n's own engine in this process, because no n8n is installed or --quick was given", events, measured);
	} finally {
		await pair.stop();
	}
}

async function writesOf(sandbox: SandboxProcess): Promise<number> {
	return (await sandbox.counts()).google?.writes ?? 0;
}

function section(where: string, events: number, { span, rest, peak, writes, present }: Measured): Section {
	const growth = rest === null || peak === null ? null : peak - rest;
	const rows: Row[] = [
		time('from the first request to the last answer', seconds(span.milliseconds), '< 60 s for 5,000', span.milliseconds < 60_000),
		time('resident memory at rest, then its peak', growth === null ? 'not known here' : `${rest?.toFixed(0)} MB, + ${growth.toFixed(0)} MB`, '≤ + 150 MB', growth === null ? null : growth <= 150),
		count('events in Google afterwards', present, String(events), present === events),
		count('writes', writes, `≤ ${Math.floor(events * 1.02)}`, writes <= events * 1.02),
		time('requests in all', String(span.requests), ''),
	];
	return { title: `First sync of ${events.toLocaleString('en')} events, Zoho CRM → Google Calendar`, about: `In ${where}. The sandbox in a process of its own, without latency and quotas.`, rows };
}
