import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SandboxReply, SandboxRequest } from '../core/types';

/** Path → file beside this one and its type. */
const files: Record<string, [file: string, type: string]> = {
	'/': ['index.html', 'text/html'],
	'/_sandbox/view/view.css': ['view.css', 'text/css'],
	'/_sandbox/view/view.js': ['view.js', 'text/javascript'],
};

/** The page on which a person sees and edits both sides; undefined for all other requests. */
export function viewReply({ method, path }: Pick<SandboxRequest, 'method' | 'path'>): SandboxReply | undefined {
	const found = method === 'GET' ? files[path] : undefined;
	if (found === undefined) return undefined;
	const [file, type] = found;
	return { status: 200, headers: { 'content-type': `${type}; charset=utf-8` }, body: readFileSync(join(__dirname, file), 'utf8') };
}
