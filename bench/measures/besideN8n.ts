import type { N8nInstance } from '../../test/e2e/support/n8nInstance';
import { count, seconds, time, type Row, type Section } from '../report';
import { inWords, outcomeOf, type Outcome } from '../support/outcome';
import { callPeer, ended } from '../support/realN8n';
import type { SandboxProcess, Span } from '../support/sandboxProcess';
import { stillness, until } from '../support/wait';

const minute = 60_000;
const latency = 50;

/** One way of disturbing the run; each has workflows and calendars of its own. */
export const scenarios = ['plain', 'refused', 'retried', 'killed'] as const;
export type Scenario = (typeof scenarios)[number];

/** Where one of the two writes in a scenario. */
export interface Place {
	workflowId: string;
	calendarId: string;
}

export interface Contest {
	n8n: N8nInstance;
	sandbox: SandboxProcess;
	events: number;
	ours: Record<Scenario, Place>;
	peer: Record<Scenario, Place>;
}

interface Ran {
	/** At Google alone. */
	span: Span;
	/** Reading from Zoho included, for ours. */
	whole: Span;
	status: string;
	outcome: Outcome;
}

/** The same events into Google with our nodes and with n8n's own Google Calendar node, in one n8n, one after the other. */
export async function besideN8nsOwnNode(contest: Contest): Promise<Section> {
	const { sandbox, events } = contest;
	await sandbox.setLatency(latency);
	const ours = await runOurs(contest, 'plain');
	const peer = await runPeer(contest, 'plain');
	const ratio = peer.span.milliseconds / ours.span.milliseconds;
	const rows: Row[] = [
		time("n8n's own node, into Google", inSeconds(peer.span), ''),
		time('ours, into Google', inSeconds(ours.span), ''),
		time('ours, with reading the meetings from Zoho before', inSeconds(ours.whole), ''),
		time('into Google, ratio', `${ratio.toFixed(1)} ×`, '≥ 8 ×', ratio >= 8),
		...verdicts('undisturbed', ours, peer),
		...(await refused(contest, 'refused', 'one 403 in the middle')),
		...(await refused(contest, 'retried', 'one 403, with Retry On Fail')),
		...(await killed(contest)),
	];
	return {
		title: `${events} events into Google at ${latency} ms latency, beside n8n's own Google Calendar node`,
		about: "Both in the same n8n and against the same sandbox, from the first request to Google to its last answer. n8n's own node: Webhook → Code, which makes the events up → Google Calendar (Create). Ours: the template Zoho CRM → Google Calendar.",
		rows,
	};
}

function inSeconds({ milliseconds, requests }: Span): string {
	return `${seconds(milliseconds)}, ${requests} requests`;
}

async function refused(contest: Contest, scenario: Scenario, name: string): Promise<Row[]> {
	const refuseHalfWay = async ({ calendarId }: Place) => {
		const [calendar = ''] = calendarId.split('@');
		await contest.sandbox.addFault({ kind: 'status', status: 403, service: 'google', method: 'POST', path: `/calendars/${calendar}[^/]*/events`, nth: Math.floor(contest.events / 2) });
	};
	await refuseHalfWay(contest.ours[scenario]);
	const ours = await runOurs(contest, scenario);
	await refuseHalfWay(contest.peer[scenario]);
	const peer = await runPeer(contest, scenario);
	await contest.sandbox.clearFaults();
	return verdicts(name, ours, peer);
}

function verdicts(name: string, ours: Ran, peer: Ran): Row[] {
	return [
		count(`${name}: ours`, inWords(ours.outcome), '0 and 0', ours.outcome.duplicates === 0 && ours.outcome.missing === 0),
		time(`${name}: n8n's own (${peer.status})`, inWords(peer.outcome), ''),
	];
}

async function runOurs({ n8n, sandbox, events, ours }: Contest, scenario: Scenario): Promise<Ran> {
	const { workflowId, calendarId } = ours[scenario];
	await sandbox.forgetRequests();
	await n8n.rest.activate(workflowId, 3 * minute);
	const [status = ''] = await ended(n8n, workflowId, 1, 5 * minute);
	const [span, whole] = [await sandbox.span('google'), await sandbox.span()];
	await allThere(sandbox, calendarId, events);
	await n8n.rest.deactivate(workflowId);
	return { span, whole, status, outcome: outcomeOf(await sandbox.eventsIn(calendarId), events) };
}

async function runPeer({ n8n, sandbox, events, peer }: Contest, scenario: Scenario): Promise<Ran> {
	const { workflowId, calendarId } = peer[scenario];
	await n8n.rest.activate(workflowId);
	await sandbox.forgetRequests();
	await callPeer(n8n, workflowId);
	const [status = ''] = await ended(n8n, workflowId, 1, 5 * minute);
	const span = await sandbox.span('google');
	await n8n.rest.deactivate(workflowId);
	return { span, whole: span, status, outcome: outcomeOf(await sandbox.eventsIn(calendarId), events) };
}

/** Waits for what a later poll still has to bring; when nothing does, the table says what is missing. */
async function allThere(sandbox: SandboxProcess, calendarId: string, events: number, withinMs = 4 * minute): Promise<void> {
	const isThere = async () => (outcomeOf(await sandbox.eventsIn(calendarId), events).missing === 0 ? true : null);
	await until('the rest of the events', isThere, withinMs, 1_000).catch(() => undefined);
}

/** Both at work, n8n killed without warning and started again; the peer's workflow is then run once more, as a person would. */
async function killed({ n8n, sandbox, events, ours, peer }: Contest): Promise<Row[]> {
	const [mine, theirs] = [ours.killed, peer.killed];
	const present = async ({ calendarId }: Place) => (await sandbox.eventsIn(calendarId)).length;
	await n8n.rest.activate(theirs.workflowId);
	await callPeer(n8n, theirs.workflowId);
	const activation = n8n.rest.activate(mine.workflowId, 3 * minute).catch(() => undefined);
	const inTheMiddle = async () => ((await present(mine)) >= events / 5 ? true : null);
	await until('our nodes to be in the middle', inTheMiddle, 3 * minute, 20);
	await n8n.kill();
	await activation;
	const [oursThen, peerThen] = [await present(mine), await present(theirs)];
	await n8n.start();
	// n8n first marks what was running as crashed, and would mark a new run, too.
	await ended(n8n, theirs.workflowId, 1, 2 * minute);
	await callWhenReady(n8n, theirs.workflowId);
	await allThere(sandbox, mine.calendarId, events, 6 * minute);
	await ended(n8n, theirs.workflowId, 2, 5 * minute);
	await stillness(async () => (await present(mine)) + (await present(theirs)), 3_000, 5 * minute);
	const [after, peerAfter] = [outcomeOf(await sandbox.eventsIn(mine.calendarId), events), outcomeOf(await sandbox.eventsIn(theirs.calendarId), events)];
	return [
		count(`SIGKILL after ${oursThen}, restart: ours`, inWords(after), '0 and 0', after.duplicates === 0 && after.missing === 0 && oursThen < events),
		time(`SIGKILL after ${peerThen}, restart, run again: n8n's own`, inWords(peerAfter), ''),
	];
}

/** Webhooks are registered a moment after n8n says that it is ready. */
async function callWhenReady(n8n: N8nInstance, id: string): Promise<void> {
	await until(`the webhook of ${id}`, async () => await callPeer(n8n, id).then(() => true, () => null), minute, 500);
}
