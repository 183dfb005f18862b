import { asObject, numberOf, textOf, type JsonObject } from '../core/json';
import type { World } from '../core/types';
import type { GoogleCalendar } from './calendar';
import { GoogleError, notFound, required } from './errors';
import type { Caller } from './types';

interface Channel {
	id: string;
	resourceId: string;
	resourceUri: string;
	calendarId: string;
	address: string;
	token: string | undefined;
	expiresAt: number;
	user: string;
	clientId: string;
	lastNumber: number;
}

/** What a channel looks like from outside. */
export interface ChannelView {
	id: string;
	resourceId: string;
	calendarId: string;
	address: string;
	expiration: number;
}

const usualSeconds = 604_800;
const longestSeconds = 30 * 86_400;
const longestId = 64;
const longestToken = 256;

/** Statuses after which Google tries again (Calendar API guide, Push notifications). */
function isRetried(status: number): boolean {
	return [500, 502, 503, 504].includes(status);
}

function isLoopback(address: URL): boolean {
	return address.hostname === 'localhost' || address.hostname === '127.0.0.1' || address.hostname === '[::1]';
}

function refusal(reason: string, message: string, code = 400): GoogleError {
	return new GoogleError(code, reason, message, { domain: 'push' });
}

/** Watch channels on events: headers only, no body, gone without notice when they expire. */
export class Channels {
	private readonly channels = new Map<string, Channel>();
	private readonly byCalendar = new Map<string, Set<string>>();
	private readonly waiting = new Map<string, NodeJS.Timeout>();

	constructor(
		private readonly world: World,
		private readonly coalesceMs: () => number,
	) {}

	/** Opens a channel and sends its sync message. Throws Google's 400 for what it does not take. */
	watch(calendar: GoogleCalendar, caller: Caller, body: JsonObject): unknown {
		const id = textOf(body, 'id') ?? '';
		if (id === '') throw required('Missing channel id.');
		if (id.length > longestId || !/^[A-Za-z0-9\-_+/=]+$/.test(id)) throw refusal('channelIdInvalid', `Channel id ${id} is not valid.`);
		if (this.channels.has(id)) throw refusal('channelIdNotUnique', `Channel id ${id} not unique`);
		const type = textOf(body, 'type');
		if (type !== 'web_hook' && type !== 'webhook') throw refusal('channelUnknown', 'Unknown channel type.');
		const token = textOf(body, 'token');
		if (token !== undefined && token.length > longestToken) throw refusal('channelTokenInvalid', 'The channel token is too long.');
		const channel: Channel = {
			id,
			resourceId: Buffer.from(`events ${calendar.id}`).toString('base64url').slice(0, 27),
			resourceUri: `https://www.googleapis.com/calendar/v3/calendars/${encodeURIComponent(calendar.id)}/events?alt=json`,
			calendarId: calendar.id,
			address: this.checkAddress(textOf(body, 'address') ?? ''),
			token,
			expiresAt: this.expiryOf(body),
			user: caller.user.email,
			clientId: caller.clientId,
			lastNumber: 1,
		};
		this.channels.set(id, channel);
		this.ofCalendar(calendar.id).add(id);
		this.send(channel, 1, 'sync');
		const { resourceId, resourceUri, expiresAt } = channel;
		return { kind: 'api#channel', id, resourceId, resourceUri, token, expiration: String(expiresAt) };
	}

	/** Throws 404 unless id, resource, user and client are those of an open channel. */
	stop(caller: Caller, body: JsonObject): void {
		const channel = this.channels.get(textOf(body, 'id') ?? '');
		const isTheirs = channel?.user === caller.user.email && channel.clientId === caller.clientId;
		if (channel === undefined || !isTheirs || channel.resourceId !== textOf(body, 'resourceId')) throw notFound();
		this.remove(channel);
	}

	/** Tells the calendar's subscribers; changes within a short while share one message. */
	calendarChanged(calendar: GoogleCalendar): void {
		const ids = this.byCalendar.get(calendar.id);
		if (ids === undefined || ids.size === 0) return;
		const wait = this.coalesceMs();
		if (wait === 0) {
			this.notify(calendar.id);
			return;
		}
		if (this.waiting.has(calendar.id)) return;
		const timer = setTimeout(() => {
			this.waiting.delete(calendar.id);
			this.notify(calendar.id);
		}, wait);
		timer.unref();
		this.waiting.set(calendar.id, timer);
	}

	/** Sends a message to a calendar's channels now, whether or not something changed. */
	notify(calendarId: string): void {
		const now = this.world.clock.now();
		for (const id of [...this.ofCalendar(calendarId)]) {
			const channel = this.channels.get(id);
			if (channel === undefined) continue;
			if (channel.expiresAt <= now) {
				this.remove(channel);
				continue;
			}
			// Numbers rise with gaps (Calendar API guide, Push notifications).
			channel.lastNumber += 1 + Math.floor(this.world.random() * 1000);
			this.send(channel, channel.lastNumber, 'exists');
		}
	}

	list(): ChannelView[] {
		return [...this.channels.values()].map(({ id, resourceId, calendarId, address, expiresAt }) => ({
			id,
			resourceId,
			calendarId,
			address,
			expiration: expiresAt,
		}));
	}

	/** Ends channels without telling anybody. */
	reset(): void {
		for (const timer of this.waiting.values()) clearTimeout(timer);
		this.waiting.clear();
		this.channels.clear();
		this.byCalendar.clear();
	}

	private checkAddress(address: string): string {
		if (!URL.canParse(address)) throw refusal('webhookUrlInvalid', `WebHook callback is not a valid address: ${address}`);
		const url = new URL(address);
		// The sandbox and what it calls run on one machine, so plain http is taken there.
		if (url.protocol !== 'https:' && !isLoopback(url)) throw refusal('webhookUrlNotHttps', `WebHook callback must be HTTPS: ${address}`);
		return address;
	}

	private expiryOf(body: JsonObject): number {
		const now = this.world.clock.now();
		const seconds = numberOf(asObject(body.params), 'ttl');
		const wanted = seconds === undefined ? (numberOf(body, 'expiration') ?? now + usualSeconds * 1000) : now + seconds * 1000;
		return Math.min(wanted, now + longestSeconds * 1000);
	}

	private ofCalendar(calendarId: string): Set<string> {
		const known = this.byCalendar.get(calendarId);
		if (known !== undefined) return known;
		const ids = new Set<string>();
		this.byCalendar.set(calendarId, ids);
		return ids;
	}

	private remove(channel: Channel): void {
		this.channels.delete(channel.id);
		this.ofCalendar(channel.calendarId).delete(channel.id);
	}

	private send(channel: Channel, number: number, state: 'sync' | 'exists'): void {
		const headers: Record<string, string> = {
			'user-agent': 'APIs-Google; (+https://developers.google.com/webmasters/APIs-Google.html)',
			'x-goog-channel-id': channel.id,
			'x-goog-channel-expiration': new Date(channel.expiresAt).toUTCString(),
			'x-goog-resource-state': state,
			'x-goog-message-number': String(number),
			'x-goog-resource-id': channel.resourceId,
			'x-goog-resource-uri': channel.resourceUri,
		};
		if (channel.token !== undefined) headers['x-goog-channel-token'] = channel.token;
		this.world.push('google', { url: channel.address, method: 'POST', headers }, isRetried);
	}
}
