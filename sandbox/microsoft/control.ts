import { isJsonObject, textOf, textsOf, type JsonObject } from '../core/json';
import type { SandboxReply } from '../core/types';
import { cloudNames } from './clouds';
import { entraProblems } from './entraErrors';
import { badRequest } from './errors';
import { lifecycles } from './notifier';
import type { Place } from './person';
import type { MicrosoftService } from './service';
import { defaultOptions, type Answer, type DeltaRefusal, type MicrosoftOptions } from './types';

const done: SandboxReply = { status: 200, body: { ok: true } };
const refusals: readonly DeltaRefusal[] = ['gone', 'resyncRequired', 'notFound', 'badRequest', 'invalid'];
const guestAnswers: readonly Answer[] = ['accepted', 'tentativelyAccepted', 'declined', 'none'];

function ok(body: unknown): SandboxReply {
	return { status: 200, body };
}

/** Members that say where, not what. */
function placeIn(body: JsonObject): { place: Place; content: JsonObject } {
	const { user: _user, calendarId: _calendar, folderId: _folder, notifiesGuests: _notifies, event, contact, ...rest } = body;
	const place: Place = {
		user: textOf(body, 'user'),
		calendarId: textOf(body, 'calendarId'),
		folderId: textOf(body, 'folderId'),
		notifiesGuests: body.notifiesGuests === true,
	};
	return { place, content: isJsonObject(event) ? event : isJsonObject(contact) ? contact : rest };
}

/** `/_sandbox/microsoft/…`: what a person does in Outlook, an administrator in Entra, and what servers do by themselves. */
export class MicrosoftControl {
	constructor(private readonly service: MicrosoftService) {}

	/** Undefined when the path is unknown. Throws `GraphError` on bad input. */
	handle(method: string, path: string, body: JsonObject): SandboxReply | undefined {
		const [, subject = '', id, action] = path.split('/').map(decodeURIComponent);
		switch (subject) {
			case 'events':
				return this.events(method, id, action, body);
			case 'contacts':
				return this.contacts(method, id, body);
			case 'calendars':
				return this.calendars(method, id, body);
			case 'folders':
				return this.folders(method, id, body);
			default:
				return method === 'POST' || method === 'PUT' ? this.command(subject, body) : this.view(subject);
		}
	}

	private events(method: string, id: string | undefined, action: string | undefined, body: JsonObject): SandboxReply | undefined {
		const { person } = this.service;
		const { place, content } = placeIn(body);
		if (id === undefined) {
			if (method === 'GET') return ok({ items: place.calendarId === 'all' ? this.eventsOfAll(place) : person.list(place) });
			if (method === 'POST') return ok(person.create(content, place.calendarId === 'newest' ? this.newest(place) : place));
			return method === 'DELETE' ? ok({ deleted: person.wipe(place) }) : undefined;
		}
		if (action !== undefined) return method === 'POST' ? this.eventAction(id, action, body, place) : undefined;
		if (method === 'GET') {
			const found = person.get(id, place);
			return found === undefined ? { status: 404, body: { error: `There is no event ${id}.` } } : ok(found);
		}
		if (method === 'PATCH') return ok(person.change(id, content, place));
		if (method !== 'DELETE') return undefined;
		person.remove(id, place);
		return done;
	}

	/** Events of every calendar that is the user's own, with the calendar's name, times in UTC. */
	private eventsOfAll({ user }: Place): unknown[] {
		const { person } = this.service;
		const own = person.calendarList({ user }).filter(({ isOwn }) => isOwn);
		return own.flatMap(({ id, name }) => person.list({ user, calendarId: id, isInUtc: true }).map((event) => ({ ...event, calendar: name })));
	}

	/** The calendar that was made last, e.g. by a sync for itself. */
	private newest(place: Place): Place {
		const own = this.service.person.calendarList(place).filter(({ isOwn }) => isOwn);
		return { ...place, calendarId: own.at(-1)?.id };
	}

	private eventAction(id: string, action: string, body: JsonObject, place: Place): SandboxReply | undefined {
		const { person } = this.service;
		const answer = guestAnswers.find((known) => known === body.answer);
		if (action === 'move') person.move(id, textOf(body, 'to') ?? '', place);
		else if (action === 'rewrite') person.rewriteBodies(place, id);
		else if (action === 'drift') person.drift(place, id);
		else if (action === 'guest-answer' && answer !== undefined) person.answerAsGuest(id, textOf(body, 'guest') ?? '', answer, place);
		else if (action === 'respond' && answer !== undefined && answer !== 'none') person.respond(id, answer as 'accepted', place);
		else return undefined;
		return done;
	}

	private contacts(method: string, id: string | undefined, body: JsonObject): SandboxReply | undefined {
		const { person } = this.service;
		const { place, content } = placeIn(body);
		if (id === undefined) {
			if (method === 'GET') return ok({ items: person.listContacts(place) });
			if (method === 'POST') return ok(person.createContact(content, place));
			return method === 'DELETE' ? ok({ deleted: person.wipeContacts(place) }) : undefined;
		}
		if (method === 'GET') {
			const found = person.getContact(id, place);
			return found === undefined ? { status: 404, body: { error: `There is no contact ${id}.` } } : ok(found);
		}
		if (method === 'PATCH') return ok(person.changeContact(id, content, place));
		if (method !== 'DELETE') return undefined;
		person.removeContact(id, place);
		return done;
	}

