import { isJsonObject, parseJson, textOf, textsOf, type JsonObject } from '../core/json';
import type { PartRunner, SandboxReply, SandboxRequest } from '../core/types';
import { badRequest, GraphError } from './errors';

const most = 20;
const methods = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'];

interface Part {
	id: string;
	request: SandboxRequest;
	dependsOn: string[];
	/** A refusal that needs no look at the data. */
	refusal: GraphError | undefined;
}

interface PartAnswer {
	id: string;
	status: number;
	headers?: Record<string, string>;
	body?: unknown;
}

export interface BatchRunner {
	/** Answers one request of the batch as if it had come alone. */
	answer(request: SandboxRequest): SandboxReply | Promise<SandboxReply>;
	asPart: PartRunner;
	/** How many run at the same time. */
	width: number;
	random(): number;
	errorBody(error: GraphError): SandboxReply;
}

function readPart(given: unknown, batch: SandboxRequest, base: string): Part {
	if (!isJsonObject(given)) throw badRequest('Invalid batch payload format.');
	const id = textOf(given, 'id') ?? '';
	const method = textOf(given, 'method')?.toUpperCase() ?? '';
	const url = textOf(given, 'url') ?? '';
	if (id === '') throw badRequest('Invalid batch request step: the id is missing.');
	if (!methods.includes(method)) throw badRequest(`Invalid batch request step '${id}': the method is missing or unknown.`);
	if (url === '' || /^https?:/i.test(url)) throw badRequest(`Invalid batch request step '${id}': the url must be relative.`);
	const headers: Record<string, string> = {};
	for (const [name, value] of Object.entries(isJsonObject(given.headers) ? given.headers : {})) headers[name.toLowerCase()] = String(value);
	const hasBody = given.body !== undefined && given.body !== null;
	const isTyped = headers['content-type'] !== undefined;
	headers.authorization ??= batch.headers.authorization ?? '';
	const mark = url.indexOf('?');
	const path = mark < 0 ? url : url.slice(0, mark);
	return {
		id,
		dependsOn: textsOf(given, 'dependsOn') ?? [],
		refusal: hasBody && !isTyped ? badRequest('Write request id : ' + id + ' does not contain Content-Type header or body.') : undefined,
		request: {
			method,
			path: `${base}/${path.replace(/^\//, '')}`,
			query: new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1)),
			headers,
			body: Buffer.from(hasBody ? JSON.stringify(given.body) : ''),
		},
	};
}

/** Either none depends on another, or each on one that stands before it. */
function checkDependencies(parts: readonly Part[]): void {
	const seen = new Set<string>();
	for (const { id, dependsOn } of parts) {
		if (seen.has(id)) throw badRequest(`Invalid batch payload format: the id '${id}' is used twice.`);
		if (dependsOn.length > 1) throw badRequest('A request of a batch can depend on one other request only.');
		for (const other of dependsOn) if (!seen.has(other)) throw badRequest(`Request '${id}' depends on '${other}', which does not stand before it.`);
		seen.add(id);
	}
	const dependent = parts.filter(({ dependsOn }) => dependsOn.length > 0).length;
	if (dependent > 0 && dependent < parts.length - 1) throw badRequest('The requests of a batch are either all in sequence or all independent.');
}

async function runOne(part: Part, runner: BatchRunner, done: ReadonlyMap<string, PartAnswer>): Promise<PartAnswer> {
	const failed = part.dependsOn.some((id) => (done.get(id)?.status ?? 0) >= 400);
	if (failed) return { id: part.id, status: 424, body: { error: { code: 'FailedDependency', message: 'The request on which this one depends has failed.' } } };
	const act = (): SandboxReply | Promise<SandboxReply> => (part.refusal === undefined ? runner.answer(part.request) : runner.errorBody(part.refusal));
	const reply = await runner.asPart(part.request, act);
	const headers = { 'Content-Type': 'application/json', ...reply.headers };
	return { id: part.id, status: reply.status, headers, ...(reply.body === undefined ? {} : { body: reply.body }) };
}

/** Answers `$batch`: each request with its own status, in any order. Throws 400 when the batch itself is wrong. */
export async function answerBatch(request: SandboxRequest, base: string, runner: BatchRunner): Promise<SandboxReply> {
	const sent = parseJson(request.body);
	const given: JsonObject = isJsonObject(sent) ? sent : {};
	if (!Array.isArray(given.requests)) throw badRequest('Invalid batch payload format.');
	if (given.requests.length > most) throw badRequest(`Number of batch request steps exceeds max value of ${most}.`);
	const parts = (given.requests as unknown[]).map((one) => readPart(one, request, base));
	checkDependencies(parts);
	const isSequence = parts.some(({ dependsOn }) => dependsOn.length > 0);
	const done = new Map<string, PartAnswer>();
	const waiting = [...parts];
	const worker = async (): Promise<void> => {
		for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) done.set(part.id, await runOne(part, runner, done));
	};
	const workers = Array.from({ length: isSequence ? 1 : runner.width }, worker);
	await Promise.all(workers);
	const responses = [...done.values()];
	if (!isSequence) shuffle(responses, () => runner.random());
	return { status: 200, body: { responses } };
}

function shuffle(list: PartAnswer[], random: () => number): void {
	for (let index = list.length - 1; index > 0; index--) {
		const other = Math.floor(random() * (index + 1));
		const [first, second] = [list[index], list[other]];
		if (first !== undefined && second !== undefined) [list[index], list[other]] = [second, first];
	}
}
