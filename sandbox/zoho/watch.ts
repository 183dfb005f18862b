import type { SandboxReply } from '../core/types';
import { bodyOf, type Call, isObject, listParameter, NO_CONTENT, numberParameter } from './call';
import { errorBody, missingParameter, ZohoRefusal } from './errors';
import { moduleId } from './records';
import { SERVICE_NAME, type ZohoState } from './state';
import { formatInZone } from './time';
import { type JsonObject, MODULE_NAMES, type ModuleName } from './types';
import { readEvents, readExpiry, readToken, readUrl, watchRefusal } from './watchInput';

/** Channels in one request. */
const MOST_CHANNELS = 50;

export type Operation = 'insert' | 'update' | 'delete';
const EVENT_WORDS: Record<Operation, string> = { insert: 'create', update: 'edit', delete: 'delete' };

interface Channel {
	channelId: string;
	events: string[];
	token: string | null;
	notifyUrl: string;
	returnAffected: boolean;
	expiresAt: number;
}

/** Notification channels of one organisation. */
export class WatchChannels {
	private channels = new Map<string, Channel>();

	constructor(private readonly state: ZohoState) {}

	clear(): void {
		this.channels.clear();
	}

	living(): Channel[] {
		const now = this.state.world.clock.now();
		for (const [id, channel] of this.channels) if (channel.expiresAt <= now) this.channels.delete(id);
		return [...this.channels.values()];
	}

	/** Tells every channel that listens, whoever made the change. A call names the records only; there is no signature. */
	announce(module: ModuleName, operation: Operation, ids: string[], affected: readonly string[] = []): void {
		if (ids.length === 0 || this.channels.size === 0) return;
		const wanted = [`${module}.all`, `${module}.${EVENT_WORDS[operation]}`];
		for (const channel of this.living()) {
			if (!channel.events.some((event) => wanted.includes(event))) continue;
			const body: JsonObject = {
				server_time: this.state.world.clock.now(),
				query_params: {},
				module,
				resource_uri: `${this.state.origin}/crm/v8/${module}`,
				ids,
				affected_fields: channel.returnAffected ? ids.map((id) => ({ [id]: [...affected] })) : [],
				operation,
				channel_id: channel.channelId,
				token: channel.token,
			};
			const call = { url: channel.notifyUrl, method: 'POST' as const, headers: { 'content-type': 'application/json;charset=UTF-8' }, body };
			// Retries are not documented: one attempt.
			this.state.world.push(SERVICE_NAME, call, () => false);
		}
	}

	/** POST, PUT, PATCH, GET and DELETE /crm/v8/actions/watch */
	handle(call: Call): SandboxReply {
		switch (call.request.method) {
			case 'POST':
				return this.items(call, 201, (entry, position) => this.subscribe(entry, position));
			case 'PUT':
				return this.items(call, 200, (entry, position) => this.change(entry, position, false));
			case 'PATCH':
				return this.items(call, 200, (entry, position) => this.change(entry, position, true));
			case 'DELETE':
				return this.unsubscribe(call);
			default:
				return this.list(call);
		}
	}

	private items(call: Call, success: number, work: (entry: JsonObject, position: number) => JsonObject): SandboxReply {
		const { watch } = bodyOf(call.request);
		if (!Array.isArray(watch) || watch.length === 0)
			throw new ZohoRefusal(400, 'MANDATORY_NOT_FOUND', 'required field not found', { api_name: 'watch', json_path: '$.watch' });
		if (watch.length > MOST_CHANNELS) throw new ZohoRefusal(400, 'LIMIT_EXCEEDED', 'channel limit exceeded', { limit: MOST_CHANNELS });
		return this.collect(watch, success, (entry, position) => work(isObject(entry) ? entry : {}, position));
	}

	private collect<Entry>(entries: readonly Entry[], success: number, work: (entry: Entry, position: number) => JsonObject): SandboxReply {
		let refused = false;
		const watch = entries.map((entry, position) => {
			try {
				return work(entry, position);
			} catch (error) {
				if (!(error instanceof ZohoRefusal)) throw error;
				refused = true;
				return error.body;
			}
		});
		// Notifications, v7: 202 when an item was refused.
		return { status: refused ? 202 : success, body: { watch } };
	}

