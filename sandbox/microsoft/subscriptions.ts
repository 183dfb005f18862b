import { textOf, type JsonObject } from '../core/json';
import type { SandboxReply } from '../core/types';
import type { GraphCall } from './call';
import { badRequest, GraphError } from './errors';
import { checkMembers } from './events/input';
import { itemId } from './ids';
import { Notifier, type Lifecycle, type Subscription } from './notifier';
import { folderPages, pageOf } from './odata/page';
import { checkPermission } from './permissions';
import type { Route } from './routes';
import type { ChangeListener, Mailbox, MicrosoftState } from './state';
import { readResource } from './subscriptionResource';

const members: ReadonlySet<string> = new Set([
	'id',
	'applicationId',
	'changeType',
	'clientState',
	'creatorId',
	'encryptionCertificate',
	'encryptionCertificateId',
	'expirationDateTime',
	'includeResourceData',
	'latestSupportedTlsVersion',
	'lifecycleNotificationUrl',
	'notificationQueryOptions',
	'notificationUrl',
	'notificationUrlAppId',
	'resource',
]);
const minute = 60_000;
const longest = 10_080;
const shortest = 45;
const mostPerMailbox = 1000;
const mostClientState = 128;
const changeTypes = ['created', 'updated', 'deleted'];

const validationError = (message: string): GraphError => new GraphError(400, 'ValidationError', message);
const notFound = (): GraphError => new GraphError(404, 'ResourceNotFound', 'The object was not found.');

function isLoopback({ hostname }: URL): boolean {
	return hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]';
}

/** Subscriptions to events and contacts: handshake, life, renewal, lifecycle messages. */
export class Subscriptions {
	private readonly open = new Map<string, Subscription>();
	private readonly notifier: Notifier;

	constructor(
		private readonly state: MicrosoftState,
		private readonly mailboxFor: (call: GraphCall, user: string | undefined) => Mailbox,
	) {
		this.notifier = new Notifier(state);
	}

	routes(): Route[] {
		return [
			{ method: 'GET', pattern: 'subscriptions', isRoot: true, needs: 'none', answer: (call) => this.list(call) },
			{ method: 'POST', pattern: 'subscriptions', isRoot: true, needs: 'none', answer: (call) => this.create(call) },
			{ method: 'GET', pattern: 'subscriptions/{subscription}', isRoot: true, needs: 'none', answer: (call) => ({ status: 200, body: this.render(call, this.found(call)) }) },
			{ method: 'PATCH', pattern: 'subscriptions/{subscription}', isRoot: true, needs: 'none', answer: (call) => this.change(call) },
			{ method: 'DELETE', pattern: 'subscriptions/{subscription}', isRoot: true, needs: 'none', answer: (call) => this.remove(call) },
			{ method: 'POST', pattern: 'subscriptions/{subscription}/reauthorize', isRoot: true, needs: 'none', answer: (call) => this.reauthorize(call) },
		];
	}

	/** Tells every subscriber whose resource has changed. */
	readonly changed: ChangeListener = (change) => {
		for (const subscription of this.alive()) {
			const { scope, changeTypes: wanted } = subscription;
			if (scope.kind !== change.kind || scope.mailbox !== change.owner.id || !wanted.includes(change.changeType)) continue;
			if (scope.folderKey !== undefined && scope.folderKey !== change.folderKey) continue;
			const id = itemId(subscription.ids, change.folderKey, change.key);
			this.notifier.add(subscription, { id, changeType: change.changeType, changeKey: change.changeKey, kind: change.kind });
		}
	};

	views(): Subscription[] {
		return this.alive();
	}

	/** Sends a lifecycle message; the subscription is gone or paused afterwards, as the message says. */
	lifecycle(event: Lifecycle, id?: string): number {
		const chosen = this.alive().filter((one) => id === undefined || one.id === id);
		for (const subscription of chosen) {
			this.notifier.sendLifecycle(subscription, event);
			if (event === 'subscriptionRemoved') this.open.delete(subscription.id);
			if (event === 'reauthorizationRequired') subscription.isPaused = true;
		}
		return chosen.length;
	}

