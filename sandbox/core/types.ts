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

/** What a subscriber answered. */
export interface PushAnswer {
	status: number;
	contentType: string;
	body: string;
}

/** What all services share. */
export interface World {
	clock: SandboxClock;
	/** Seeded, so that a run can be repeated. Returns [0, 1). */
	random(): number;
	/** A generator of one service's own with the same seed, so that its draws do not move those of the others. */
	randomStream(name: string): { next(): number };
	outbox: Mail[];
	/** Sends a real HTTP call, later and with the vendor's retries; faults (lost, doubled, late) are applied here. */
	push(service: string, call: PushCall, retryStatuses: (status: number) => boolean): void;
	/** Sends one HTTP call now and waits for its answer, as a handshake needs. Rejects when none comes. */
	ask(service: string, call: PushCall): Promise<PushAnswer>;
}

/**
 * How the request log counts a request: `auth` is OAuth traffic, which is neither a read nor a write of data; `batch` is the
 * envelope of several requests, which are counted as the reads and writes they are.
 */
export type RequestKind = 'read' | 'write' | 'auth' | 'batch';

/**
 * Runs one request of a batch so that faults and the log see it. Rejects with `ConnectionCut` where a fault cuts the
 * connection of the whole batch.
 */
export type PartRunner = (request: SandboxRequest, act: () => SandboxReply | Promise<SandboxReply>) => Promise<SandboxReply>;

/** The connection ends without an answer. */
export class ConnectionCut extends Error {}

/** One vendor's stand-in. State is kept in memory. */
export interface SandboxService {
	readonly name: string;
	/** Holds everything that changes while the service is used; a copy can be kept and put back. */
	readonly memory: object;
	/** `asPart` is for services that take several requests in one. */
	handle(request: SandboxRequest, asPart?: PartRunner): SandboxReply | Promise<SandboxReply>;
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
