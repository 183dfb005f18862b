import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MINUTE, Pair } from '../support/pair';
import { COLLEAGUE } from '../../sandbox/zoho';

/** Push would add executions of its own. */
const POLLING = { crmEventTrigger: { delivery: 'polling' }, office365SyncTrigger: { delivery: 'polling' } };

describe('what a first sync brings into Office 365, and in which order', () => {
	let pair: Pair;

	beforeEach(async () => {
		pair = await Pair.start();
	});

	afterEach(async () => {
		pair.expectNoMails();
		await pair.stop();
	});

	const start = async (options: object = {}, more: object = {}) => {
		const workflow = pair.load('zoho-office365/two-way', { crmEventTrigger: { ...POLLING.crmEventTrigger, ...more, options: { ...options } }, office365SyncTrigger: POLLING.office365SyncTrigger, crmEvent: { ...more } });
		// What was entered in the very second of the read is looked at once more, which would take a place in the next run.
		pair.pass(MINUTE);
		await workflow.activate();
		return workflow;
	};

	it("only the connected user's meetings; another owner is a setting (O3)", async () => {
		pair.zoho.add('Mine', '2026-03-12T10:00');
		pair.zoho.add('Of the colleague', '2026-03-13T10:00', { Owner: { id: COLLEAGUE } });
		await pair.rest(await start());
		expect(pair.outlook.titles()).toEqual(['Mine']);
		const names = { syncName: 'colleague', calendar: { __rl: true, mode: 'name', value: 'Colleague' } };
		const owner = { __rl: true, mode: 'id', value: COLLEAGUE };
		const other = pair.load('zoho-office365/two-way', { crmEventTrigger: { ...POLLING.crmEventTrigger, syncName: 'colleague', owner }, crmEvent: { syncName: 'colleague', owner }, office365SyncTrigger: { ...POLLING.office365SyncTrigger, ...names }, office365Sync: names }, 'other');
		await other.activate();
		await pair.rest(other);
		const calendarId = pair.outlook.calendarId('Colleague');
		expect(pair.sandbox.services.microsoft.person.list({ calendarId }).map(({ subject }) => subject)).toEqual(['Of the colleague']);
	});

	it('what exceeds the limit waits for the next run, nothing is dropped (O4)', async () => {
		for (let day = 11; day < 21; day += 1) pair.zoho.add(`Meeting ${day}`, `2026-03-${day}T10:00`);
		const workflow = await start({ firstSyncLimit: 4, runLimit: 4 });
		expect(pair.outlook.titles()).toHaveLength(4);
		pair.pass(MINUTE);
		await workflow.poll();
		expect(pair.outlook.titles()).toHaveLength(8);
		await pair.rest(workflow);
		expect(pair.outlook.titles()).toHaveLength(10);
	});

	it('what lies ahead comes first, the soonest first; then the past, the latest first (O5)', async () => {
		const days = ['2026-03-01', '2026-03-20', '2026-02-10', '2026-03-12', '2026-05-04', '2026-03-09'];
		for (const day of days) pair.zoho.add(day, `${day}T10:00`);
		const workflow = await start({ firstSyncLimit: 1, runLimit: 1 });
		const order = [...pair.outlook.titles()];
		for (let run = 1; run < days.length; run += 1) {
			pair.pass(MINUTE);
			await workflow.poll('Change in Zoho');
			order.push(...pair.outlook.titles().filter((title) => !order.includes(title)));
		}
		expect(order).toEqual(['2026-03-12', '2026-03-20', '2026-05-04', '2026-03-09', '2026-03-01', '2026-02-10']);
	});

	it('records with the tag "Imported" are left out where the setting says so, else they come along (O6)', async () => {
		pair.zoho.add('By hand', '2026-03-12T10:00');
		pair.zoho.add('From a list', '2026-03-13T10:00', { Tag: [{ name: 'Imported' }] });
		const workflow = await start({ excludeTags: 'Imported' });
		await pair.rest(workflow);
		expect(pair.outlook.titles()).toEqual(['By hand']);
		await workflow.deactivate();
		pair.zoho.edit(pair.zoho.byTitle('From a list').id, { Venue: 'Room 2' });
		await pair.rest(await start());
		expect(pair.outlook.titles()).toEqual(['By hand', 'From a list']);
	});
});
