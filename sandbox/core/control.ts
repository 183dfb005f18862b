import { parseFaultRule, type FaultRule, type Faults } from './faults';
import { numberOf, type JsonObject } from './json';
import type { PushFaults } from './push';
import type { LogEntry, RequestCounts, RequestLog } from './requestLog';
import type { SeedKind } from './settings';
import type { Mail, SandboxReply, SandboxService } from './types';
import type { SandboxWorld } from './world';

/** `enabled` switches the vendors' limits on; `scale` multiplies them. Other members are for single services. */
export interface QuotaSettings {
	enabled?: boolean;
	scale?: number;
	[setting: string]: unknown;
}

/** The control interface for tests in the same process; the same is served over HTTP under `/_sandbox`. */
export class SandboxControl {
	private addedLatency: number;

	constructor(
		private readonly world: SandboxWorld,
		private readonly services: SandboxService[],
		private readonly log: RequestLog,
		private readonly faultList: Faults,
		private readonly startLatency: number,
	) {
		this.addedLatency = startLatency;
	}

	readonly clock = {
		now: (): number => this.world.clock.now(),
		set: (milliseconds: number): void => this.world.clock.set(milliseconds),
		advance: (milliseconds: number): void => this.world.clock.advance(milliseconds),
	};

	readonly faults = {
		add: (...rules: FaultRule[]): void => rules.forEach((rule) => this.faultList.add(rule)),
		clear: (): void => this.faultList.clear(),
		list: (): FaultRule[] => this.faultList.list(),
	};

	readonly requests = {
		list: (service?: string): LogEntry[] => this.log.list(service),
		counts: (service: string): RequestCounts => this.log.counts(service),
		all: (): Record<string, RequestCounts> => this.log.allCounts(),
		clear: (): void => this.log.clear(),
	};

	readonly outbox = {
		list: (): Mail[] => [...this.world.outbox],
		clear: (): void => {
			this.world.outbox.length = 0;
		},
	};

	/** Everything forgotten: data, tokens, faults, log, outbox, clock. */
	reset(): void {
		this.world.reset();
		this.faultList.clear();
		this.log.clear();
		this.addedLatency = this.startLatency;
		for (const service of this.services) service.reset();
	}

	/** Starts every service afresh with this data. Clock, faults and log stay. */
	seed(kind: SeedKind, size = 0): void {
		for (const service of this.services) {
			service.reset();
			service.seed(kind, size);
		}
	}

	latency(): number {
		return this.addedLatency;
	}

	setLatency(milliseconds: number): void {
		this.addedLatency = Math.max(0, milliseconds);
	}

	setPushFaults(faults: Partial<PushFaults>): void {
		this.world.pushes.faults = { ...this.world.pushes.faults, ...faults };
	}

	/** Hands the settings to every service that has quotas. */
	setQuotas(settings: QuotaSettings): void {
		for (const service of this.services) service.control('POST', '/quotas', settings);
	}

	/** Serves `/_sandbox…` except `/_sandbox/<service>/…`; undefined when the path is unknown. Throws on bad input. */
	handle(method: string, path: string, body: JsonObject, query: URLSearchParams): SandboxReply | undefined {
		const ok: SandboxReply = { status: 200, body: { ok: true } };
		switch (`${method} ${path}`) {
			case 'POST /reset':
				this.reset();
				return ok;
			case 'POST /seed':
				this.seed(body.kind === 'demo' ? 'demo' : 'empty', numberOf(body, 'size') ?? 0);
				return ok;
			case 'GET /clock':
				return { status: 200, body: this.clockReading() };
			case 'POST /clock':
				return { status: 200, body: this.moveClock(body) };
			case 'GET /faults':
				return { status: 200, body: this.faultList.list() };
			case 'POST /faults':
				this.faults.add(...(Array.isArray(body.rules) ? body.rules.map(parseFaultRule) : [parseFaultRule(body)]));
				return ok;
			case 'DELETE /faults':
				this.faultList.clear();
				return ok;
			case 'GET /latency':
				return { status: 200, body: { milliseconds: this.addedLatency } };
			case 'POST /latency':
				this.setLatency(numberOf(body, 'milliseconds') ?? 0);
				return ok;
			case 'GET /log':
				return { status: 200, body: { counts: this.log.allCounts(), entries: this.log.list(query.get('service') ?? undefined) } };
			case 'GET /counts':
				return { status: 200, body: this.log.allCounts() };
			case 'DELETE /log':
				this.log.clear();
				return ok;
			case 'GET /outbox':
				return { status: 200, body: this.world.outbox };
			case 'DELETE /outbox':
				this.outbox.clear();
				return ok;
			case 'GET /push':
				return { status: 200, body: { faults: this.world.pushes.faults, attempts: this.world.pushes.attempts } };
			case 'POST /push':
				this.setPushFaults(pushFaultsIn(body));
				return ok;
			case 'POST /quotas':
				this.setQuotas(body);
				return ok;
			default:
				return undefined;
		}
	}

	private clockReading(): JsonObject {
		const now = this.world.clock.now();
		return { now, iso: new Date(now).toISOString() };
	}

	private moveClock(body: JsonObject): JsonObject {
		const target = typeof body.iso === 'string' ? Date.parse(body.iso) : numberOf(body, 'now');
		if (target !== undefined && !Number.isNaN(target)) this.world.clock.set(target);
		const advance = numberOf(body, 'advance');
		if (advance !== undefined) this.world.clock.advance(advance);
		return this.clockReading();
	}
}

function pushFaultsIn(body: JsonObject): Partial<PushFaults> {
	const faults: Partial<PushFaults> = {};
	for (const name of ['lost', 'doubled', 'late', 'lateByMs'] as const) {
		const value = numberOf(body, name);
		if (value !== undefined) faults[name] = value;
	}
	return faults;
}

/** What `GET /_sandbox` lists. */
export const controlPaths: Record<string, string> = {
	'POST /_sandbox/reset': 'forget everything',
	'POST /_sandbox/seed': '{kind: demo|empty, size?}',
	'GET /_sandbox/clock': 'the time in the sandbox',
	'POST /_sandbox/clock': '{iso|now: set} or {advance: milliseconds}',
	'GET|POST|DELETE /_sandbox/faults':
		'{kind, service?, method?, path?, only?, nth?|probability?, times?, status?, body?, headers?, delayMs?} or {rules: [...]}',
	'GET|POST /_sandbox/latency': '{milliseconds}',
	'GET|DELETE /_sandbox/log': 'requests with counts per endpoint; ?service=',
	'GET /_sandbox/counts': 'counts only',
	'GET|DELETE /_sandbox/outbox': 'mails that would have been sent',
	'GET|POST /_sandbox/push': '{lost?, doubled?, late?: probabilities, lateByMs?}',
	'POST /_sandbox/quotas': '{enabled, scale?} for all services',
	'* /_sandbox/<service>/…': 'the control interface of one service',
};
