import type { RequestKind, SandboxRequest } from '../core/types';
import { isOAuthPath } from './oauth';
import type { ScopedMethod } from './scopes';

/** What a path and method ask for. */
export type GoogleRoute =
	| { name: 'events.list' | 'events.insert' | 'events.import' | 'events.watch' | 'calendars.clear'; calendarId: string }
	| { name: 'events.get' | 'events.patch' | 'events.update' | 'events.delete' | 'events.instances'; calendarId: string; eventId: string }
	| { name: 'calendars.get' | 'calendars.patch' | 'calendars.update' | 'calendars.delete'; calendarId: string }
	| { name: 'calendarList.get' | 'calendarList.patch' | 'calendarList.update' | 'calendarList.delete'; calendarId: string }
	| { name: 'calendars.insert' | 'calendarList.list' | 'calendarList.insert' | 'channels.stop' | 'settings.list' }
	| { name: 'settings.get'; setting: string };

const prefix = '/calendar/v3/';

function decode(segment: string): string {
	try {
		return decodeURIComponent(segment);
	} catch {
		return segment;
	}
}

function eventRoute(method: string, calendarId: string, rest: string[]): GoogleRoute | undefined {
	const [eventId, action] = rest;
	if (eventId === undefined) {
		if (method === 'GET') return { name: 'events.list', calendarId };
		return method === 'POST' ? { name: 'events.insert', calendarId } : undefined;
	}
	if (action === 'instances') return method === 'GET' ? { name: 'events.instances', calendarId, eventId } : undefined;
	if (action !== undefined) return undefined;
	switch (method) {
		case 'GET':
			return { name: 'events.get', calendarId, eventId };
		case 'PATCH':
			return { name: 'events.patch', calendarId, eventId };
		case 'PUT':
			return { name: 'events.update', calendarId, eventId };
		case 'DELETE':
			return { name: 'events.delete', calendarId, eventId };
		case 'POST':
			if (eventId === 'import') return { name: 'events.import', calendarId };
			return eventId === 'watch' ? { name: 'events.watch', calendarId } : undefined;
		default:
			return undefined;
	}
}

function itemRoute<Collection extends 'calendars' | 'calendarList'>(
	collection: Collection,
	method: string,
	calendarId: string,
): { name: `${Collection}.${'get' | 'patch' | 'update' | 'delete'}`; calendarId: string } | undefined {
	switch (method) {
		case 'GET':
			return { name: `${collection}.get`, calendarId };
		case 'PATCH':
			return { name: `${collection}.patch`, calendarId };
		case 'PUT':
			return { name: `${collection}.update`, calendarId };
		case 'DELETE':
			return { name: `${collection}.delete`, calendarId };
		default:
			return undefined;
	}
}

function calendarsRoute(method: string, [calendarId, sub, ...rest]: string[]): GoogleRoute | undefined {
	if (calendarId === undefined) return method === 'POST' ? { name: 'calendars.insert' } : undefined;
	if (sub === undefined) return itemRoute('calendars', method, calendarId);
	if (sub === 'events') return eventRoute(method, calendarId, rest);
	return sub === 'clear' && method === 'POST' ? { name: 'calendars.clear', calendarId } : undefined;
}

function ownRoute(method: string, [collection, id]: string[]): GoogleRoute | undefined {
	if (collection === 'calendarList') {
		if (id !== undefined) return itemRoute('calendarList', method, id);
		if (method === 'GET') return { name: 'calendarList.list' };
		return method === 'POST' ? { name: 'calendarList.insert' } : undefined;
	}
	if (collection !== 'settings' || method !== 'GET') return undefined;
	return id === undefined ? { name: 'settings.list' } : { name: 'settings.get', setting: id };
}

/** Reads method and path; undefined when the API has no such method. */
export function routeOf(method: string, path: string): GoogleRoute | undefined {
	if (!path.startsWith(prefix)) return undefined;
	const [collection, ...rest] = path.slice(prefix.length).split('/').filter((segment) => segment !== '').map(decode);
	if (collection === 'calendars') return calendarsRoute(method, rest);
	if (collection === 'users' && rest[0] === 'me') return ownRoute(method, rest.slice(1));
	if (collection === 'channels' && rest[0] === 'stop' && method === 'POST') return { name: 'channels.stop' };
	return undefined;
}

/** The scopes a route asks for. */
export function scopedMethodOf(route: GoogleRoute): ScopedMethod {
	switch (route.name) {
		case 'events.list':
		case 'events.get':
		case 'events.instances':
		case 'events.watch':
			return 'events.read';
		case 'calendars.get':
			return 'calendars.read';
		case 'calendarList.list':
		case 'calendarList.get':
		case 'channels.stop':
			return route.name;
		case 'settings.get':
		case 'settings.list':
			return 'settings';
		default:
			if (route.name.startsWith('events.')) return 'events.write';
			return route.name.startsWith('calendars.') ? 'calendars.write' : 'calendarList.write';
	}
}

/** True for routes that change a calendar's events. */
export function writesEvents(route: GoogleRoute): boolean {
	return scopedMethodOf(route) === 'events.write' || route.name === 'calendars.clear';
}

/** The log's name for a request: ids are replaced by what they stand for. */
export function describeGoogleRequest(request: SandboxRequest): { endpoint: string; kind: RequestKind } {
	if (isOAuthPath(request.path)) return { endpoint: request.path, kind: 'auth' };
	const kind = request.method === 'GET' || request.method === 'HEAD' ? 'read' : 'write';
	const endpoint = request.path
		.replace(/(\/calendars\/)[^/]+/, '$1{calendarId}')
		.replace(/(\/calendarList\/)[^/]+/, '$1{calendarId}')
		.replace(/(\/events\/)(?!(?:import|watch)$)[^/]+/, '$1{eventId}')
		.replace(/(\/settings\/)[^/]+/, '$1{setting}');
	return { endpoint, kind };
}
