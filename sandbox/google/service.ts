import { asObject, parseJson } from '../core/json';
import type { SandboxReply, SandboxRequest, SandboxService, World } from '../core/types';
import type { GoogleCalendar } from './calendar';
import { CalendarCollections } from './calendars';
import { Channels } from './channels';
import { GoogleControl } from './control';
import { GoogleError, insufficientScopes, needsWriterAccess, notFound, unauthorized } from './errors';
import { EventReplies } from './eventReplies';
import { Guests } from './guests';
import { GoogleOAuth, isOAuthPath } from './oauth';
import { GooglePerson } from './person';
import { Quotas } from './quotas';
import { describeGoogleRequest, routeOf, scopedMethodOf, writesEvents, type GoogleRoute } from './routes';
import { fullScopes, hasAppCreatedScope, isAllowed, isOwnedOnly } from './scopes';
import { seedGoogle } from './seed';
import { GoogleState, userOfDemo } from './state';
import type { AccessRole, Caller } from './types';
import { EventWriter } from './writer';

const settings: Record<string, string> = { weekStart: '1', format24HourTime: 'true', locale: 'en', dateFieldOrder: 'DMY' };

/** The stand-in for Google Calendar v3 and its OAuth 2.0 endpoints. */
export class GoogleService implements SandboxService {
	readonly name = 'google';
	readonly memory = this;
	readonly state: GoogleState;
	readonly oauth: GoogleOAuth;
	readonly person: GooglePerson;
	readonly quotas: Quotas;
	readonly channels: Channels;
	private readonly writer: EventWriter;
	private readonly collections: CalendarCollections;
	private readonly replies: EventReplies;
	private readonly controls: GoogleControl;

	constructor(world: World) {
		this.channels = new Channels(world, () => this.state.options.pushCoalesceMs);
		this.state = new GoogleState(world, (calendar) => this.channels.calendarChanged(calendar));
		this.oauth = new GoogleOAuth(world, this.state);
		this.quotas = new Quotas(world.clock);
		this.writer = new EventWriter(this.state, new Guests(this.state));
		this.collections = new CalendarCollections(this.state);
		this.person = new GooglePerson(this.state, this.writer);
		this.replies = new EventReplies(this.state, this.writer, this.collections, this.channels);
		this.controls = new GoogleControl(this);
	}

	handle(request: SandboxRequest): SandboxReply {
		if (isOAuthPath(request.path)) return this.oauth.handle(request);
		try {
			return this.answer(request);
		} catch (error) {
			if (error instanceof GoogleError) return error.reply();
			throw error;
		}
	}

	control(method: string, path: string, body: unknown): SandboxReply | undefined {
		try {
			return this.controls.handle(method, path, asObject(body));
		} catch (error) {
			if (error instanceof GoogleError) return error.reply();
			throw error;
		}
	}

	describeRequest(request: SandboxRequest): ReturnType<typeof describeGoogleRequest> {
		return describeGoogleRequest(request);
	}

	faultBody(status: number): unknown {
		if (status === 403 || status === 429) {
			return new GoogleError(status, 'rateLimitExceeded', 'Rate Limit Exceeded', { domain: 'usageLimits' }).body();
		}
		return new GoogleError(status, status >= 500 ? 'backendError' : 'invalid', status >= 500 ? 'Backend Error' : 'Bad Request').body();
	}

	reset(): void {
		this.channels.reset();
		this.state.reset();
		this.oauth.tokens.reset();
		this.quotas.reset();
	}

	seed(kind: 'demo' | 'empty', size: number): void {
		seedGoogle(this.state, this.writer, kind, size);
		this.channels.reset();
	}

	stop(): void {
		this.channels.reset();
	}

	/** Tokens without a page, for tests. All scopes unless named. */
	issueToken(options: { user?: string; scopes?: string[]; clientId?: string } = {}): { accessToken: string; refreshToken: string } {
		const { user = userOfDemo.email, scopes = fullScopes, clientId = 'sandbox-client' } = options;
		const issued = this.oauth.tokens.issue({ user, scopes: [...scopes], clientId });
		return { accessToken: issued.accessToken, refreshToken: issued.refreshToken ?? '' };
	}

