import { asObject, isJsonObject, parseJson, type JsonObject } from '../core/json';
import type { PartRunner, SandboxReply, SandboxRequest, SandboxService, World } from '../core/types';
import { answerBatch } from './batch';
import { CalendarAnswers } from './calendars';
import type { GraphCall } from './call';
import { cloudOf, clouds, type CloudName } from './clouds';
import { ContactAnswers } from './contacts/answers';
import { ContactWriter } from './contacts/contacts';
import { MicrosoftControl } from './control';
import { accessDenied, badRequest, GraphError, usualError } from './errors';
import { EventAnswers } from './events/answers';
import { EventWriter } from './events/writer';
import { EntraOAuth, isOAuthPath } from './oauth';
import { checkPermission, fullScopes } from './permissions';
import { MicrosoftPerson } from './person';
import { readPreferences, type Preferences } from './preferences';
import { graphPath, RouteTable, type FoundRoute } from './routes';
import { seedMicrosoft } from './seed/seed';
import { MicrosoftState, type Mailbox } from './state';
import { Subscriptions } from './subscriptions';
import { Throttle } from './throttle';
import type { Caller } from './types';
import { UserAnswers } from './users';
import { userOfDemo } from './seed/people';

const batchPath = '/$batch';
const contentType = 'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8';
/** A token stands for its user, or for an application without one. */
export type TokenOptions = { user?: string; scopes?: string[]; clientId?: string; cloud?: CloudName };

/** The stand-in for Microsoft Graph v1.0 (Outlook calendar, contacts, users) and Entra's OAuth 2.0, on one origin. */
export class MicrosoftService implements SandboxService {
	readonly name = 'microsoft';
	readonly memory: object;
	readonly state: MicrosoftState;
	readonly oauth: EntraOAuth;
	readonly person: MicrosoftPerson;
	readonly throttle: Throttle;
	readonly subscriptions: Subscriptions;
	private readonly routes: RouteTable;
	private readonly controls: MicrosoftControl;
	private readonly eventWriter: EventWriter;
	private readonly contactWriter: ContactWriter;
	private origin = 'http://microsoft.sandbox';

	constructor(private readonly world: World) {
		this.state = new MicrosoftState(world, (change) => this.subscriptions.changed(change));
		this.oauth = new EntraOAuth(world, this.state);
		this.throttle = new Throttle(world.clock);
		this.subscriptions = new Subscriptions(this.state, (call, user) => this.mailboxFor(call.caller, user));
		this.eventWriter = new EventWriter(this.state);
		this.contactWriter = new ContactWriter(this.state);
		const calendars = new CalendarAnswers(this.state);
		const contacts = new ContactAnswers(this.state, this.contactWriter);
		this.person = new MicrosoftPerson(this.state, this.eventWriter, this.contactWriter, calendars, contacts);
		this.controls = new MicrosoftControl(this);
		const answers = [calendars, new EventAnswers(this.state, this.eventWriter), contacts, new UserAnswers(this.state), this.subscriptions];
		this.routes = new RouteTable(answers.flatMap((one) => one.routes()));
		this.memory = { state: this.state, oauth: this.oauth, throttle: this.throttle, subscriptions: this.subscriptions };
	}

	handle(request: SandboxRequest, asPart: PartRunner = async (_request, act) => await act()): SandboxReply | Promise<SandboxReply> {
		if (request.headers.host !== undefined) this.origin = `http://${request.headers.host}`;
		if (isOAuthPath(cloudOf(request.path).rest)) return this.oauth.handle(request);
		return this.finished(request, () => (graphPath(request.path) === batchPath ? this.answerBatch(request, asPart) : this.answer(request)));
	}

	control(method: string, path: string, body: unknown): SandboxReply | undefined {
		try {
			return this.controls.handle(method, path, asObject(body));
		} catch (error) {
			if (error instanceof GraphError) return this.refusal(error);
			throw error;
		}
	}

	describeRequest(request: SandboxRequest): ReturnType<RouteTable['describe']> {
		return this.routes.describe(request);
	}

	faultBody(status: number): unknown {
		return this.refusal(usualError(status)).body;
	}

	reset(): void {
		this.state.reset();
		this.oauth.reset();
		this.throttle.reset();
		this.subscriptions.reset();
	}

	seed(kind: 'demo' | 'empty', size: number): void {
		this.state.reset();
		seedMicrosoft(this.state, this.eventWriter, this.contactWriter, kind, size);
		this.subscriptions.reset();
	}

	stop(): void {
		this.subscriptions.reset();
	}

	/** Tokens of a user without a page, for tests. All scopes unless named. */
	issueToken(options: TokenOptions = {}): { accessToken: string; refreshToken: string } {
		const { user = userOfDemo.userPrincipalName, scopes = fullScopes, clientId = 'sandbox-client', cloud = 'global' } = options;
		const issued = this.oauth.tokens[cloud].issue({ user, scopes: [...scopes], clientId });
		return { accessToken: issued.accessToken, refreshToken: issued.refreshToken ?? '' };
	}

	/** A token of an application without a user: for all mailboxes, or those the control interface left it. */
	issueApplicationToken(clientId = 'sandbox-client'): { accessToken: string } {
		return { accessToken: this.oauth.issueForApplication(clientId).accessToken };
	}

