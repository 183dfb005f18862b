import type { Faults, FaultRule } from './faults';
import type { RequestLog } from './requestLog';
import { ConnectionCut, type PartRunner, type SandboxReply, type SandboxRequest, type SandboxService, type World } from './types';

/** An answer in its final form. */
export interface FinishedReply {
	status: number;
	/** Lower-case names. */
	headers: Record<string, string>;
	body: string | Buffer;
}

export type Outcome =
	| { kind: 'answered'; reply: FinishedReply }
	/** The connection is cut without an answer. */
	| { kind: 'reset' }
	/** The connection is cut after `sent` bytes of the answer's body. */
	| { kind: 'truncated'; reply: FinishedReply; sent: number };

export interface PipelineParts {
	world: World;
	log: RequestLog;
	faults: Faults;
	/** Milliseconds added to each request. */
	latency(): number;
}

function lowerCaseNames(headers: Record<string, string> | undefined): Record<string, string> {
	const result: Record<string, string> = {};
	for (const [name, value] of Object.entries(headers ?? {})) result[name.toLowerCase()] = value;
	return result;
}

/** Turns a service's reply into bytes and headers. */
export function finishReply(reply: SandboxReply): FinishedReply {
	const headers = lowerCaseNames(reply.headers);
	if (reply.body === undefined) return { status: reply.status, headers, body: '' };
	if (typeof reply.body === 'string' || Buffer.isBuffer(reply.body)) {
		headers['content-type'] ??= 'text/html; charset=utf-8';
		return { status: reply.status, headers, body: reply.body };
	}
	headers['content-type'] ??= 'application/json; charset=UTF-8';
	return { status: reply.status, headers, body: JSON.stringify(reply.body) };
}

function faultReply(service: SandboxService, rule: FaultRule, defaultStatus: number): SandboxReply {
	const status = rule.status ?? defaultStatus;
	const body = rule.body ?? service.faultBody?.(status) ?? { error: `Injected failure ${status}` };
	return { status, headers: rule.headers, body };
}

function halfOf(body: string | Buffer): string {
	const text = body.toString();
	return text.slice(0, Math.max(1, Math.floor(text.length / 2)));
}

async function wait(milliseconds: number): Promise<void> {
	if (milliseconds > 0) await new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
}

async function serve(parts: PipelineParts, service: SandboxService, request: SandboxRequest): Promise<FinishedReply> {
	try {
		return finishReply(await service.handle(request, partRunner(parts, service)));
	} catch (error) {
		if (error instanceof ConnectionCut) throw error;
		const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
		return finishReply({ status: 599, body: { sandboxError: `The stand-in for ${service.name} failed: ${message}` } });
	}
}

/** The faults of a request inside a batch: what would spoil its own answer cuts the connection of the batch. */
function partRunner(parts: PipelineParts, service: SandboxService): PartRunner {
	return async (request, act) => {
		const started = performance.now();
		const entry = parts.log.start(service, request, parts.world.clock.now(), true);
		const rule = parts.faults.strike(service.name, request.method, entry.url, entry.kind);
		const finish = (status: number): void => parts.log.finish(entry, status, performance.now() - started, rule?.kind);
		const refusal = (status: number): SandboxReply => faultReply(service, rule ?? { kind: 'status' }, status);
		if (rule?.kind === 'delay') await wait(rule.delayMs ?? 1000);
		const reply = rule?.kind === 'status' ? refusal(503) : rule?.kind === 'resetBefore' ? undefined : await act();
		const isCut = rule?.kind === 'resetAfter' || rule?.kind === 'truncate' || rule?.kind === 'malformed';
		if (reply === undefined || isCut) {
			finish(-1);
			throw new ConnectionCut('The connection was cut in the middle of a batch.');
		}
		const answer = rule?.kind === 'errorAfter' ? refusal(500) : reply;
		finish(answer.status);
		return answer;
	};
}

async function withFault(parts: PipelineParts, service: SandboxService, request: SandboxRequest, rule: FaultRule | undefined): Promise<Outcome> {
	switch (rule?.kind) {
		case 'status':
			return { kind: 'answered', reply: finishReply(faultReply(service, rule, 503)) };
		case 'resetBefore':
			return { kind: 'reset' };
		case 'resetAfter':
			await serve(parts, service, request);
			return { kind: 'reset' };
		case 'errorAfter':
			await serve(parts, service, request);
			return { kind: 'answered', reply: finishReply(faultReply(service, rule, 500)) };
		case 'truncate': {
			const reply = await serve(parts, service, request);
			return { kind: 'truncated', reply, sent: Buffer.byteLength(halfOf(reply.body)) };
		}
		case 'malformed': {
			const reply = await serve(parts, service, request);
			return { kind: 'answered', reply: { ...reply, body: halfOf(reply.body) } };
		}
		case 'delay':
			await wait(rule.delayMs ?? 1000);
			return { kind: 'answered', reply: await serve(parts, service, request) };
		case undefined:
			return { kind: 'answered', reply: await serve(parts, service, request) };
	}
}

/** Runs one request through latency, faults, the service and the log. The same for sockets and in-process calls. */
export async function runRequest(parts: PipelineParts, service: SandboxService, request: SandboxRequest): Promise<Outcome> {
	const started = performance.now();
	const entry = parts.log.start(service, request, parts.world.clock.now());
	await wait(parts.latency());
	const rule = parts.faults.strike(service.name, request.method, entry.url, entry.kind);
	const outcome = await withFault(parts, service, request, rule).catch((error: unknown): Outcome => {
		if (error instanceof ConnectionCut) return { kind: 'reset' };
		throw error;
	});
	const status = outcome.kind === 'answered' ? outcome.reply.status : -1;
	parts.log.finish(entry, status, performance.now() - started, rule?.kind);
	return outcome;
}
