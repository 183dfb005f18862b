import { badRequest } from './errors';
import { segmentsOf } from './routes';

/** What a subscription is about. */
export interface Resource {
	kind: 'event' | 'contact';
	/** Undefined for `me`. */
	user: string | undefined;
	/** The calendar or contact folder, when the resource names one. */
	folder: string | undefined;
}

/** Reads `resource`, e.g. `/me/events` or `users/{id}/contactFolders/{id}/contacts`. Throws 400 for all else. */
export function readResource(resource: string): Resource {
	const segments = segmentsOf(resource.replace(/^https?:\/\/[^/]+\/v1\.0/, ''));
	const isMe = segments[0]?.toLowerCase() === 'me';
	const isUser = segments[0]?.toLowerCase() === 'users' && segments.length > 2;
	const rest = isMe ? segments.slice(1) : isUser ? segments.slice(2) : [];
	const user = isUser ? segments[1] : undefined;
	const shape = rest.map((segment, index) => (index === 1 ? '*' : segment.toLowerCase())).join('/');
	if (shape === 'events') return { kind: 'event', user, folder: undefined };
	if (shape === 'contacts') return { kind: 'contact', user, folder: undefined };
	if (shape === 'calendars/*/events') return { kind: 'event', user, folder: rest[1] };
	if (shape === 'contactfolders/*/contacts') return { kind: 'contact', user, folder: rest[1] };
	throw badRequest(`Resource '${resource}' is not supported for change notifications.`);
}
