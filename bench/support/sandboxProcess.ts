import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { FaultRule } from '../../sandbox';
import type { LogEntry, RequestCounts } from '../../sandbox/core/requestLog';
import type { EventResource } from '../../sandbox/google';

export interface SandboxSetup {
	/** Plain events that exist from the start. */
	zohoEvents?: number;
	googleEvents?: number;
	zohoContacts?: number;
}

export interface SandboxUrls {
	google: string;
	microsoft: string;
	zoho: string;
}

/** When the vendors were busy with a run, by their own log. */
export interface Span {
	/** Milliseconds from the first request to the last answer. */
	milliseconds: number;
	requests: number;
}

/** Google and Zoho as the sandbox plays them, in a process of their own; no latency, quotas off. */
export class SandboxProcess {
	private constructor(
		private readonly child: ChildProcess,
		readonly urls: SandboxUrls,
	) {}

	static async start(setup: SandboxSetup): Promise<SandboxProcess> {
		const child = fork(join(__dirname, 'sandboxChild.ts'), [JSON.stringify(setup)], { execArgv: ['--import', 'tsx'], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
		const urls = await new Promise<SandboxUrls>((resolve, reject) => {
			child.once('message', (message) => resolve(message as SandboxUrls));
			child.once('exit', (code) => reject(new Error(`The sandbox ended with code ${code} before it was ready.`)));
			child.once('error', reject);
		});
		return new SandboxProcess(child, urls);
	}

	stop(): void {
		this.child.kill();
	}

	async setLatency(milliseconds: number): Promise<void> {
		await this.control('POST', '/latency', { milliseconds });
	}

	async addFault(rule: FaultRule): Promise<void> {
		await this.control('POST', '/faults', rule);
	}

	async clearFaults(): Promise<void> {
		await this.control('DELETE', '/faults');
	}

	/** A new calendar of the connected account; returns its id. */
	async addCalendar(name: string): Promise<string> {
		const { id } = (await this.control('POST', '/google/calendars', { summary: name })) as { id: string };
		return id;
	}

	/** What the calendar shows. */
	async eventsIn(calendarId: string): Promise<EventResource[]> {
		const { items } = (await this.control('GET', `/google/events?calendarId=${encodeURIComponent(calendarId)}`)) as { items: EventResource[] };
		return items.filter(({ status }) => status !== 'cancelled');
	}

	/** A token that Google's API takes, as n8n stores it. */
	async googleToken(): Promise<Record<string, unknown>> {
		return (await this.control('POST', '/google/token', {})) as Record<string, unknown>;
	}

	async zohoToken(): Promise<Record<string, unknown>> {
		return (await this.control('POST', '/zoho/token', {})) as Record<string, unknown>;
	}

	async microsoftToken(): Promise<Record<string, unknown>> {
		return (await this.control('POST', '/microsoft/token', {})) as Record<string, unknown>;
	}

	async advanceClock(milliseconds: number): Promise<void> {
		await this.control('POST', '/clock', { advance: milliseconds });
	}

	/** What the list of all meetings shows, as Zoho's fields. */
	async meetings(): Promise<Array<{ id: string; fields: Record<string, unknown> }>> {
		const { data } = (await this.control('GET', '/zoho/events')) as { data: Array<{ id: string; deleted: boolean; fields: Record<string, unknown> }> };
		return data.filter(({ deleted }) => !deleted);
	}

	/** A person changes a meeting in Zoho CRM. */
	async editMeeting(id: string, fields: Record<string, unknown>): Promise<void> {
		await this.control('PATCH', `/zoho/events/${id}`, { fields });
	}

	/** A person changes an event in Google Calendar. */
	async editEvent(id: string, calendarId: string, event: EventResource): Promise<void> {
		await this.control('PATCH', `/google/events/${encodeURIComponent(id)}`, { calendarId, event });
	}

	async forgetRequests(): Promise<void> {
		await this.control('DELETE', '/log');
	}

	async counts(): Promise<Partial<Record<'google' | 'microsoft' | 'zoho', RequestCounts>>> {
		return (await this.control('GET', '/counts')) as Partial<Record<'google' | 'microsoft' | 'zoho', RequestCounts>>;
	}

	/** Data requests to one vendor, or to both, since the log was last cleared. */
	async span(service?: 'google' | 'zoho'): Promise<Span> {
		const { entries } = (await this.control('GET', '/log')) as { entries: LogEntry[] };
		const data = entries.filter((entry) => entry.kind !== 'auth' && (service === undefined || entry.service === service));
		const first = data.reduce((earliest, { at }) => Math.min(earliest, at), Number.POSITIVE_INFINITY);
		const last = data.reduce((latest, { at, took }) => Math.max(latest, at + took), Number.NEGATIVE_INFINITY);
		return { milliseconds: data.length === 0 ? 0 : last - first, requests: data.length };
	}

	private async control(method: string, path: string, body?: unknown): Promise<unknown> {
		const answer = await fetch(`${this.urls.google}/_sandbox${path}`, { method, ...(body !== undefined && { body: JSON.stringify(body) }) });
		if (!answer.ok) throw new Error(`The sandbox answered ${answer.status} to ${method} ${path}: ${await answer.text()}`);
		return await answer.json();
	}
}