	private subscribe(entry: JsonObject, position: number): JsonObject {
		const id = entry.channel_id;
		if (typeof id !== 'string' && typeof id !== 'number')
			throw watchRefusal('MANDATORY_NOT_FOUND', 'required field not found', 'channel_id', position);
		if (!/^\d{1,19}$/.test(String(id))) throw watchRefusal('INVALID_DATA', 'invalid data', 'channel_id', position);
		const events = readEvents(entry.events, position);
		const notifyUrl = entry.notify_url;
		if (typeof notifyUrl !== 'string') throw watchRefusal('MANDATORY_NOT_FOUND', 'required field not found', 'notify_url', position);
		const channel: Channel = {
			channelId: String(id),
			events,
			notifyUrl: readUrl(notifyUrl, position),
			token: readToken(entry.token, position),
			returnAffected: entry.return_affected_field_values === true,
			expiresAt: readExpiry(entry.channel_expiry, this.state.world.clock.now(), position),
		};
		this.channels.set(channel.channelId, channel);
		return this.success(channel, 'Successfully subscribed for actions-watch of the given module');
	}

	private change(entry: JsonObject, position: number, partial: boolean): JsonObject {
		const channel = this.known(String(entry.channel_id ?? ''));
		if (partial && entry._delete_events === true) {
			const gone = readEvents(entry.events, position);
			channel.events = channel.events.filter((event) => !gone.includes(event));
			if (channel.events.length === 0) this.channels.delete(channel.channelId);
			return this.success(channel, 'Successfully un-subscribed from actions-watch');
		}
		if (entry.events !== undefined || !partial) channel.events = readEvents(entry.events, position);
		if (typeof entry.notify_url === 'string') channel.notifyUrl = readUrl(entry.notify_url, position);
		if (entry.token !== undefined) channel.token = readToken(entry.token, position);
		if (entry.return_affected_field_values !== undefined) channel.returnAffected = entry.return_affected_field_values === true;
		if (entry.channel_expiry !== undefined || !partial) channel.expiresAt = readExpiry(entry.channel_expiry, this.state.world.clock.now(), position);
		return this.success(channel, 'Successfully updated the subscribe details');
	}

	private unsubscribe({ request }: Call): SandboxReply {
		const ids = listParameter(request.query, 'channel_ids');
		if (!ids) throw missingParameter('channel_ids');
		return this.collect(ids, 200, (id) => {
			const channel = this.known(id);
			this.channels.delete(id);
			return {
				code: 'SUCCESS',
				details: { resource_uri: this.uri(channel), resource_id: this.module(channel).id, channel_id: id },
				message: 'Successfully un-subscribed from actions-watch',
				status: 'success',
			};
		});
	}

	private list({ request }: Call): SandboxReply {
		const channelId = request.query.get('channel_id');
		const module = request.query.get('module');
		const perPage = numberParameter(request.query, 'per_page', 200, 200);
		const page = numberParameter(request.query, 'page', 1, 10_000);
		const found = this.living().filter(
			(channel) =>
				(channelId === null || channel.channelId === channelId) &&
				(module === null || channel.events.some((event) => event.startsWith(`${module}.`))),
		);
		const watch = found.slice((page - 1) * perPage, page * perPage).map((channel) => ({
			notify_on_related_action: true,
			channel_expiry: this.time(channel.expiresAt),
			resource_uri: this.uri(channel),
			resource_id: this.module(channel).id,
			notify_url: channel.notifyUrl,
			resource_name: this.module(channel).name,
			channel_id: channel.channelId,
			events: channel.events,
			token: channel.token,
			return_affected_field_values: channel.returnAffected,
		}));
		if (watch.length === 0) return NO_CONTENT;
		return { status: 200, body: { watch, info: { per_page: perPage, page, count: watch.length, more_records: page * perPage < found.length } } };
	}

	private known(id: string): Channel {
		const channel = this.living().find((other) => other.channelId === id);
		if (!channel)
			throw new ZohoRefusal(400, 'NOT_SUBSCRIBED', errorBody('NOT_SUBSCRIBED', 'The given channel is not subscribed').message, { channel_id: id });
		return channel;
	}

	private module(channel: Channel): { name: ModuleName; id: string } {
		const name = MODULE_NAMES.find((module) => channel.events[0]?.startsWith(`${module}.`)) ?? 'Events';
		return { name, id: moduleId(name) };
	}

	private uri(channel: Channel): string {
		return `${this.state.origin}/crm/v8/${this.module(channel).name}`;
	}

	private time(at: number): string {
		return formatInZone(at, this.state.switches.orgTimeZone);
	}

	private success(channel: Channel, message: string): JsonObject {
		const { name, id } = this.module(channel);
		const event = {
			channel_expiry: this.time(channel.expiresAt),
			resource_uri: this.uri(channel),
			resource_id: id,
			resource_name: name,
			channel_id: channel.channelId,
		};
		return { code: 'SUCCESS', details: { events: [event] }, message, status: 'success' };
	}
}
