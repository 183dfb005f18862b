import type { JsonObject } from '../core/json';
import type { IdForm } from './ids';
import type { ChangeType, MicrosoftState } from './state';

export const lifecycles = ['reauthorizationRequired', 'subscriptionRemoved', 'missed'] as const;
export type Lifecycle = (typeof lifecycles)[number];

export interface Subscription {
	id: string;
	resource: string;
	scope: { kind: 'event' | 'contact'; mailbox: string; folderKey: string | undefined };
	changeTypes: string[];
	notificationUrl: string;
	lifecycleUrl: string | undefined;
	clientState: string | undefined;
	expiresAt: number;
	applicationId: string;
	/** Undefined when an application subscribed without a user. */
	userId: string | undefined;
	ids: IdForm;
	/** True until it is authorised again; nothing is sent meanwhile. */
	isPaused: boolean;
}

interface Change {
	id: string;
	kind: 'event' | 'contact';
	changeType: ChangeType;
	changeKey: string;
}

/** Whatever is no success is tried again (change notifications, delivery through webhooks). */
function isRetried(status: number): boolean {
	return status < 200 || status >= 300;
}

/** Sends change notifications, those of a short while in one message per address. */
export class Notifier {
	private waiting = new Map<string, JsonObject[]>();
	private timer: NodeJS.Timeout | undefined;

	constructor(private readonly state: MicrosoftState) {}

	add(subscription: Subscription, { id, kind, changeType, changeKey }: Change): void {
		if (subscription.isPaused) return;
		const collection = kind === 'event' ? 'Events' : 'Contacts';
		const resource = `Users/${subscription.scope.mailbox}/${collection}/${id}`;
		const notification: JsonObject = {
			...this.common(subscription),
			changeType,
			resource,
			resourceData: { '@odata.type': `#Microsoft.Graph.${kind === 'event' ? 'Event' : 'Contact'}`, '@odata.id': resource, '@odata.etag': `W/"${changeKey}"`, id },
			tenantId: this.state.tenantId,
		};
		this.waiting.set(subscription.notificationUrl, [...(this.waiting.get(subscription.notificationUrl) ?? []), notification]);
		const wait = this.state.options.pushCoalesceMs;
		if (wait === 0) this.flush();
		else if (this.timer === undefined) {
			this.timer = setTimeout(() => this.flush(), wait);
			this.timer.unref();
		}
	}

	sendLifecycle(subscription: Subscription, event: Lifecycle): void {
		const message = { ...this.common(subscription), resource: subscription.resource, organizationId: this.state.tenantId, lifecycleEvent: event };
		if (subscription.lifecycleUrl !== undefined) this.send(subscription.lifecycleUrl, [message]);
	}

	/** Drops what waits. */
	reset(): void {
		if (this.timer !== undefined) clearTimeout(this.timer);
		this.timer = undefined;
		this.waiting.clear();
	}

	private flush(): void {
		const messages = [...this.waiting];
		this.reset();
		for (const [url, value] of messages) this.send(url, value);
	}

	private common({ id, expiresAt, clientState }: Subscription): JsonObject {
		return { subscriptionId: id, subscriptionExpirationDateTime: new Date(expiresAt).toISOString(), ...(clientState === undefined ? {} : { clientState }) };
	}

	private send(url: string, value: JsonObject[]): void {
		this.state.world.push('microsoft', { url, method: 'POST', headers: {}, body: { value } }, isRetried);
	}
}
