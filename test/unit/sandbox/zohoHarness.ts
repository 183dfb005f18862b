import type { PushCall, SandboxReply } from '../../../sandbox/core/types';
import { SandboxWorld } from '../../../sandbox/core/world';
import { createZohoService, type Json, type JsonObject, type ZohoService } from '../../../sandbox/zoho';

/** The tests' own date, so that nothing depends on the day they run. */
export const START = Date.parse('2026-08-03T08:00:00.400Z');

export interface Answer {
	status: number;
	headers: Record<string, string>;
	/** The parsed answer; {} for an empty body. */
	body: JsonObject;
	empty: boolean;
}

function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A Zoho stand-in in process, with a clock that only moves when told to. */
export class ZohoHarness {
	readonly world = new SandboxWorld(7, () => START);
	readonly zoho: ZohoService = createZohoService(this.world);
	readonly calls: PushCall[] = [];
	token: string;

	constructor() {
		this.world.pushes.deliverTo((call) => {
			this.calls.push(call);
			return 200;
		});
		this.token = this.zoho.admin.issueToken().access_token;
		this.zoho.admin.set({ searchLagMilliseconds: 0 });
	}

	async send(method: string, target: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
		const [path = '', query = ''] = target.split('?');
		const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
		const reply: SandboxReply = await this.zoho.handle({
			method,
			path,
			query: new URLSearchParams(query),
			headers: { authorization: `Zoho-oauthtoken ${this.token}`, host: 'zoho.test:1234', ...headers },
			body: Buffer.from(text),
		});
		const parsed: unknown = reply.body === undefined ? undefined : JSON.parse(JSON.stringify(reply.body));
		return { status: reply.status, headers: reply.headers ?? {}, body: isObject(parsed) ? parsed : {}, empty: reply.body === undefined };
	}

	get(target: string, headers: Record<string, string> = {}): Promise<Answer> {
		return this.send('GET', target, undefined, headers);
	}

	form(path: string, fields: Record<string, string>): Promise<Answer> {
		return this.send('POST', path, new URLSearchParams(fields).toString(), { 'content-type': 'application/x-www-form-urlencoded' });
	}

	/** Makes one event as a person. */
	event(fields: JsonObject = {}): string {
		return this.zoho.person.createEvent({ ...meeting('Meeting'), ...fields });
	}
}

export function meeting(title: string, rest: JsonObject = {}): JsonObject {
	return { Event_Title: title, Start_DateTime: '2026-08-04T10:00:00+05:30', End_DateTime: '2026-08-04T11:00:00+05:30', ...rest };
}

/** The objects in a member that is a list. */
export function listOf(body: JsonObject, name = 'data'): JsonObject[] {
	const value = body[name];
	return Array.isArray(value) ? value.filter(isObject) : [];
}

export function objectOf(value: Json | undefined): JsonObject {
	return isObject(value) ? value : {};
}

/** The only or first object of `data`. */
export function firstOf(answer: Answer): JsonObject {
	return listOf(answer.body)[0] ?? {};
}
