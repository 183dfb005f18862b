import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { N8nInstance } from '../../test/e2e/support/n8nInstance';
import { count, seconds, time, type Row, type Section } from '../report';
import { EnginePair, expectSuccess } from '../support/engine';
import { megabytesAtRest, withPeak } from '../support/memory';
import { collectFlag, ended } from '../support/realN8n';
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

/** The first sync of many events through the template Zoho CRM → Google Calendar, in a real n8n, as it runs by itself. */
export async function firstSyncInN8n(n8n: N8nInstance, sandbox: SandboxProcess, place: Place, events: number): Promise<Section> {
	const pid = n8n.pid ?? 0;
	const rest = await megabytesAtRest(pid, settlingSeconds);
	const { result, peak } = await withPeak(pid, async () => await runFirstSync(n8n, sandbox, place, events));
	return section("a real n8n with the packed package, its SQLite database, executions saved as usual", events, { ...result, rest, peak });
}

/** Once more, with garbage cleared away every two seconds: the memory that is in use, at rest and at its peak. */
export async function memoryOfFirstSync(n8n: N8nInstance, sandbox: SandboxProcess, place: Place, events: number): Promise<Section> {
	writeFileSync(collectFlag, '');
	await wait(settlingSeconds * 1_000);
	const rest = Math.min(...readings());
	writeFileSync(collectFlag, '');
	const { present } = await runFirstSync(n8n, sandbox, place, events);
	const peak = Math.max(...readings());
	rmSync(collectFlag, { force: true });
	const rows: Row[] = [
		time('memory in use at rest, then its peak', `${rest} MB, + ${peak - rest} MB`, '≤ + 150 MB', peak - rest <= 150),
		count('events in Google afterwards', present, String(events), present === events),
	];
	return {
		title: `Memory of the first sync of ${events.toLocaleString('en')} events`,
		about: 'The same once more in the same n8n, into another calendar. Garbage is cleared away every two seconds, so that the figure is what the work needs: by itself Node lets garbage pile up first, and resident memory (above) shows mostly that.',
		rows,
	};
}

interface Place {
	workflowId: string;
	calendarId: string;
}

/** MB in use, as n8n noted them. */
function readings(): number[] {
	return readFileSync(collectFlag, 'utf8').trim().split('\n').map(Number);
}

async function runFirstSync(n8n: N8nInstance, sandbox: SandboxProcess, { workflowId, calendarId }: Place, events: number): Promise<Omit<Measured, 'rest' | 'peak'>> {
	await sandbox.forgetRequests();
	await n8n.rest.activate(workflowId, 3 * minute);
	await until(`${events} events in Google`, async () => ((await writesOf(sandbox)) >= events ? true : null), 15 * minute, 500);
	await ended(n8n, workflowId, 1, 3 * minute);
	const measured = { span: await sandbox.span(), writes: await writesOf(sandbox), present: (await sandbox.eventsIn(calendarId)).length };
	await n8n.rest.deactivate(workflowId);
	return measured;
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
		time('resident memory at rest, then its peak', growth === null ? 'not known here' : `${rest?.toFixed(0)} MB, + ${growth.toFixed(0)} MB`, '', null),
		count('events in Google afterwards', present, String(events), present === events),
		count('writes', writes, `≤ ${Math.floor(events * 1.02)}`, writes <= events * 1.02),
		time('requests in all', String(span.requests), ''),
	];
	return { title: `First sync of ${events.toLocaleString('en')} events, Zoho CRM → Google Calendar`, about: `In ${where}. The sandbox in a process of its own, without latency and quotas.`, rows };
}
