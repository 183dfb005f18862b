import type { RequestKind, SandboxRequest, SandboxService } from './types';

export interface LogEntry {
	number: number;
	/** Milliseconds since 1970 on the sandbox's clock. */
	at: number;
	service: string;
	method: string;
	/** Query included. */
	url: string;
	/** Method and path with ids replaced, e.g. `GET /calendar/v3/calendars/{calendarId}/events`. */
	endpoint: string;
	kind: RequestKind;
	/** 0 while the answer is under way, -1 when the connection was cut by a fault. */
	status: number;
	/** Milliseconds of real time from arrival to answer. */
	took: number;
	fault?: string;
	/** Set on a request that came inside a batch. */
	isPart?: true;
}

export interface RequestCounts {
	total: number;
	reads: number;
	writes: number;
	auth: number;
	/** Envelopes of several requests; what they carry is counted in `reads` and `writes`, not in `total`. */
	batches: number;
	maxInFlight: number;
	endpoints: Record<string, number>;
	statuses: Record<string, number>;
}

const entriesKept = 50_000;

function noCounts(): RequestCounts {
	return { total: 0, reads: 0, writes: 0, auth: 0, batches: 0, maxInFlight: 0, endpoints: {}, statuses: {} };
}

/** Replaces what looks like an id in a path. */
function withoutIds(path: string): string {
	return path.replace(/\/(?=[^/]*\d)[^/]{8,}|\/\d{3,}(?=\/|$)|\/[^/]*(?:@|%40)[^/]*/g, '/{id}');
}

function defaultDescription(request: SandboxRequest): { endpoint: string; kind: RequestKind } {
	const endpoint = withoutIds(request.path);
	if (/\/(oauth|o\/oauth2)\//.test(`${request.path}/`) || /\/(token|revoke)$/.test(request.path)) return { endpoint, kind: 'auth' };
	return { endpoint, kind: request.method === 'GET' || request.method === 'HEAD' ? 'read' : 'write' };
}

/** What was asked of the services, with counts per endpoint. Control requests are not logged. */
export class RequestLog {
	private entries: LogEntry[] = [];
	private byService = new Map<string, RequestCounts>();
	private inFlight = new Map<string, number>();
	private nextNumber = 1;

	/** Opens an entry; the caller closes it with `finish`. */
	start(service: SandboxService, request: SandboxRequest, at: number, isPart = false): LogEntry {
		const description = service.describeRequest?.(request) ?? defaultDescription(request);
		const query = request.query.toString();
		const entry: LogEntry = {
			number: this.nextNumber++,
			at,
			service: service.name,
			method: request.method,
			url: query === '' ? request.path : `${request.path}?${query}`,
			endpoint: `${request.method} ${description.endpoint}`,
			kind: description.kind,
			status: 0,
			took: 0,
			...(isPart ? { isPart } : {}),
		};
		if (this.entries.length >= entriesKept) this.entries.splice(0, entriesKept / 10);
		this.entries.push(entry);
		const counts = this.countsOf(service.name);
		if (!isPart) counts.total++;
		if (entry.kind === 'read') counts.reads++;
		else if (entry.kind === 'write') counts.writes++;
		else if (entry.kind === 'auth') counts.auth++;
		else counts.batches++;
		counts.endpoints[entry.endpoint] = (counts.endpoints[entry.endpoint] ?? 0) + 1;
		if (isPart) return entry;
		const flying = (this.inFlight.get(service.name) ?? 0) + 1;
		this.inFlight.set(service.name, flying);
		counts.maxInFlight = Math.max(counts.maxInFlight, flying);
		return entry;
	}

	/** Closes an entry. `status` -1 stands for a cut connection. */
	finish(entry: LogEntry, status: number, took: number, fault: string | undefined): void {
		entry.status = status;
		entry.took = took;
		if (fault !== undefined) entry.fault = fault;
		const counts = this.countsOf(entry.service);
		counts.statuses[String(status)] = (counts.statuses[String(status)] ?? 0) + 1;
		if (entry.isPart !== true) this.inFlight.set(entry.service, Math.max(0, (this.inFlight.get(entry.service) ?? 1) - 1));
	}

	/** The latest entries, oldest first. */
	list(service?: string): LogEntry[] {
		return service === undefined ? [...this.entries] : this.entries.filter((entry) => entry.service === service);
	}

	counts(service: string): RequestCounts {
		return structuredClone(this.countsOf(service));
	}

	allCounts(): Record<string, RequestCounts> {
		return Object.fromEntries([...this.byService].map(([name, counts]) => [name, structuredClone(counts)]));
	}

	clear(): void {
		this.entries = [];
		this.byService.clear();
	}

	private countsOf(service: string): RequestCounts {
		const known = this.byService.get(service);
		if (known !== undefined) return known;
		const counts = noCounts();
		this.byService.set(service, counts);
		return counts;
	}
}