	/** Ends subscriptions without telling anybody. */
	drop(): void {
		this.open.clear();
	}

	reset(): void {
		this.open.clear();
		this.notifier.reset();
	}

	private alive(): Subscription[] {
		const now = this.state.now();
		for (const subscription of this.open.values()) if (subscription.expiresAt <= now) this.open.delete(subscription.id);
		return [...this.open.values()];
	}

	/** An application sees its own subscriptions only. */
	private owned(call: GraphCall): Subscription[] {
		const user = call.caller.user?.id;
		return this.alive().filter((one) => one.applicationId === call.caller.clientId && (user === undefined || one.userId === user));
	}

	private found(call: GraphCall): Subscription {
		const subscription = this.owned(call).find(({ id }) => id === call.ids.subscription);
		if (subscription === undefined) throw notFound();
		return subscription;
	}

	private list(call: GraphCall): SandboxReply {
		return { status: 200, body: pageOf(call, this.owned(call), folderPages, 'subscriptions', (one) => this.view(one)) };
	}

	private async create(call: GraphCall): Promise<SandboxReply> {
		const { body } = call;
		checkMembers(body, members, 'subscription');
		const { kind, user, folder } = readResource(textOf(body, 'resource') ?? '');
		checkPermission(call.caller, kind === 'event' ? 'calendars.read' : 'contacts.read');
		const mailbox = this.mailboxFor(call, user);
		const folderKey = folder === undefined ? undefined : (kind === 'event' ? this.state.calendarIn(mailbox, folder) : this.state.contactFolderIn(mailbox, folder)).key;
		const defaultFolder = kind === 'contact' ? mailbox.defaultContacts.key : undefined;
		const wanted = (textOf(body, 'changeType') ?? '').split(',').map((type) => type.trim());
		if (wanted.some((type) => !changeTypes.includes(type))) throw badRequest('changeType must name created, updated or deleted.');
		const clientState = textOf(body, 'clientState');
		if (clientState !== undefined && clientState.length > mostClientState) throw badRequest(`clientState is longer than ${mostClientState} characters.`);
		const notificationUrl = this.checkAddress(textOf(body, 'notificationUrl') ?? '', 'notificationUrl');
		const lifecycle = textOf(body, 'lifecycleNotificationUrl');
		const lifecycleUrl = lifecycle === undefined ? undefined : this.checkAddress(lifecycle, 'lifecycleNotificationUrl');
		const expiresAt = this.expiryOf(body);
		const subscription: Subscription = {
			id: this.state.mintGuid(),
			resource: textOf(body, 'resource') ?? '',
			scope: { kind, mailbox: mailbox.user.id, folderKey: folderKey ?? defaultFolder },
			changeTypes: wanted,
			notificationUrl,
			lifecycleUrl,
			clientState,
			expiresAt,
			applicationId: call.caller.clientId,
			userId: call.caller.user?.id,
			ids: call.preferences.ids,
			isPaused: false,
		};
		this.checkRoom(subscription);
		for (const url of [notificationUrl, ...(lifecycleUrl === undefined ? [] : [lifecycleUrl])]) await this.handshake(url);
		this.open.set(subscription.id, subscription);
		return { status: 201, body: this.render(call, subscription) };
	}

	/** Renews; a changed address is asked again. */
	private async change(call: GraphCall): Promise<SandboxReply> {
		const subscription = this.found(call);
		if ('lifecycleNotificationUrl' in call.body) throw badRequest('lifecycleNotificationUrl cannot be changed. Create the subscription again.');
		const address = textOf(call.body, 'notificationUrl');
		if (address !== undefined) {
			await this.handshake(this.checkAddress(address, 'notificationUrl'));
			subscription.notificationUrl = address;
		}
		if ('expirationDateTime' in call.body) subscription.expiresAt = this.expiryOf(call.body);
		subscription.isPaused = false;
		return { status: 200, body: this.render(call, subscription) };
	}