	/** The mailbox of the user a path names, or the caller's own. Throws Graph's refusal when the caller may not use it. */
	private mailboxFor(caller: Caller, named: string | undefined): Mailbox {
		if (named === undefined) {
			if (caller.user === undefined) throw badRequest('/me request is only valid with delegated authentication flow.');
			return this.state.mailboxOf(caller.user);
		}
		const user = this.state.findUser(named);
		if (user === undefined) throw new GraphError(404, 'ErrorInvalidUser', `The requested user '${named}' is invalid.`);
		if (caller.user !== undefined && caller.user.id !== user.id) throw accessDenied();
		const { mailboxes } = this.oauth;
		const isLeft = caller.user !== undefined || mailboxes === undefined || mailboxes.some((name) => this.state.findUser(name)?.id === user.id);
		if (!isLeft) throw accessDenied('Access to OData is disabled: [RAOP] : Blocked by tenant configured AppOnly AccessPolicy settings.');
		return this.state.mailboxOf(user);
	}

	private async answerBatch(request: SandboxRequest, asPart: PartRunner): Promise<SandboxReply> {
		if (request.method !== 'POST') throw new GraphError(405, 'BadRequest', 'Specified HTTP method is not allowed for the request target.');
		const { cloud } = cloudOf(request.path);
		this.oauth.callerOf(request.headers.authorization, cloud);
		return await answerBatch(request, `${clouds[cloud].prefix}/v1.0`, {
			answer: (part) => this.finished(part, () => this.answer(part)),
			asPart,
			width: this.throttle.width,
			random: this.state.random,
			errorBody: (error) => this.refusal(error),
		});
	}

	private answer(request: SandboxRequest): SandboxReply | Promise<SandboxReply> {
		const { cloud } = cloudOf(request.path);
		const caller = this.oauth.callerOf(request.headers.authorization, cloud);
		const path = this.readPath(request);
		const found = this.routes.find(request.method, path);
		if (found === 'noMethod') throw new GraphError(405, 'BadRequest', 'Specified HTTP method is not allowed for the request target.');
		if (found === undefined) throw badRequest(`Resource not found for the segment '${path.split('/').at(-1) ?? ''}'.`);
		const preferences = readPreferences(request.headers.prefer ?? '');
		const call = this.callOf(request, found, caller, preferences, path);
		const { needs } = found.route;
		checkPermission(caller, needs);
		if (found.isMe && caller.user === undefined) throw badRequest('/me request is only valid with delegated authentication flow.');
		const work = (): SandboxReply | Promise<SandboxReply> => found.route.answer(call);
		const isOutlook = needs.startsWith('calendars') || needs.startsWith('contacts') || needs === 'mailboxSettings';
		const reply = isOutlook ? this.throttle.run(caller.clientId, call.mailbox.user.mail, work) : work();
		const applied: Record<string, string> = preferences.applied.length > 0 ? { 'preference-applied': preferences.applied.join(', ') } : {};
		const withHeaders = (one: SandboxReply): SandboxReply => ({ ...one, headers: { ...applied, ...one.headers } });
		return reply instanceof Promise ? reply.then(withHeaders) : withHeaders(reply);
	}

	/** Throws 400 for an address that cannot be read. */
	private readPath(request: SandboxRequest): string {
		const path = graphPath(request.path);
		if (path === undefined) throw badRequest("Invalid version: only 'v1.0' is served.");
		const isUnreadable = path.includes('//') || /%(?![0-9a-fA-F]{2})/.test(path);
		if (isUnreadable) throw new GraphError(400, 'RequestBroker--ParseUri', 'Resource not found for the segment or the address cannot be parsed.');
		return path;
	}

	private callOf(request: SandboxRequest, found: FoundRoute, caller: Caller, preferences: Preferences, path: string): GraphCall {
		const sent = parseJson(request.body);
		if (request.body.length > 0 && !isJsonObject(sent)) {
			throw badRequest('Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.');
		}
		const { cloud } = cloudOf(request.path);
		const mailbox = (): Mailbox => this.mailboxFor(caller, found.user);
		return {
			request,
			path,
			base: `${this.origin}${clouds[cloud].prefix}/v1.0`,
			query: request.query,
			body: asObject(sent),
			preferences,
			caller,
			ids: { ...found.ids, ...(found.user === undefined ? {} : { user: found.user }) },
			get mailbox() {
				return mailbox();
			},
		};
	}

	/** Adds Graph's headers and turns refusals into answers. */
	private finished(request: SandboxRequest, work: () => SandboxReply | Promise<SandboxReply>): SandboxReply | Promise<SandboxReply> {
		const id = this.state.mintGuid();
		const clientId = request.headers['client-request-id'] ?? id;
		const withHeaders = (reply: SandboxReply): SandboxReply => ({
			...reply,
			headers: {
				...(reply.body === undefined || typeof reply.body === 'string' ? {} : { 'content-type': contentType }),
				'request-id': id,
				'client-request-id': clientId,
				'odata-version': '4.0',
				...reply.headers,
			},
		});
		const refused = (error: unknown): SandboxReply => {
			if (error instanceof GraphError) return withHeaders(this.refusal(error, id, clientId));
			throw error;
		};
		try {
			const reply = work();
			return reply instanceof Promise ? reply.then(withHeaders, refused) : withHeaders(reply);
		} catch (error) {
			return refused(error);
		}
	}

	private refusal(error: GraphError, id = this.state.mintGuid(), clientId = id): SandboxReply {
		const innerError: JsonObject = { date: new Date(this.world.clock.now()).toISOString().slice(0, 19), 'request-id': id, 'client-request-id': clientId };
		return error.reply(innerError);
	}
}

/** The Microsoft Graph stand-in; empty until `seed`. */
export function createMicrosoftService(world: World): MicrosoftService {
	return new MicrosoftService(world);
}
