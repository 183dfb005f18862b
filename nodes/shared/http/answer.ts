import type { HttpAnswer } from '../../../systems/http/types';

/** n8n's full response, or an axios response, as an answer. Header names become lower case; no body becomes ''. */
export function readAnswer(response: unknown): HttpAnswer {
	const { statusCode, status, headers, body, data } = asObject(response);
	return {
		status: Number(statusCode ?? status ?? 0),
		headers: readHeaders(headers),
		body: readBody(body ?? data),
	};
}

function readHeaders(headers: unknown): Record<string, string> {
	const read: Array<[string, string]> = [];
	for (const [name, value] of Object.entries(asObject(headers))) {
		if (value === undefined || value === null) continue;
		read.push([name.toLowerCase(), Array.isArray(value) ? value.join(', ') : String(value)]);
	}
	return Object.fromEntries(read);
}

/** JSON that cannot be parsed is handed on as the text it is, so that the caller sees it is malformed. */
function readBody(body: unknown): unknown {
	if (body === undefined || body === null) return '';
	if (Buffer.isBuffer(body)) return parsed(body.toString('utf8'));
	return typeof body === 'string' ? parsed(body) : body;
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return text;
	}
}

function asObject(value: unknown): Record<string, unknown> {
	return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
