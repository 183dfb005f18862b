import { parseJson, asObject } from '../json';
import type { SandboxReply, SandboxRequest } from '../types';

/** The fields of a form or JSON body together with those of the query; the body wins. */
export function formFields(request: SandboxRequest): URLSearchParams {
	const fields = new URLSearchParams(request.query);
	if (request.body.length === 0) return fields;
	if ((request.headers['content-type'] ?? '').includes('json')) {
		for (const [name, value] of Object.entries(asObject(parseJson(request.body)))) fields.set(name, String(value));
		return fields;
	}
	for (const [name, value] of new URLSearchParams(request.body.toString('utf8'))) fields.set(name, value);
	return fields;
}

/** Client id and secret from the body or from HTTP Basic. Empty texts when absent. */
export function clientCredentials(request: SandboxRequest, fields: URLSearchParams): { clientId: string; clientSecret: string } {
	const basic = /^Basic (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
	if (basic !== undefined) {
		const [clientId = '', clientSecret = ''] = Buffer.from(basic, 'base64').toString('utf8').split(':').map(decodeURIComponent);
		return { clientId, clientSecret };
	}
	return { clientId: fields.get('client_id') ?? '', clientSecret: fields.get('client_secret') ?? '' };
}

/** Sends the browser back to the application with these query fields added. */
export function redirectTo(address: string, fields: Record<string, string | undefined>): SandboxReply {
	const target = new URL(address);
	for (const [name, value] of Object.entries(fields)) if (value !== undefined) target.searchParams.set(name, value);
	return { status: 302, headers: { location: target.toString() }, body: '' };
}

/** True for an http or https address. */
export function isWebAddress(address: string): boolean {
	return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
}
