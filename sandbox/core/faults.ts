import { asObject, isJsonObject, numberOf, textOf } from './json';
import type { RequestKind } from './types';

export const faultKinds = ['status', 'delay', 'resetBefore', 'resetAfter', 'truncate', 'malformed', 'errorAfter'] as const;

/**
 * - `status`: answers with `status` without asking the service
 * - `delay`: waits `delayMs` before the service acts
 * - `resetBefore`, `resetAfter`: cuts the connection before or after the service acted
 * - `truncate`: cuts the connection in the middle of the body
 * - `malformed`: whole answer, but half of its JSON is missing
 * - `errorAfter`: the service acts, the answer says `status` (500 unless given)
 */
export type FaultKind = (typeof faultKinds)[number];

export interface FaultRule {
	service?: string;
	method?: string;
	/** Regular expression, matched against path and query. Without it OAuth requests are spared. */
	path?: string;
	/** `read`, `write`, `auth` or `batch`: only requests the log counts so. */
	only?: RequestKind;
	kind: FaultKind;
	/** Starts with the nth matching request (1 = the next). */
	nth?: number;
	/** 0 to 1, drawn from the sandbox's seeded generator. */
	probability?: number;
	/** How often it strikes. Default: once with `nth`, else until cleared. */
	times?: number;
	status?: number;
	body?: unknown;
	headers?: Record<string, string>;
	delayMs?: number;
}

interface ActiveFault {
	rule: FaultRule;
	pattern: RegExp | undefined;
	seen: number;
	left: number;
}

/** Reads a rule that came over HTTP. Throws an `Error` that says what is wrong with it. */
export function parseFaultRule(value: unknown): FaultRule {
	if (!isJsonObject(value)) throw new Error('A fault is an object with at least `kind`.');
	const kind = faultKinds.find((known) => known === value.kind);
	if (kind === undefined) throw new Error(`Unknown fault kind. Known: ${faultKinds.join(', ')}.`);
	const only = (['read', 'write', 'auth', 'batch'] as const).find((known) => known === value.only);
	const headers = Object.entries(asObject(value.headers)).map(([name, text]) => [name, String(text)] as const);
	return {
		kind,
		service: textOf(value, 'service'),
		method: textOf(value, 'method'),
		path: textOf(value, 'path'),
		only,
		nth: numberOf(value, 'nth'),
		probability: numberOf(value, 'probability'),
		times: numberOf(value, 'times'),
		status: numberOf(value, 'status'),
		body: value.body,
		headers: headers.length > 0 ? Object.fromEntries(headers) : undefined,
		delayMs: numberOf(value, 'delayMs'),
	};
}

/** The faults in force. At most one strikes a request: the first that matches. */
export class Faults {
	private active: ActiveFault[] = [];

	constructor(private readonly random: () => number) {}

	/** Throws a `SyntaxError` when `path` is no regular expression. */
	add(rule: FaultRule): void {
		const times = rule.times ?? (rule.nth === undefined ? Infinity : 1);
		const pattern = rule.path === undefined ? undefined : new RegExp(rule.path);
		this.active.push({ rule, pattern, seen: 0, left: times });
	}

	clear(): void {
		this.active = [];
	}

	list(): FaultRule[] {
		return this.active.map((fault) => fault.rule);
	}

	/** The fault that strikes this request, or undefined. Counts the request against every rule it matches. */
	strike(service: string, method: string, url: string, kind: RequestKind): FaultRule | undefined {
		let chosen: FaultRule | undefined;
		for (const fault of this.active) {
			const { rule } = fault;
			if (fault.left <= 0) continue;
			if (rule.service !== undefined && rule.service !== service) continue;
			if (rule.method !== undefined && rule.method.toUpperCase() !== method) continue;
			if (rule.only !== undefined && rule.only !== kind) continue;
			if (fault.pattern === undefined ? kind === 'auth' && rule.only !== 'auth' : !fault.pattern.test(url)) continue;
			fault.seen++;
			if (chosen !== undefined || fault.seen < (rule.nth ?? 1)) continue;
			if (rule.probability !== undefined && this.random() >= rule.probability) continue;
			fault.left--;
			chosen = rule;
		}
		return chosen;
	}
}