	private calendars(method: string, id: string | undefined, body: JsonObject): SandboxReply | undefined {
		const { person } = this.service;
		const place = { user: textOf(body, 'user') };
		const name = textOf(body, 'name');
		if (method === 'GET' && id === undefined) return ok({ items: person.calendarList(place) });
		if (method === 'POST' && id === undefined) return ok({ id: person.createCalendar(name ?? 'New calendar', place) });
		if (id === undefined) return undefined;
		if (method === 'PATCH' && name !== undefined) person.renameCalendar(id, name, place);
		else if (method === 'DELETE') person.deleteCalendar(id, place);
		else return undefined;
		return done;
	}

	private folders(method: string, id: string | undefined, body: JsonObject): SandboxReply | undefined {
		const { person } = this.service;
		const place = { user: textOf(body, 'user') };
		if (method === 'GET' && id === undefined) return ok({ items: person.folderList(place) });
		if (method === 'POST' && id === undefined) return ok({ id: person.createFolder(textOf(body, 'name') ?? 'New folder', place) });
		if (method !== 'DELETE' || id === undefined) return undefined;
		person.deleteFolder(id, place);
		return done;
	}

	private command(name: string, body: JsonObject): SandboxReply | undefined {
		const { person, oauth, throttle, subscriptions } = this.service;
		const { place } = placeIn(body);
		switch (name) {
			case 'token':
				return this.token(body);
			case 'expire-delta-tokens':
				person.expireDeltaTokens(place);
				return done;
			case 'expire-tokens':
				for (const cloud of cloudNames) oauth.tokens[cloud].expireAccessTokens();
				return done;
			case 'revoke':
				return ok({ revoked: cloudNames.reduce((sum, cloud) => sum + oauth.tokens[cloud].revokeAll(place.user), 0) });
			case 'scopes':
				for (const cloud of cloudNames) oauth.tokens[cloud].restrictScopes(textsOf(body, 'scopes') ?? [], place.user);
				return done;
			case 'quotas':
				throttle.configure(body);
				return done;
			case 'rewrite':
				person.rewriteBodies(place);
				return done;
			case 'drift':
				person.drift(place);
				person.driftContacts(place);
				return done;
			case 'share':
				person.share(textOf(body, 'calendarId') ?? '', textOf(body, 'with') ?? '', typeof body.canEdit === 'boolean' ? body.canEdit : undefined, place);
				return done;
			case 'application':
				return this.application(body);
			case 'sign-in':
				return this.signIn(body);
			case 'lifecycle':
				return this.lifecycle(body);
			case 'drop-subscriptions':
				subscriptions.drop();
				return done;
			case 'options':
				return this.setOptions(body);
			default:
				return undefined;
		}
	}

	private token(body: JsonObject): SandboxReply {
		if (body.application === true) return ok({ access_token: this.service.issueApplicationToken(textOf(body, 'clientId')).accessToken, token_type: 'Bearer' });
		const cloud = cloudNames.find((known) => known === body.cloud);
		const options = { user: textOf(body, 'user'), scopes: textsOf(body, 'scopes'), clientId: textOf(body, 'clientId'), cloud };
		const { accessToken, refreshToken } = this.service.issueToken(options);
		return ok({ access_token: accessToken, refresh_token: refreshToken, token_type: 'Bearer' });
	}

	/** What an administrator grants to applications: `roles`, and `mailboxes` (null for all). */
	private application(body: JsonObject): SandboxReply {
		const { oauth } = this.service;
		oauth.roles = textsOf(body, 'roles') ?? oauth.roles;
		if ('mailboxes' in body) oauth.mailboxes = body.mailboxes === null ? undefined : (textsOf(body, 'mailboxes') ?? oauth.mailboxes);
		return ok({ roles: oauth.roles, mailboxes: oauth.mailboxes ?? null });
	}

	/** What the sign-in refuses from now on: one of the known problems, or nothing. */
	private signIn(body: JsonObject): SandboxReply {
		const { oauth } = this.service;
		const problem = entraProblems.find((known) => known === body.problem);
		if (problem === undefined && body.problem != null) throw badRequest(`Unknown problem. Known: ${entraProblems.join(', ')}, or null.`);
		if ('problem' in body) oauth.problem = problem;
		if (typeof body.needsAdministrator === 'boolean') oauth.needsAdministrator = body.needsAdministrator;
		return ok({ problem: oauth.problem ?? null, needsAdministrator: oauth.needsAdministrator });
	}

	private lifecycle(body: JsonObject): SandboxReply {
		const event = lifecycles.find((known) => known === body.event);
		if (event === undefined) throw badRequest(`Unknown event. Known: ${lifecycles.join(', ')}.`);
		return ok({ told: this.service.subscriptions.lifecycle(event, textOf(body, 'subscriptionId')) });
	}

	/** Takes over known switches of the right kind; with a wrong one nothing is switched. */
	private setOptions(body: JsonObject): SandboxReply {
		const { state } = this.service;
		const { user: _user, ...wanted } = body;
		const kinds: JsonObject = { ...defaultOptions };
		const wrong = Object.entries(wanted).filter(([name, value]) => {
			if (name === 'deltaRefusal') return !refusals.some((known) => known === value);
			if (name === 'secondDelete') return value !== 400 && value !== 404;
			return !(name in kinds) || typeof value !== typeof kinds[name];
		});
		if (wrong.length > 0) throw badRequest(`Unknown option or wrong value: ${wrong.map(([name]) => name).join(', ')}. Nothing was switched.`);
		state.options = { ...state.options, ...(wanted as Partial<MicrosoftOptions>) };
		return ok(state.options);
	}

	private view(name: string): SandboxReply | undefined {
		const { state, subscriptions, throttle } = this.service;
		if (name === 'users') return ok({ items: [...state.users.values()] });
		if (name === 'subscriptions') return ok({ items: subscriptions.views() });
		if (name === 'usage') return ok({ items: throttle.uses() });
		return name === 'options' ? ok(state.options) : undefined;
	}
}
