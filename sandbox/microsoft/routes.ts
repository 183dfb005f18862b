import type { RequestKind, SandboxReply, SandboxRequest } from '../core/types';
import type { GraphCall } from './call';
import { cloudOf } from './clouds';
import { isOAuthPath } from './oauth';
import type { Need } from './permissions';

/** One thing the API can do. */
export interface Route {
	method: string;
	/** E.g. `calendars/{calendar}/events`; below `me` or `users/{user}` unless `isRoot`. */
	pattern: string;
	needs: Need;
	isRoot?: boolean;
	answer(call: GraphCall): SandboxReply | Promise<SandboxReply>;
}

export interface FoundRoute {
	route: Route;
	ids: Record<string, string>;
	/** The user the path names; undefined for `me` and for root routes. */
	user: string | undefined;
	isMe: boolean;
}

const version = '/v1.0';

function decode(segment: string): string {
	try {
		return decodeURIComponent(segment);
	} catch {
		return segment;
	}
}

/** Path segments; `calendars('x')` counts as `calendars/x`. */
export function segmentsOf(path: string): string[] {
	return path
		.replace(/\(('|%27)((?:(?!\1).)*)\1\)/g, '/$2')
		.split('/')
		.filter((segment) => segment !== '')
		.map(decode);
}

/** Splits off cloud and version; undefined when the path is none of Graph's. */
export function graphPath(path: string): string | undefined {
	const { rest } = cloudOf(path);
	return rest === version || rest.startsWith(`${version}/`) ? rest.slice(version.length) : undefined;
}

function match(pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
	if (pattern.length !== segments.length) return undefined;
	const ids: Record<string, string> = {};
	for (const [index, part] of pattern.entries()) {
		const segment = segments[index] ?? '';
		const name = /^\{(\w+)\}$/.exec(part)?.[1];
		if (name !== undefined) ids[name] = segment;
		else if (part.toLowerCase() !== segment.toLowerCase()) return undefined;
	}
	return ids;
}

/** All routes, looked up by method and path. */
export class RouteTable {
	private readonly entries: Array<{ route: Route; pattern: string[]; fixed: number }>;

	constructor(routes: readonly Route[]) {
		this.entries = routes.map((route) => {
			const pattern = route.pattern.split('/').filter((part) => part !== '');
			return { route, pattern, fixed: pattern.filter((part) => !part.startsWith('{')).length };
		});
		// `events/delta` goes before `events/{event}`.
		this.entries.sort((first, second) => second.fixed - first.fixed);
	}

	/** `path` comes after the version. `'noMethod'` when only the method is wrong. */
	find(method: string, path: string): FoundRoute | 'noMethod' | undefined {
		const segments = segmentsOf(path);
		const isMe = segments[0]?.toLowerCase() === 'me';
		const isUser = segments[0]?.toLowerCase() === 'users' && segments.length > 1;
		const below = isMe ? segments.slice(1) : segments.slice(2);
		let isKnown = false;
		for (const { route, pattern } of this.entries) {
			const isRoot = route.isRoot === true;
			const ids = isRoot ? match(pattern, segments) : isMe || isUser ? match(pattern, below) : undefined;
			if (ids === undefined) continue;
			isKnown = true;
			if (route.method === method) return { route, ids, user: isRoot || isMe ? undefined : segments[1], isMe: isMe && !isRoot };
		}
		return isKnown ? 'noMethod' : undefined;
	}

	/** The log's name for a request: ids are replaced by what they stand for. */
	describe(request: Pick<SandboxRequest, 'method' | 'path'>): { endpoint: string; kind: RequestKind } {
		const { cloud, rest } = cloudOf(request.path);
		if (isOAuthPath(rest)) return { endpoint: rest.replace(/^\/[^/]+\//, '/{tenant}/'), kind: 'auth' };
		const path = graphPath(request.path);
		if (path === '/$batch') return { endpoint: `${version}/$batch`, kind: 'batch' };
		const found = path === undefined ? undefined : this.find(request.method, path);
		const kind = request.method === 'GET' || request.method === 'HEAD' ? 'read' : 'write';
		const head = cloud === 'global' ? version : `/${cloud}${version}`;
		if (found === undefined || found === 'noMethod') return { endpoint: rest.replace(/\/[^/]*\d[^/]{7,}/g, '/{id}'), kind };
		const owner = found.route.isRoot === true ? '' : found.isMe ? '/me' : '/users/{user}';
		return { endpoint: `${head}${owner}${found.route.pattern === '' ? '' : `/${found.route.pattern}`}`, kind };
	}
}
