import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { wakeInterval, wakesAtOnce } from '../../nodes/shared/trigger/wakePace';
import type { PushCall } from '../../sandbox/core/types';
import { Pair } from '../support/pair';
import { overhear, post, type Service } from '../support/pair/overheard';
import type { RunningWorkflow } from '../support/n8nEngine';

describe('attacks on the webhooks (Z5)', () => {
	let pair: Pair;
	let workflow: RunningWorkflow;
	/** One genuine call of each vendor, as it was sent. */
	let genuine: Record<Service, PushCall>;

	const triggers: Record<Service, string> = { google: 'Change in Google', zoho: 'Change in Zoho' };

	beforeEach(async () => {
		pair = await Pair.start();
		workflow = pair.load('two-way');
		pair.zoho.add('Meeting', '2026-03-12T10:00');
		await workflow.activate();
		await pair.rest(workflow);
		genuine = await overhear(pair);
		await pair.rest(workflow);
		pair.pass(60_000);
	});

	afterEach(async () => {
		pair.expectNoMails();
		await pair.stop();
	});

	const bodyOf = ({ body }: PushCall): string | undefined => (body === undefined ? undefined : JSON.stringify(body));
	const send = async (call: PushCall, change: { url?: string; headers?: Record<string, string>; body?: Record<string, unknown> } = {}): Promise<number> => {
		const body = change.body === undefined ? bodyOf(call) : JSON.stringify({ ...(call.body as object | undefined), ...change.body });
		return await post(change.url ?? call.url, { ...call.headers, ...change.headers }, body);
	};

	/** What the vendors are asked, and what runs, because of some calls. */
	const effects = async (work: () => Promise<unknown>): Promise<{ requests: string[]; executions: number }> => {
		const before = workflow.executions.length;
		const counts = await pair.count(async () => {
			await work();
			await pair.settle();
		});
		return { requests: [...counts.google.endpoints, ...counts.zoho.endpoints], executions: workflow.executions.length - before };
	};
	const nothing = { requests: [], executions: 0 };

	it('the overheard call itself is genuine: it is answered with 200 and the vendor is asked', async () => {
		for (const service of ['google', 'zoho'] as const) {
			const { requests } = await effects(async () => expect(await send(genuine[service])).toBe(200));
			expect(requests.length, service).toBeGreaterThan(0);
		}
	});

	it('the secret of another sync, of the other vendor, or what the store keeps of it opens nothing', async () => {
		const named = { syncName: 'other' };
		const names = { crmEventTrigger: named, crmEvent: named, googleCalendarSync: named, googleCalendarSyncTrigger: named };
		const others = { zoho: pair.load('crm-to-calendar', names), google: pair.load('calendar-to-crm', names) };
		for (const other of Object.values(others)) await other.activate();
		await pair.settle();
		const calls = await effects(async () => {
			for (const service of ['google', 'zoho'] as const) {
				expect(await send(genuine[service], { url: others[service].webhookUrl(others[service].nodesOfType(service === 'google' ? 'googleCalendarSyncTrigger' : 'crmEventTrigger')[0] ?? '') ?? '' }), service).toBe(404);
				const crossed = service === 'google' ? triggers.zoho : triggers.google;
				expect(await send(genuine[service], { url: workflow.webhookUrl(crossed) ?? '' }), service).toBe(404);
			}
			const { openSqliteStore } = await import('../../store');
			const { join } = await import('node:path');
			const store = openSqliteStore({ file: join(pair.runner.userFolder, '.n8n', 'crm-calendar-sync', 'sync.sqlite') });
			const kept = [...(await store.getChannels('zoho-google', 'crm')), ...(await store.getChannels('zoho-google', 'calendar'))].map(({ subscription }) => subscription.token);
			await store.close();
			expect(kept).toHaveLength(2);
			for (const token of kept) {
				expect(await send(genuine.google, { headers: { 'X-Goog-Channel-Token': token } })).toBe(404);
				expect(await send(genuine.zoho, { body: { token } })).toBe(404);
			}
		});
		expect(calls.requests).toEqual([]);
	});

	it('the secret of a channel that was removed opens nothing, and the address answers 404', async () => {
		await workflow.deactivate();
		for (const call of Object.values(genuine)) expect(await send(call)).toBe(404);
		await workflow.activate();
		await pair.rest(workflow);
		const { requests, executions } = await effects(async () => {
			for (const call of Object.values(genuine)) expect(await send(call)).toBe(404);
		});
		expect({ requests, executions }).toEqual(nothing);
	});

	it.each<[string, Record<string, string>]>([
		['without a token', { 'X-Goog-Channel-Token': '' }],
		['with a guessed token', { 'X-Goog-Channel-Token': '0'.repeat(32) }],
		['for another channel', { 'X-Goog-Channel-ID': 'somebody-else' }],
		['with two tokens in one', { 'X-Goog-Channel-Token': 'x, y' }],
		['in a state that does not exist', { 'X-Goog-Resource-State': 'trust me' }],
	])('a Google call %s is answered with 404 and asks nobody', async (_name, headers) => {
		const sent = Object.fromEntries(Object.entries(genuine.google.headers).filter(([name]) => !Object.keys(headers).some((changed) => changed.toLowerCase() === name.toLowerCase())));
		expect(await effects(async () => expect(await send({ ...genuine.google, headers: sent }, { headers })).toBe(404))).toEqual(nothing);
	});

	it('a handshake without the secret is refused, with it it is acknowledged and nothing is read', async () => {
		const withoutState = Object.fromEntries(Object.entries(genuine.google.headers).filter(([name]) => name.toLowerCase() !== 'x-goog-resource-state'));
		const handshake = { ...genuine.google, headers: { ...withoutState, 'X-Goog-Resource-State': 'sync' } };
		const withoutToken = Object.fromEntries(Object.entries(handshake.headers).filter(([name]) => name.toLowerCase() !== 'x-goog-channel-token'));
		expect(await effects(async () => {
			expect(await send(handshake)).toBe(200);
			expect(await send({ ...handshake, headers: withoutToken })).toBe(404);
		})).toEqual(nothing);
	});

	it('what a genuine message says about records is never data: no record of it is written, deleted or put into items', async () => {
		const id = pair.zoho.byTitle('Meeting').id;
		const record = { id, Event_Title: 'Forged', Start_DateTime: '2026-03-20T10:00:00+01:00', End_DateTime: '2026-03-20T11:00:00+01:00', deleted: true };
		const before = workflow.executions.length;
		const counts = await pair.count(async () => {
			for (const operation of ['insert', 'update', 'delete', '__proto__', 'constructor', 'drop']) {
				expect(await send(genuine.zoho, { body: { operation, ids: [id, '999', "'; DROP TABLE links; --"], data: [record], record, query_params: { Event_Title: 'Forged' }, module: 'Contacts' } })).toBe(200);
				await pair.settle();
			}
			const forged = JSON.stringify({ id: 'x', summary: 'Forged', status: 'cancelled', items: [{ summary: 'Forged' }] });
			expect(await post(genuine.google.url, { ...genuine.google.headers, 'X-Goog-Resource-URI': 'https://evil.example/events', 'X-Goog-Resource-ID': 'evil' }, forged)).toBe(200);
			await pair.settle();
		});
		expect([counts.google.writes, counts.zoho.writes]).toEqual([0, 0]);
		expect(JSON.stringify(workflow.executions.slice(before).map(({ run }) => run.data))).not.toContain('Forged');
		await pair.rest(workflow);
		expect([pair.google.titles(), pair.zoho.titles()]).toEqual([['Meeting'], ['Meeting']]);
	});

	it('messages that come backwards, twice and mixed change nothing in the end', async () => {
		pair.sandbox.control.setPushFaults({ lost: 0 });
		const calls: PushCall[] = [];
		pair.sandbox.world.pushes.deliverTo((call) => {
			calls.push(call);
			return 200;
		});
		const [a, b] = [pair.zoho.add('A', '2026-03-13T10:00'), pair.google.add('B', '2026-03-14T10:00')];
		pair.zoho.edit(a, { Event_Title: 'A2' });
		pair.google.edit(b, { summary: 'B2' });
		pair.zoho.remove(pair.zoho.byTitle('Meeting').id);
		await pair.sandbox.world.pushes.idle();
		pair.sandbox.world.pushes.deliverTo(undefined);
		pair.sandbox.control.setPushFaults({ lost: 1 });
		for (const call of [...calls].reverse().flatMap((one) => [one, one])) expect(await send(call)).toBe(200);
		await pair.settle();
		await pair.rest(workflow);
		expect([pair.google.titles(), pair.zoho.titles()]).toEqual([['A2', 'B2'], ['A2', 'B2']]);
	});

	it('a flood of 300 genuine calls leads to sixty reads of that side at most, and then to one every six seconds', async () => {
		for (const [service, read] of [['google', /events$/], ['zoho', /Events$/]] as const) {
			const startedAt = Date.now();
			const { requests, executions } = await effects(async () => {
				const statuses = await Promise.all(Array.from({ length: 300 }, async () => await send(genuine[service])));
				expect(new Set(statuses)).toEqual(new Set([200]));
			});
			expect(executions).toBe(0);
			const seconds = (Date.now() - startedAt) / 1_000;
			expect(requests.filter((endpoint) => read.test(endpoint)).length, `${seconds} s`).toBeLessThanOrEqual(wakesAtOnce + seconds / (wakeInterval / 1_000));
			pair.pass(10 * 60_000);
			pair.zoho.edit(pair.zoho.byTitle('Meeting').id, { Venue: `After the flood of ${service}` });
			pair.google.edit(pair.google.byTitle('Meeting').id ?? '', { description: `After the flood of ${service}` });
			const after = await effects(async () => expect(await send(genuine[service])).toBe(200));
			expect(after.executions, 'a genuine call is followed up as ever').toBe(1);
			await pair.rest(workflow);
		}
	});

	it('a flood of 500 forged calls leads to none', async () => {
		expect(await effects(async () => {
			const statuses = await Promise.all(Array.from({ length: 500 }, async (_, index) => await send(genuine.zoho, { body: { token: `guess ${index}` } })));
			expect(new Set(statuses)).toEqual(new Set([404]));
		})).toEqual(nothing);
	});
});
