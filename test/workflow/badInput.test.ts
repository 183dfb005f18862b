import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Pair } from '../support/pair';
import type { Execution, RunningWorkflow } from '../support/n8nEngine';

describe('bad input to the nodes', () => {
	let pair: Pair;
	let workflow: RunningWorkflow;

	beforeEach(async () => {
		pair = await Pair.start();
		workflow = pair.load('two-way');
	});

	afterEach(async () => {
		pair.expectNoMails();
		await pair.stop();
	});

	/** Everything a person is told: the node's error, and both texts of each item that needs attention. */
	const told = (execution: Execution, node: string) =>
		[
			execution.error ? `${execution.error.message} ${execution.error.description}` : '',
			...execution.json(node, 1).map((item) => `${String(item.message)} ${String(item.next)}`),
		].join('\n');

	const event: IDataObject = {
		sync: 'zoho-google',
		change: 'upsert',
		side: 'crm',
		system: 'zohoCrm',
		resource: 'event',
		id: '4711',
		revision: '1',
		modifiedAt: null,
		url: null,
		record: { title: 'By hand', start: { dateTime: '2026-03-12T10:00:00+01:00' }, end: { dateTime: '2026-03-12T11:00:00+01:00' } },
	};

	it.each<[string, IDataObject, RegExp]>([
		['an item without anything', {}, /sync is missing/],
		['an item of another sync', { ...event, sync: 'other' }, /belongs to the sync "other"/],
		['an item without a record', { ...event, record: null }, /record/],
		['an item with a wrong date', { ...event, record: { title: 'x', start: { dateTime: 'tomorrow' }, end: { dateTime: 'later' } } }, /start/],
		['an item of its own side', { ...event, side: 'calendar', system: 'googleCalendar' }, /same side/],
		['a contact', { ...event, resource: 'contact', record: { firstName: 'A', lastName: 'B' } }, /contact/],
	])('%s comes out of Needs Attention with what to do, the good one beside it is applied', async (_name, bad, expected) => {
		const execution = await workflow.start('Apply to Google', [{ json: bad }, { json: event }], 'manual');
		const message = told(execution, 'Apply to Google');
		expect(message).toMatch(expected);
		expect(message).not.toContain('undefined');
		expect(execution.json('Apply to Google', 1)).toHaveLength(1);
		expect(pair.google.titles()).toEqual(['By hand']);
	});

	it.each<[string, INodeParameters[], RegExp]>([
		['a field that the target does not have', [{ from: 'title', to: 'nonsense', transform: 'copy' }], /nonsense/],
		['a field that the source does not have', [{ from: 'nonsense', to: 'title', transform: 'copy' }], /nonsense/],
		[
			'two rows into one field',
			[
				{ from: 'title', to: 'title', transform: 'copy' },
				{ from: 'location', to: 'title', transform: 'copy' },
			],
			/title|Title/,
		],
	])('a mapping with %s is refused with the row named, and nothing is written', async (_name, rows, expected) => {
		workflow = pair.load('two-way', { 'Zoho to Google Fields': { mappingMode: 'custom', mapping: { rows } } });
		pair.zoho.add('Meeting', '2026-03-12T10:00');
		const [execution] = await workflow.poll('Change in Zoho');
		expect(execution?.error?.message).toMatch(expected);
		expect(`${execution?.error?.message} ${execution?.error?.description}`).toMatch(/row/i);
		expect(pair.google.titles()).toEqual([]);
		const repaired = pair.load('two-way');
		pair.pass(2 * 3_600_000);
		await pair.rest(repaired, 30);
		expect(pair.google.titles()).toEqual(['Meeting']);
	});

	it('two nodes of a sync with an empty name are refused', async () => {
		const execution = await pair.load('two-way', { googleCalendarSync: { syncName: ' ' } }).start('Apply to Google', [{ json: event }]);
		expect(told(execution, 'Apply to Google')).toMatch(/Sync Name/);
		expect(pair.google.titles()).toEqual([]);
	});

	it('guests are mailed only when the setting says so (B3)', async () => {
		const withGuest = { ...event, record: { ...(event.record as IDataObject), attendees: [{ email: 'guest@customer.example' }] } };
		await workflow.start('Apply to Google', [{ json: withGuest }]);
		pair.expectNoMails();
		const asking = pair.load('two-way', { 'Apply to Google': { notifyGuests: 'all' } });
		await asking.start('Apply to Google', [{ json: { ...withGuest, id: '4712', record: { ...(withGuest.record as IDataObject), title: 'Invited' } } }]);
		expect(pair.sandbox.control.outbox.list().map(({ to, kind }) => [to, kind])).toEqual([['guest@customer.example', 'invitation']]);
		pair.sandbox.control.outbox.clear();
	});
});
