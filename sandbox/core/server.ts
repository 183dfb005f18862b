import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Outcome } from './pipeline';
import type { SandboxClock, SandboxRequest } from './types';

const largestBody = 20 * 1024 * 1024;
const portsTried = 50;

/** Answers one request; `undefined` for the path means it could not be parsed. */
export type RequestHandler = (request: SandboxRequest) => Promise<Outcome>;

export interface RunningServer {
	port: number;
	url: string;
	close(): Promise<void>;
}

async function readBody(message: IncomingMessage): Promise<Buffer | undefined> {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of message) {
		if (!Buffer.isBuffer(chunk)) continue;
		size += chunk.length;
		if (size > largestBody) return undefined;
		chunks.push(chunk);
	}
	return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}

function toRequest(message: IncomingMessage, body: Buffer): SandboxRequest {
	const url = message.url ?? '/';
	const mark = url.indexOf('?');
	const headers: Record<string, string> = {};
	for (const [name, value] of Object.entries(message.headers)) {
		if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
	}
	return {
		method: message.method ?? 'GET',
		path: mark < 0 ? url : url.slice(0, mark),
		query: new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1)),
		headers,
		body,
	};
}

function send(response: ServerResponse, outcome: Outcome, date: string): void {
	if (outcome.kind === 'reset') {
		response.socket?.resetAndDestroy();
		return;
	}
	const { status, headers, body } = outcome.reply;
	response.sendDate = false;
	const length = Buffer.byteLength(body);
	const noBody = status === 204 || status === 304;
	response.writeHead(status, { date, ...headers, ...(noBody ? {} : { 'content-length': String(length) }) });
	if (outcome.kind === 'truncated') {
		response.write(Buffer.from(body).subarray(0, outcome.sent), () => response.socket?.destroy());
		return;
	}
	response.end(noBody ? undefined : body);
}

function listen(server: Server, port: number): Promise<number> {
	return new Promise((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, '127.0.0.1', () => {
			server.off('error', reject);
			const address: AddressInfo | string | null = server.address();
			resolve(typeof address === 'object' && address !== null ? address.port : port);
		});
	});
}

function isBusy(error: unknown): boolean {
	return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

/**
 * Serves on 127.0.0.1. Port 0 takes any free one; a busy port is reported through `note` and the next free one taken.
 * Throws when 50 ports in a row are busy.
 */
export async function startServer(
	name: string,
	port: number,
	clock: SandboxClock,
	handler: RequestHandler,
	note: (message: string) => void,
): Promise<RunningServer> {
	const answer = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
		const body = await readBody(message);
		const outcome: Outcome =
			body === undefined
				? { kind: 'answered', reply: { status: 413, headers: {}, body: 'The request is larger than 20 MB.' } }
				: await handler(toRequest(message, body));
		send(response, outcome, new Date(clock.now()).toUTCString());
	};
	const server = createServer((message, response) => {
		answer(message, response).catch(() => response.destroy());
	});
	server.keepAliveTimeout = 30_000;
	for (let attempt = 0; attempt < portsTried; attempt++) {
		const wanted = port === 0 ? 0 : port + attempt;
		try {
			const taken = await listen(server, wanted);
			return {
				port: taken,
				url: `http://127.0.0.1:${taken}`,
				close: () =>
					new Promise((resolve) => {
						server.close(() => resolve());
						server.closeAllConnections();
					}),
			};
		} catch (error) {
			if (!isBusy(error)) throw error;
			note(`Port ${wanted} for the ${name} sandbox is in use by another program; trying ${wanted + 1}.`);
		}
	}
	throw new Error(`Ports ${port} to ${port + portsTried - 1} for the ${name} sandbox are all in use. Start it with another port.`);
}
