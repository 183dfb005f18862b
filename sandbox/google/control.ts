import { isJsonObject, numberOf, textOf, textsOf, type JsonObject } from '../core/json';
import type { SandboxReply } from '../core/types';
import { invalid } from './errors';
import type { Place } from './person';
import type { GoogleService } from './service';
import { accessRoles } from './types';

const done: SandboxReply = { status: 200, body: { ok: true } };

/** Members that say where, not what. */
function placeIn(body: JsonObject): { place: Place; event: JsonObject } {
	const { user: _user, calendarId: _calendarId, sendUpdates: _sendUpdates, event, ...rest } = body;
	const sendUpdates = textOf(body, 'sendUpdates');
	const place: Place = {
		user: textOf(body, 'user'),
		calendarId: textOf(body, 'calendarId'),
		sendUpdates: sendUpdates === 'all' || sendUpdates === 'externalOnly' ? sendUpdates : 'none',
	};
	return { place, event: isJsonObject(event) ? event : rest };
}

/** `/_sandbox/google/…`: what a person does in Google's interface, tokens, sync tokens, quotas and switches. */
export class GoogleControl {
	constructor(private readonly service: GoogleService) {}

	/** Undefined when the path is unknown. Throws `GoogleError` on bad input. */
	handle(method: string, path: string, body: JsonObject): SandboxReply | undefined {
		const [, subject = '', id] = path.split('/').map(decodeURIComponent);
		switch (subject) {
			case 'events':
				return this.events(method, id, body);
			case 'calendars':
				return this.calendars(method, id, body);
			case 'token':
				return method === 'POST' ? this.token(body) : undefined;
			default:
				return method === 'POST' ? this.command(subject, body) : this.view(subject);
		}
	}

	private events(method: string, id: string | undefined, body: JsonObject): SandboxReply | undefined {
		const { person } = this.service;
		const { place, event } = placeIn(body);
		if (method === 'GET' && id === undefined) return { status: 200, body: { items: person.list(place) } };
		if (method === 'POST' && id === undefined) return { status: 200, body: person.create(event, place) };
		if (id === undefined) return undefined;
		if (method === 'GET') {
			const found = person.get(id, place);
			return found === undefined ? { status: 404, body: { error: `There is no event ${id}.` } } : { status: 200, body: found };
		}
		if (method === 'PATCH') return { status: 200, body: person.change(id, event, place) };
		if (method !== 'DELETE') return undefined;
		person.remove(id, place);
		return done;
	}

	private calendars(method: string, id: string | undefined, body: JsonObject): SandboxReply | undefined {
		const { person, state } = this.service;
		if (method === 'GET' && id === undefined) {
			const items = [...state.calendars.values()].map((calendar) => ({
				id: calendar.id,
				summary: calendar.summary,
				deleted: calendar.deleted,
				access: Object.fromEntries(calendar.access),
				events: calendar.events.size,
			}));
			return { status: 200, body: { items } };
		}
		if (method === 'POST' && id === undefined) {
			return { status: 200, body: { id: person.createCalendar(textOf(body, 'summary') ?? 'New calendar', { user: textOf(body, 'user') }) } };
		}
		if (method !== 'DELETE' || id === undefined) return undefined;
		person.deleteCalendar(id);
		return done;
	}

	private token(body: JsonObject): SandboxReply {
		const options = { user: textOf(body, 'user'), scopes: textsOf(body, 'scopes'), clientId: textOf(body, 'clientId') };
		const { accessToken, refreshToken } = this.service.issueToken(options);
		return { status: 200, body: { access_token: accessToken, refresh_token: refreshToken, token_type: 'Bearer' } };
	}

	private command(name: string, body: JsonObject): SandboxReply | undefined {
		const { person, oauth, quotas, state, channels } = this.service;
		const user = textOf(body, 'user');
		switch (name) {
			case 'share':
				this.share(body);
				return done;
			case 'expire-sync-tokens':
				person.expireSyncTokens(textOf(body, 'calendarId'));
				return done;
			case 'expire-tokens':
				oauth.tokens.expireAccessTokens();
				return done;
			case 'revoke': {
				const token = textOf(body, 'token');
				const revoked = token === undefined ? oauth.tokens.revokeAll(user) : Number(oauth.tokens.revoke(token));
				return { status: 200, body: { revoked } };
			}
			case 'scopes':
				oauth.tokens.restrictScopes(textsOf(body, 'scopes') ?? [], user);
				return done;
			case 'quotas':
				quotas.configure(body);
				return done;
			case 'notify':
				channels.notify(textOf(body, 'calendarId') ?? user ?? '');
				return done;
			case 'options':
				if (typeof body.shortPages === 'boolean') state.options.shortPages = body.shortPages;
				if (typeof body.unknownFields === 'boolean') state.options.unknownFields = body.unknownFields;
				state.options.pushCoalesceMs = numberOf(body, 'pushCoalesceMs') ?? state.options.pushCoalesceMs;
				return { status: 200, body: state.options };
			default:
				return undefined;
		}
	}

	private view(name: string): SandboxReply | undefined {
		if (name === 'channels') return { status: 200, body: { items: this.service.channels.list() } };
		if (name === 'users') return { status: 200, body: { items: [...this.service.state.users.values()] } };
		return name === 'options' ? { status: 200, body: this.service.state.options } : undefined;
	}

	private share(body: JsonObject): void {
		const email = textOf(body, 'user');
		const calendarId = textOf(body, 'calendarId');
		const role = accessRoles.find((known) => known === body.role);
		if (email === undefined || calendarId === undefined) throw invalid('Sharing needs user and calendarId; role null takes the access away.');
		if (role === undefined && body.role !== null) throw invalid(`Unknown role. Known: ${accessRoles.join(', ')}, or null.`);
		this.service.person.share(calendarId, email, role);
	}
}
