import { afterEach, describe, expect, it } from 'vitest';
import { Pair, type PairOptions } from '../support/pair';
import type { RunningWorkflow } from '../support/n8nEngine';

/** Push would add executions of its own to the counts. */
const POLLING = { crmEventTrigger: { delivery: 'polling' }, googleCalendarSyncTrigger: { delivery: 'polling' } };

describe('requests of the two-way template, counted by the vendors', () => {
	let pair: Pair;
	let workflow: RunningWorkflow;

	const atRest = async (options: PairOptions = {}) => {
		pair = await Pair.start(options);
		workflow = pair.load('two-way', POLLING);
		pair.zoho.add('In the CRM', '2026-03-12T10:00');
		pair.google.add('In Google', '2026-03-13T10:00');
		await workflow.activate();
		await idle();
	};

	/** At rest, and then polls until a round reads the feeds and nothing else, e.g. no records that the sync itself wrote. */
	const idle = async () => {
		await pair.rest(workflow);
		for (let round = 0; round < 10; round += 1) {
			pair.pass(60_000);
			const { google, zoho } = await pair.count(async () => await workflow.poll());
			if (google.endpoints.length + zoho.endpoints.length !== 3) continue;
			pair.pass(60_000);
			return;
		}
		throw new Error('No idle round within ten polls');
	};

	afterEach(async () => {
		pair.expectNoMails();
		await pair.stop();
	});

	it('a poll with nothing new asks Google once and Zoho twice, and starts no execution', async () => {
		await atRest();
		const google = await pair.count(async () => expect(await workflow.poll('Change in Google')).toEqual([]));
		expect([google.google.endpoints.length, google.zoho.endpoints.length], google.google.endpoints.join()).toEqual([1, 0]);
		const zoho = await pair.count(async () => expect(await workflow.poll('Change in Zoho')).toEqual([]));
		expect([zoho.zoho.endpoints.length, zoho.google.endpoints.length], zoho.zoho.endpoints.join()).toEqual([2, 0]);
	});

	it('one changed CRM event costs at most two reads and one write when the CRM reports it', async () => {
		pair = await Pair.start();
		workflow = pair.load('two-way', { googleCalendarSyncTrigger: { delivery: 'polling' } });
		const id = pair.zoho.add('In the CRM', '2026-03-12T10:00');
		await workflow.activate();
		await idle();
		const counts = await pair.count(async () => {
			pair.zoho.edit(id, { Event_Title: 'Changed in the CRM' });
			await pair.settle();
		});
		expect(pair.google.titles()).toEqual(['Changed in the CRM']);
		expect(counts.zoho.reads + counts.google.reads, [...counts.zoho.endpoints, ...counts.google.endpoints].join()).toBeLessThanOrEqual(2);
		expect([counts.zoho.writes, counts.google.writes]).toEqual([0, 1]);
	});

	it('one changed CRM event costs at most two reads and one write when a poll finds it', async () => {
		await atRest();
		pair.zoho.edit(pair.zoho.byTitle('In the CRM').id, { Event_Title: 'Changed in the CRM' });
		const counts = await pair.count(async () => await workflow.poll('Change in Zoho'));
		expect(pair.google.titles()).toEqual(['Changed in the CRM', 'In Google']);
		expect(counts.zoho.reads + counts.google.reads, [...counts.zoho.endpoints, ...counts.google.endpoints].join()).toBeLessThanOrEqual(2);
		expect([counts.zoho.writes, counts.google.writes]).toEqual([0, 1]);
	});

	it('one new CRM event costs, besides, one look for a twin in Google', async () => {
		await atRest();
		pair.zoho.add('New', '2026-03-14T10:00');
		const counts = await pair.count(async () => await workflow.poll('Change in Zoho'));
		expect(pair.google.titles()).toContain('New');
		expect(counts.zoho.reads).toBeLessThanOrEqual(2);
		expect([counts.google.reads <= 1, counts.google.writes, counts.zoho.writes], counts.google.endpoints.join()).toEqual([true, 1, 0]);
	});

	it('one changed Google event costs one read and one write', async () => {
		await atRest();
		pair.google.edit(pair.google.byTitle('In Google').id ?? '', { summary: 'Changed in Google' });
		const counts = await pair.count(async () => await workflow.poll('Change in Google'));
		expect(pair.zoho.titles()).toEqual(['Changed in Google', 'In the CRM']);
		const endpoints = [...counts.google.endpoints, ...counts.zoho.endpoints].join();
		expect([counts.google.reads + counts.zoho.reads, counts.google.writes + counts.zoho.writes], endpoints).toEqual([1, 1]);
	});

	it('the first sync of 1,000 events into Google takes at most 1.02 writes an event', async () => {
		pair = await Pair.start({ zohoEvents: 1_000 });
		workflow = pair.load('crm-to-calendar', POLLING);
		const counts = await pair.count(async () => await workflow.activate());
		expect(pair.google.events()).toHaveLength(1_000);
		expect(counts.google.writes).toBeLessThanOrEqual(1_020);
		expect(counts.zoho.writes).toBe(0);
	});

	it('1,000 events into Zoho take at most 10 writes', async () => {
		pair = await Pair.start({ googleEvents: 1_000 });
		workflow = pair.load('calendar-to-crm', POLLING);
		const counts = await pair.count(async () => await workflow.activate());
		expect(pair.zoho.events()).toHaveLength(1_000);
		expect(counts.zoho.writes, counts.zoho.endpoints.join()).toBeLessThanOrEqual(10);
		expect(counts.google.writes).toBe(0);
	});

	const deactivateAndActivate = async (later: 'relink' | 'fresh') => {
		pair = await Pair.start({ googleEvents: 1_000 });
		workflow = pair.load('two-way', POLLING);
		await workflow.activate();
		await idle();
		expect(pair.zoho.events()).toHaveLength(1_000);
		await workflow.deactivate();
		(await pair.load('deactivate', { Deactivate: { later } }).start('Run by Hand')).expectSuccess();
		pair.pass(60_000);
		workflow = pair.load('two-way', POLLING);
		return await pair.count(async () => {
			(await pair.load('deactivate', { Deactivate: { operation: 'activate' } }).start('Run by Hand')).expectSuccess();
			await workflow.activate();
			await pair.rest(workflow);
		});
	};

	it('re-activation over 1,000 pairs takes no write and at most 20 requests', async () => {
		const { google, zoho } = await deactivateAndActivate('relink');
		expect([google.writes, zoho.writes]).toEqual([0, 0]);
		const endpoints = [...google.endpoints, ...zoho.endpoints];
		expect(endpoints.length, endpoints.slice(0, 40).join()).toBeLessThanOrEqual(20);
		expect([pair.google.events().length, pair.zoho.events().length]).toEqual([1_000, 1_000]);
	});

	it('re-activation after the pairs were forgotten adopts 1,000 of them without a write (Z6)', async () => {
		const { google, zoho } = await deactivateAndActivate('fresh');
		expect([google.writes, zoho.writes]).toEqual([0, 0]);
		expect([pair.google.events().length, pair.zoho.events().length]).toEqual([1_000, 1_000]);
	});
});
