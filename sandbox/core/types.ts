/** A request as the services see it. */
export interface SandboxRequest {
	method: string;
	/** Without query, e.g. `/calendar/v3/users/me/calendarList`. */
	path: string;
	query: URLSearchParams;
	/** Lower-case names. */
	headers: Record<string, string>;
	body: Buffer;
}

export interface SandboxReply {
	status: number;
	headers?: Record<string, string>;
	/** Strings and buffers are sent as they are, everything else as JSON; absent means an empty body. */
	body?: unknown;
}

export interface SandboxClock {
	/** Milliseconds since 1970: real time plus an offset that the control interface sets. */
	now(): number;
	set(milliseconds: number): void;
	advance(milliseconds: number): void;
}

export interface Mail {
	at: number;
	service: string;
	kind: 'invitation' | 'update' | 'cancellation' | 'userInvite';
	to: string;
	subject: string;
	recordId: string;
}

export interface PushCall {
	url: string;
	method: 'POST';
	headers: Record<string, string>;
	body?: unknown;
}

/** What all services share. */
export interface World {
	clock: SandboxClock;
	/** Seeded, so that a run can be repeated. Returns [0, 1). */
	random(): number;
	outbox: Mail[];
	/** Sends a real HTTP call, later and with the vendor's retries; faults (lost, doubled, late) are applied here. */
	push(service: string, call: PushCall, retryStatuses: (status: number) => boolean): void;
}

/** How the request log counts a request: `auth` is OAuth traffic, which is neither a read nor a write of data. */
export type RequestKind = 'read' | 'write' | 'auth';

/** One vendor's stand-in. State is kept in memory. */
export interface SandboxService {
	readonly name: string;
	handle(request: SandboxRequest): SandboxReply | Promise<SandboxReply>;
	/** `/_sandbox/<service>/…` requests, path without that prefix; undefined when unknown. */
	control(method: string, path: string, body: unknown): SandboxReply | undefined;
	/** Names the request for the log. Without it: ids in the path become `{id}`, GET and HEAD are reads, OAuth paths are `auth`. */
	describeRequest?(request: SandboxRequest): { endpoint: string; kind: RequestKind };
	/** The vendor's error body for an injected failure that names no body of its own. */
	faultBody?(status: number): unknown;
	reset(): void;
	/** `size`: number of events for `load` style seeds. */
	seed(kind: 'demo' | 'empty', size: number): void;
	stop(): void;
}