	private answer(request: SandboxRequest): SandboxReply {
		const caller = this.callerOf(request);
		const route = routeOf(request.method, request.path);
		if (route === undefined) throw notFound();
		this.quotas.countRequest(caller.user.email);
		if ('calendarId' in route && !route.name.startsWith('calendarList.')) return this.answerOnCalendar(caller, route, request);
		this.checkScopes(caller, route, undefined);
		const body = asObject(parseJson(request.body));
		switch (route.name) {
			case 'calendarList.list':
				return { status: 200, body: this.collections.list(caller, request.query) };
			case 'calendarList.insert':
				return { status: 200, body: this.collections.setEntry(caller, String(body.id ?? ''), body) };
			case 'calendarList.get':
				return { status: 200, body: this.collections.get(caller, route.calendarId) };
			case 'calendarList.patch':
			case 'calendarList.update':
				return { status: 200, body: this.collections.setEntry(caller, route.calendarId, body) };
			case 'calendarList.delete':
				this.collections.removeEntry(caller, route.calendarId);
				return { status: 204 };
			case 'calendars.insert':
				return { status: 200, body: this.collections.insert(caller, body) };
			case 'channels.stop':
				this.channels.stop(caller, body);
				return { status: 204 };
			case 'settings.list':
				return { status: 200, body: { kind: 'calendar#settings', items: this.settingsOf(caller) } };
			case 'settings.get': {
				const setting = this.settingsOf(caller).find(({ id }) => id === route.setting);
				if (setting === undefined) throw notFound();
				return { status: 200, body: setting };
			}
			default:
				throw notFound();
		}
	}

	private answerOnCalendar(caller: Caller, route: Extract<GoogleRoute, { calendarId: string }>, request: SandboxRequest): SandboxReply {
		const { calendar, role } = this.state.calendarFor(caller, route.calendarId);
		this.checkScopes(caller, route, calendar);
		if (writesEvents(route)) this.checkWriteAccess(calendar, role);
		const body = asObject(parseJson(request.body));
		switch (route.name) {
			case 'calendars.get':
				return { status: 200, body: this.collections.resource(calendar) };
			case 'calendars.patch':
			case 'calendars.update':
				return { status: 200, body: this.collections.change(calendar, role, body, route.name === 'calendars.patch') };
			case 'calendars.delete':
				this.collections.remove(calendar, role);
				return { status: 204 };
			default:
				return this.replies.answer({ caller, calendar, role, route, request, body });
		}
	}

	private callerOf(request: SandboxRequest): Caller {
		const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
		const check = token === undefined ? undefined : this.oauth.tokens.check(token);
		const user = check?.state === 'valid' ? this.state.users.get(check.owner.user) : undefined;
		if (check?.state !== 'valid' || user === undefined) throw unauthorized();
		return { user, clientId: check.owner.clientId, scopes: check.owner.scopes };
	}

	private checkScopes(caller: Caller, route: GoogleRoute, calendar: GoogleCalendar | undefined): void {
		const method = scopedMethodOf(route);
		if (isAllowed(caller.scopes, method)) {
			const onlyOwned = calendar !== undefined && method.startsWith('events.') && isOwnedOnly(caller.scopes);
			if (!onlyOwned || calendar.access.get(caller.user.email) === 'owner') return;
		}
		const coveredByAppCreated = route.name === 'calendars.insert' || calendar?.createdByClient === caller.clientId || /^calendarList\.(get|patch|update|delete)$/.test(route.name);
		if (hasAppCreatedScope(caller.scopes) && coveredByAppCreated) return;
		throw insufficientScopes();
	}

	private checkWriteAccess(calendar: GoogleCalendar, role: AccessRole): void {
		if (role === 'freeBusyReader' || role === 'reader') throw needsWriterAccess();
		this.quotas.countWrite(calendar.id);
	}

	private settingsOf(caller: Caller): Array<{ kind: string; etag: string; id: string; value: string }> {
		const values = { ...settings, timezone: caller.user.timeZone };
		return Object.entries(values).map(([id, value]) => ({ kind: 'calendar#setting', etag: `"${id}"`, id, value }));
	}
}

/** The Google Calendar stand-in; empty until `seed`. */
export function createGoogleService(world: World): GoogleService {
	return new GoogleService(world);
}
