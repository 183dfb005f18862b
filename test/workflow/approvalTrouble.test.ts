import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MINUTE } from '../support/pair';
import { APPLY, Approval, PLAN, YES } from './harness/approvalScene';
import { planCases } from './harness/planCases';

let approval: Approval;

beforeEach(async () => {
	approval = await Approval.start();
});

afterEach(async () => {
	approval.pair.expectNoMails();
	await approval.pair.stop();
});

describe('a plan whose execution ended in the middle (B6, I2)', () => {
	it.each(planCases.filter(([kind]) => kind !== 'adopt, in step'))('%s: the write took effect and the answer was lost; the same plan again doubles nothing', async (_, { change, google }) => {
		const { pair } = approval;
		change(pair);
		pair.pass(3 * MINUTE);
		const waiting = await approval.plan();
		pair.sandbox.control.faults.add({ service: 'google', only: 'write', kind: 'resetAfter' });
		await approval.template.submitForm(waiting, YES);
		pair.sandbox.control.faults.clear();
		expect(pair.google.titles()).toEqual(google);
		pair.pass(MINUTE);
		const again = await approval.approve(waiting);
		expect(again).toHaveLength(1);
		pair.pass(2 * 60 * MINUTE);
		const later = await approval.template.start('Run by Hand');
		if (later.isWaiting) await approval.approve(later);
		expect(pair.google.titles()).toEqual(google);
	});

	it('a create that went through is settled by the same plan, without a further write', async () => {
		const { pair } = approval;
		pair.zoho.add('New', '2026-03-13T10:00');
		pair.pass(3 * MINUTE);
		const waiting = await approval.plan();
		pair.sandbox.control.faults.add({ service: 'google', only: 'write', kind: 'resetAfter' });
		await approval.template.submitForm(waiting, YES);
		pair.sandbox.control.faults.clear();
		pair.pass(MINUTE);
		expect(await approval.googleWrites(async () => expect(await approval.approve(waiting)).toMatchObject([{ action: 'adopted' }]))).toBe(0);
		pair.pass(2 * 60 * MINUTE);
		expect((await approval.template.start('Run by Hand')).isWaiting).toBe(false);
	});
});

describe('a mapping that is changed while a plan waits (B6)', () => {
	const begin = async () => {
		const { pair } = approval;
		pair.zoho.edit(pair.zoho.byTitle('Linked').id, { Event_Title: 'Renamed', Venue: 'Room 9' });
		pair.pass(3 * MINUTE);
		return await approval.plan();
	};

	it('the approved items carry their mapping: what was shown is what is written', async () => {
		const waiting = await begin();
		approval.template = approval.pair.load('first-sync-with-approval', { fieldMapper: { mappingMode: 'custom' } });
		expect(await approval.approve(waiting)).toMatchObject([{ action: 'updated', fields: ['title', 'location'] }]);
	});

	it('approved items that are mapped otherwise are refused as stale', async () => {
		const waiting = await begin();
		const items = waiting.json(PLAN).map((json) => ({ json: { ...json, mapping: [{ from: 'title', to: 'title' }] } }));
		const applied = (await approval.template.start(APPLY, items)).expectSuccess();
		expect(applied.json(APPLY, 1)).toMatchObject([{ reason: 'stale plan' }]);
		expect(approval.pair.google.titles()).toEqual(['Linked']);
	});
});

describe('a deletion in the CRM of what was edited in Google (B6, B9)', () => {
	it('is planned as "nothing", says that the edit wins, and approved keeps the event', async () => {
		const { pair } = approval;
		pair.google.edit(pair.google.byTitle('Linked').id ?? '', { description: 'Still needed' });
		pair.zoho.remove(pair.zoho.byTitle('Linked').id);
		pair.pass(3 * MINUTE);
		const waiting = await approval.plan();
		expect(waiting.json(PLAN)).toMatchObject([{ action: 'planned', message: expect.stringContaining('The edit wins') as string, plan: { action: 'nothing', title: 'Linked' } }]);
		expect(await approval.approve(waiting)).toMatchObject([{ action: 'kept' }]);
		expect(pair.google.titles()).toEqual(['Linked']);
	});
});

describe('the form stays readable', () => {
	it('shows twenty of many, what takes something away first, and cuts long texts', async () => {
		const { pair } = approval;
		for (let n = 0; n < 25; n += 1) pair.zoho.add(`New ${n}`, '2026-03-13T10:00');
		pair.zoho.edit(pair.zoho.byTitle('Linked').id, { Description: 'x'.repeat(500) });
		pair.pass(3 * MINUTE);
		const text = approval.template.formText(await approval.plan());
		expect(text).toContain('25 to create, 1 to change, 0 to delete, 0 to join with what is there; 0 need nothing.');
		expect(text).toContain('… and 6 more.');
		expect(text.indexOf('update: Linked')).toBeLessThan(text.indexOf('create: New'));
		expect(text).toMatch(/Description: \(empty\) → x{119}…</);
		expect(text.length).toBeLessThan(3_000);
	});
});
