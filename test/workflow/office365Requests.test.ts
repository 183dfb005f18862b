import { afterEach, describe, expect, it } from 'vitest';
import { MINUTE, Pair, type PairOptions } from '../support/pair';
import type { RunningWorkflow } from '../support/n8nEngine';

/** Push would add executions of its own to the counts. */
const POLLING = { crmEventTrigger: { delivery: 'polling' }, office365SyncTrigger: { delivery: 'polling' } };

describe('requests of the two-way template with Office 365, counted by the vendors', () => {
	let pair: Pair;
	let workflow: RunningWorkflow;

	const begin = async (options: PairOptions = {}, template = 'two-way') => {
		pair = await Pair.start(options);
		workflow = pair.load(`zoho-office365/${template}`, POLLING);
	};

	/** At rest, and then polls until a round reads the feeds and nothing else, e.g. no records that the sync itself wrote. */
	const idle = async () => {
		await pair.rest(workflow);
		for (let round = 0; round < 10; round += 1) {
			pair.pass(MINUTE);
			const { microsoft, zoho } = await pair.count(async () => await workflow.poll());
			if (microsoft.endpoints.length + zoho.endpoints.length !== 3) continue;
			pair.pass(MINUTE);
			return;
		}
		throw new Error('No idle round within ten polls');
	};

	const atRest = async () => {
		await begin();
		pair.zoho.add('In the CRM', '2026-03-12T10:00');
		await workflow.activate();
		await pair.rest(workflow);
		pair.outlook.add('In Outlook', '2026-03-13T10:00');
		await idle();
	};

	afterEach(async () => {
		pair.expectNoMails();
		await pair.stop();
	});

	it('a poll with nothing new asks Office 365 once, and starts no execution', async () => {
		await atRest();
		const counts = await pair.count(async () => expect(await workflow.poll('Change in Office 365')).toEqual([]));
		expect([counts.microsoft.endpoints.length, counts.zoho.endpoints.length], counts.microsoft.endpoints.join()).toEqual([1, 0]);
	});

	it('one changed Outlook event costs one read and one write', async () => {
		await atRest();
		pair.outlook.edit(String(pair.outlook.byTitle('In Outlook').id), { subject: 'Changed in Outlook' });
		const counts = await pair.count(async () => await workflow.poll('Change in Office 365'));
		expect(pair.zoho.titles()).toContain('Changed in Outlook');
		expect([counts.microsoft.reads, counts.zoho.reads, counts.microsoft.writes, counts.zoho.writes], counts.microsoft.endpoints.join()).toEqual([1, 0, 0, 1]);
	});

	it('one changed CRM event costs at most two reads and one write', async () => {
		await atRest();
		pair.zoho.edit(pair.zoho.byTitle('In the CRM').id, { Event_Title: 'Changed in the CRM' });
		const counts = await pair.count(async () => await workflow.poll('Change in Zoho'));
		expect(pair.outlook.titles()).toContain('Changed in the CRM');
		expect(counts.zoho.reads + counts.microsoft.reads, [...counts.zoho.endpoints, ...counts.microsoft.endpoints].join()).toBeLessThanOrEqual(2);
		expect([counts.zoho.writes, counts.microsoft.writes]).toEqual([0, 1]);
	});

	it('one deleted Outlook event costs, besides, the look whether it is really gone', async () => {
		await atRest();
		pair.outlook.remove(String(pair.outlook.byTitle('In Outlook').id));
		const counts = await pair.count(async () => await workflow.poll('Change in Office 365'));
		expect(pair.zoho.titles()).toEqual(['In the CRM']);
		// The calendar is looked at as well: a 404 says nothing while nobody knows whether the calendar itself is there.
		expect(counts.microsoft.endpoints.map((endpoint) => endpoint.replace(/.*\//, ''))).toHaveLength(3);
		expect([counts.microsoft.writes, counts.zoho.writes]).toEqual([0, 1]);
	});

	it('several deleted Outlook events cost one look each, and one at the calendar for all of them', async () => {
		await begin({ zohoEvents: 5 });
		await workflow.activate();
		await idle();
		for (const { id } of pair.outlook.events()) pair.outlook.remove(String(id));
		const counts = await pair.count(async () => await workflow.poll('Change in Office 365'));
		expect(pair.zoho.titles()).toEqual([]);
		expect(counts.microsoft.endpoints, counts.microsoft.endpoints.join()).toHaveLength(7);
	});

	it('a first sync of 1,000 events asks Office 365 at most 1.05 times for each, never more than 4 at a time', async () => {
		await begin({ zohoEvents: 1_000 }, 'crm-to-calendar');
		const counts = await pair.count(async () => await workflow.activate());
		expect(pair.outlook.events()).toHaveLength(1_000);
		expect(counts.microsoft.endpoints.length).toBeLessThanOrEqual(1_050);
		const { maxInFlight, statuses } = pair.sandbox.control.requests.counts('microsoft');
		expect(maxInFlight).toBeLessThanOrEqual(4);
		expect(statuses['429'] ?? 0).toBe(0);
	});

	it('re-activation over 1,000 pairs takes no write, also when they were forgotten (Z6)', async () => {
		await begin({ zohoEvents: 1_000 });
		await workflow.activate();
		await idle();
		for (const later of ['relink', 'fresh']) {
			await workflow.deactivate();
			(await pair.load('zoho-office365/deactivate', { Deactivate: { copies: 'keep', later } }).start('Run by Hand')).expectSuccess();
			pair.pass(MINUTE);
			workflow = pair.load('zoho-office365/two-way', POLLING);
			const counts = await pair.count(async () => {
				(await pair.load('zoho-office365/deactivate', { Deactivate: { operation: 'activate' } }).start('Run by Hand')).expectSuccess();
				await workflow.activate();
				await pair.rest(workflow);
			});
			expect([counts.microsoft.writes, counts.zoho.writes], later).toEqual([0, 0]);
			expect([pair.outlook.events().length, pair.zoho.events().length]).toEqual([1_000, 1_000]);
			await idle();
		}
	});
});