	private remove(call: GraphCall): SandboxReply {
		this.open.delete(this.found(call).id);
		return { status: 204 };
	}

	private reauthorize(call: GraphCall): SandboxReply {
		this.found(call).isPaused = false;
		return { status: 204 };
	}

	private render(call: GraphCall, subscription: Subscription): JsonObject {
		return { '@odata.context': `${call.base}/$metadata#subscriptions/$entity`, ...this.view(subscription) };
	}

	private view(subscription: Subscription): JsonObject {
		return {
			id: subscription.id,
			resource: subscription.resource,
			applicationId: subscription.applicationId,
			changeType: subscription.changeTypes.join(','),
			// The secret is not read back.
			clientState: null,
			notificationUrl: subscription.notificationUrl,
			notificationQueryOptions: null,
			lifecycleNotificationUrl: subscription.lifecycleUrl ?? null,
			expirationDateTime: new Date(subscription.expiresAt).toISOString(),
			creatorId: subscription.userId ?? subscription.applicationId,
			includeResourceData: null,
			latestSupportedTlsVersion: 'v1_2',
			encryptionCertificate: null,
			encryptionCertificateId: null,
			notificationUrlAppId: null,
		};
	}

	private expiryOf(body: JsonObject): number {
		const now = this.state.now();
		const wanted = Date.parse(textOf(body, 'expirationDateTime') ?? '');
		if (Number.isNaN(wanted)) throw badRequest('expirationDateTime is missing or not a date and time.');
		if (wanted <= now) throw validationError('Subscription expiration must be in the future.');
		if (wanted > now + longest * minute) throw validationError(`Subscription expiration can only be ${longest} minutes in the future.`);
		const granted = Math.min(wanted, now + this.state.options.grantedMinutes * minute);
		return Math.max(granted, now + Math.min(shortest, this.state.options.grantedMinutes) * minute);
	}

	private checkRoom(subscription: Subscription): void {
		const sameMailbox = this.alive().filter(({ scope }) => scope.mailbox === subscription.scope.mailbox);
		if (sameMailbox.length >= mostPerMailbox) throw new GraphError(403, 'ExtensionError', 'The mailbox has too many active subscriptions.');
		const identity = (one: Subscription): string => JSON.stringify([one.applicationId, one.userId, one.resource, one.changeTypes, one.notificationUrl]);
		if (sameMailbox.some((one) => identity(one) === identity(subscription))) {
			throw new GraphError(409, 'Conflict', 'Subscription already exists for the specified resource, change type and notification URL.');
		}
	}

	private checkAddress(address: string, name: string): string {
		if (!URL.canParse(address)) throw badRequest(`${name} is not a valid address.`);
		const url = new URL(address);
		// The sandbox and what it calls run on one machine, so plain http is taken there.
		if (url.protocol !== 'https:' && !isLoopback(url)) throw validationError(`The ${name} must use HTTPS.`);
		return address;
	}

	/** The subscriber has to send the token back as plain text. Throws 400 when it does not. */
	private async handshake(address: string): Promise<void> {
		const url = new URL(address);
		const token = `Validation: Testing client application reachability for subscription Request-Id: ${this.state.mintGuid()}`;
		url.searchParams.set('validationToken', token);
		const call = { url: url.toString(), method: 'POST' as const, headers: { 'content-type': 'text/plain; charset=utf-8' } };
		const answer = await this.state.world.ask('microsoft', call).catch(() => undefined);
		if (answer === undefined) throw validationError('Subscription validation request timed out.');
		if (answer.status !== 200) throw validationError(`Subscription validation request failed. Response must be HTTP 200 (OK), but was ${answer.status}.`);
		const isPlain = answer.contentType.toLowerCase().startsWith('text/plain');
		if (!isPlain || answer.body !== token) throw validationError('Subscription validation request failed. Must respond with 200 OK to this request and the validation token as text/plain.');
	}
}
