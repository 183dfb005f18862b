import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One HTTP call as it arrived. */
export interface IncomingCall {
	method: string;
	/** Without the leading slash and without query. */
	path: string;
	query: Record<string, string>;
	headers: Record<string, string>;
	rawBody: Buffer;
}

export interface Answer {
	status: number;
	headers?: Record<string, string>;
	body?: unknown;
}

/** The part of n8n that listens: hands every call to `handle` and sends what it answers. */
export class WebhookServer {
	private constructor(
		private readonly server: Server,
		readonly origin: string,
	) {}

	static async listen(handle: (call: IncomingCall) => Promise<Answer>): Promise<WebhookServer> {
		const server = createServer((request, response) => {
			void serve(request, response, handle);
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const { port } = server.address() as AddressInfo;
		return new WebhookServer(server, `http://127.0.0.1:${port}`);
	}

	async close(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise<void>((resolve) => {
			this.server.close(() => resolve());
		});
	}
}

async function serve(request: IncomingMessage, response: ServerResponse, handle: (call: IncomingCall) => Promise<Answer>): Promise<void> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	const url = new URL(request.url ?? '/', 'http://127.0.0.1');
	const answer = await handle({
		method: request.method ?? 'GET',
		path: url.pathname.replace(/^\//, ''),
		query: Object.fromEntries(url.searchParams),
		headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
		rawBody: Buffer.concat(chunks),
	}).catch((error: unknown): Answer => ({ status: 500, body: { message: error instanceof Error ? error.message : String(error) } }));
	const isText = typeof answer.body === 'string';
	response.writeHead(answer.status, { 'content-type': isText ? 'text/plain' : 'application/json', ...answer.headers });
	response.end(answer.body === undefined ? '' : isText ? String(answer.body) : JSON.stringify(answer.body));
}

/** The parsed body as n8n hands it to a node; `undefined` marks broken JSON, which n8n refuses before the node sees it. */
export function parseBody(call: IncomingCall): unknown {
	const content = call.rawBody.toString('utf8');
	const type = call.headers['content-type'] ?? '';
	if (content === '') return {};
	if (type.includes('application/x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(content));
	if (!type.includes('json')) return content;
	try {
		return JSON.parse(content) as unknown;
	} catch {
		return undefined;
	}
}
