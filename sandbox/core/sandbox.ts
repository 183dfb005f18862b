import type { HttpAnswer, HttpRequest } from '../../systems/http/types';
import { controlPaths, SandboxControl } from './control';
import { Faults } from './faults';
import { asObject, parseJson } from './json';
import { finishReply, runRequest, type FinishedReply, type Outcome, type PipelineParts } from './pipeline';
import { RequestLog } from './requestLog';
import { startServer, type RunningServer } from './server';
import type { SandboxOptions } from './settings';
import { remember } from './snapshot';
import type { SandboxReply, SandboxRequest, SandboxService } from './types';
import { viewReply } from '../view';
import type { SandboxWorld } from './world';

const controlPrefix = '/_sandbox';

function connectionReset(what: string): Error {
	return Object.assign(new Error(`${what} (injected by the sandbox)`), { code: 'ECONNRESET' });
}

/** All services with their shared world: over HTTP after `listen`, in the same process through `fetch`. */
export class SandboxHost<Services extends Record<string, SandboxService>> {
	readonly control: SandboxControl;
	private readonly parts: PipelineParts;
	private readonly servers: RunningServer[] = [];
	private readonly addresses = new Map<string, string>();

	constructor(
		readonly world: SandboxWorld,
		readonly services: Services,
		options: SandboxOptions,
	) {
		const log = new RequestLog();
		const faults = new Faults(() => world.random());
		const all = Object.values(services);
		this.control = new SandboxControl(world, all, log, faults, options.latencyMs ?? 0);
		this.parts = { world, log, faults, latency: () => this.control.latency() };
		for (const service of all) this.addresses.set(service.name, `http://${service.name}.sandbox`);
	}

	/** Where a service is reached; before `listen` an address that only `fetch` understands. */
	url(service: keyof Services & string): string {
		return this.addresses.get(service) ?? '';
	}

	/** Opens one port per service on 127.0.0.1. */
	async listen(ports: Record<string, number | undefined>, note: (message: string) => void): Promise<void> {
		for (const service of Object.values(this.services)) {
			const handler = (request: SandboxRequest): Promise<Outcome> => this.dispatch(service, request);
			const server = await startServer(service.name, ports[service.name] ?? 0, this.world.clock, handler, note);
			this.servers.push(server);
			this.addresses.set(service.name, server.url);
		}
	}

	/**
	 * One request without a socket, with the same log, faults, latency and authorisation. `url` may be absolute or only a
	 * path. Throws an `Error` with `code: 'ECONNRESET'` where a client would see its connection cut.
	 */
	async fetch(service: keyof Services & string, request: HttpRequest): Promise<HttpAnswer> {
		const target = this.services[service];
		if (target === undefined) throw new Error(`There is no service ${service} in the sandbox.`);
		const outcome = await this.dispatch(target, this.toSandboxRequest(request));
		if (outcome.kind === 'reset') throw connectionReset('The connection was reset');
		if (outcome.kind === 'truncated') throw connectionReset('The connection was cut in the middle of the answer');
		return this.toAnswer(outcome.reply);
	}

	/** Remembers what all services hold. The returned function puts it back; the request log goes on, as does the clock's source. */
	snapshot(): () => void {
		return remember([this.world, this.parts.faults, ...Object.values(this.services).map(({ memory }) => memory)]);
	}

	/** Closes all ports and drops whatever waits. */
	async close(): Promise<void> {
		this.world.pushes.stop();
		for (const service of Object.values(this.services)) service.stop();
		await Promise.all(this.servers.map((server) => server.close()));
	}

	private async dispatch(service: SandboxService, request: SandboxRequest): Promise<Outcome> {
		const view = viewReply(request);
		if (view !== undefined) return { kind: 'answered', reply: finishReply(view) };
		if (request.path === controlPrefix || request.path.startsWith(`${controlPrefix}/`)) {
			return { kind: 'answered', reply: finishReply(this.handleControl(request)) };
		}
		return runRequest(this.parts, service, request);
	}

	private handleControl(request: SandboxRequest): SandboxReply {
		const path = request.path.slice(controlPrefix.length).replace(/\/$/, '');
		if (path === '') return { status: 200, body: { services: Object.fromEntries(this.addresses), control: controlPaths } };
		const parsed = parseJson(request.body);
		const body = Array.isArray(parsed) ? { rules: parsed } : asObject(parsed);
		try {
			const reply = this.control.handle(request.method, path, body, request.query) ?? this.serviceControl(path, request, parsed);
			return reply ?? { status: 404, body: { error: `Unknown control path ${request.method} ${request.path}. GET /_sandbox lists them.` } };
		} catch (error) {
			return { status: 400, body: { error: error instanceof Error ? error.message : String(error) } };
		}
	}

	/** Query fields reach a service's control as members of the body; the body's own win. */
	private serviceControl(path: string, request: SandboxRequest, parsed: unknown): SandboxReply | undefined {
		const [, name = '', ...rest] = path.split('/');
		const service = Object.values(this.services).find((candidate) => candidate.name === name);
		const query = Object.fromEntries(request.query);
		const body = Array.isArray(parsed) ? parsed : { ...query, ...asObject(parsed) };
		return service?.control(request.method, `/${rest.join('/')}`, body);
	}

	private toSandboxRequest(request: HttpRequest): SandboxRequest {
		const mark = request.url.indexOf('?');
		const address = mark < 0 ? request.url : request.url.slice(0, mark);
		const headers: Record<string, string> = {};
		for (const [name, value] of Object.entries(request.headers ?? {})) headers[name.toLowerCase()] = value;
		const text = request.body === undefined || typeof request.body === 'string' ? request.body : JSON.stringify(request.body);
		if (text !== undefined) headers['content-type'] ??= 'application/json';
		return {
			method: request.method,
			path: address.replace(/^https?:\/\/[^/]*/, '') || '/',
			query: new URLSearchParams(mark < 0 ? '' : request.url.slice(mark + 1)),
			headers,
			body: Buffer.from(text ?? ''),
		};
	}

	private toAnswer(reply: FinishedReply): HttpAnswer {
		const headers: Record<string, string> = { date: new Date(this.world.clock.now()).toUTCString(), ...reply.headers };
		const text = reply.body.toString();
		const isJson = (headers['content-type'] ?? '').includes('json');
		return { status: reply.status, headers, body: isJson ? (parseJson(text) ?? text) : text };
	}
}
