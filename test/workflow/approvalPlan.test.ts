import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MINUTE, type Pair } from '../support/pair';
import { APPLY, Approval, NO, PLAN } from './harness/approvalScene';
import { POLLING } from './harness/heldScene';
import { planCases } from './harness/planCases';

let approval: Approval;

beforeEach(async () => {
	approval = await Approval.start();
});

afterEach(async () => {
	approval.pair.expectNoMails();
	await approval.pair.stop();
});

describe.each(planCases)('a plan to %s (B6)', (kind, { change, plan, form, action, google, meanwhile, googleInTheEnd }) => {
	const begin = async () => {
		const { pair } = approval;
		change({ ...pair, google: pair.google, zoho: pair.zoho, pass: (time: number) => pair.pass(time) } as Pair);
		pair.pass(3 * MINUTE);
		const waiting = await approval.plan();
		return { pair, waiting };
	};

	it('says what would happen to what, with old and new values, and approved it does exactly that, once', async () => {
		const { pair, waiting } = await begin();
		expect(approval.plans(waiting)).toMatchObject([plan]);
		expect(approval.template.formText(waiting)).toContain(form);
		const needed = kind === 'adopt, in step' ? 0 : 1;
		expect(await approval.googleWrites(async () => expect(await approval.approve(waiting)).toMatchObject([{ action }]))).toBe(needed);
		expect(pair.google.titles()).toEqual(google);
		// The same plan once more, by another execution.
		expect(await approval.googleWrites(async () => expect(await approval.approve(waiting)).toMatchObject([{ action: 'superseded' }]))).toBe(0);
	});

	it('is refused as stale when Google was edited since; nothing is written, and it is planned anew', async () => {
		const { pair, waiting } = await begin();
		const before = pair.google.titles();
		meanwhile(pair);
		const edited = pair.google.titles();
		expect(await approval.googleWrites(async () => {
			expect(await approval.approve(waiting)).toMatchObject([{ reason: 'stale plan', message: expect.stringContaining('Nothing was written') as string, next: expect.stringContaining('new plan') as string }]);
		})).toBe(0);
		expect(pair.google.titles()).toEqual(edited);
		expect(before.every((title) => edited.includes(title))).toBe(true);
		pair.pass(MINUTE);
		const again = await approval.plan();
		expect(approval.plans(again)).toHaveLength(1);
		expect(approval.plans(again)[0]?.basis).not.toBe(approval.plans(waiting)[0]?.basis);
		await approval.approve(again);
		expect(pair.google.titles()).toEqual(googleInTheEnd);
	});

	it('is overtaken when the CRM was edited and read since; nothing of it is written', async () => {
		const { pair, waiting } = await begin();
		const { zoho } = pair.sandbox.services;
		const changed = waiting.json(PLAN)[0]?.id;
		if (kind === 'delete') zoho.person.restoreEvent(String(changed));
		else pair.zoho.edit(String(changed), { Venue: 'Edited later' });
		pair.pass(3 * MINUTE);
		await approval.template.start('Run by Hand');
		expect(await approval.googleWrites(async () => expect(await approval.approve(waiting)).toMatchObject([{ action: 'superseded' }]))).toBe(0);
	});

	it('goes through when the form is answered after hours, as long as nobody has written it meanwhile', async () => {
		const { pair, waiting } = await begin();
		pair.pass(5 * 60 * MINUTE);
		expect(await approval.approve(waiting)).toMatchObject([{ action }]);
		expect(pair.google.titles()).toEqual(google);
	});

	it('is offered again after an hour; whichever form is answered first counts, the other one writes nothing', async () => {
		const { pair, waiting } = await begin();
		pair.pass(61 * MINUTE);
		const second = await approval.plan();
		expect(approval.plans(second)).toMatchObject([plan]);
		expect(await approval.approve(second)).toMatchObject([{ action }]);
		expect(await approval.googleWrites(async () => expect(await approval.approve(waiting)).toMatchObject([{ action: 'superseded' }]))).toBe(0);
		expect(pair.google.titles()).toEqual(google);
	});

	it.each([['declined', true], ['never answered', false]])('%s: nothing is written; the two-way sync carries it out later, and a late answer writes nothing', async (_, isDeclined) => {
		const { pair, waiting } = await begin();
		if (isDeclined) expect((await approval.template.submitForm(waiting, NO)).expectSuccess().ran(APPLY)).toBe(false);
		const twoWay = pair.load('two-way', POLLING);
		await twoWay.activate();
		pair.pass(2 * 60 * MINUTE);
		await pair.rest(twoWay, 30);
		expect(pair.google.titles()).toEqual(google);
		expect(await approval.googleWrites(async () => expect(await approval.approve(waiting)).toMatchObject([{ action: 'superseded' }]))).toBe(0);
		expect(pair.google.titles()).toEqual(google);
	});

	it('applied after n8n was restarted, by another process: exactly the plan', async () => {
		const { pair, waiting } = await begin();
		await pair.restart();
		approval.template = pair.load('first-sync-with-approval');
		expect(await approval.approve(waiting)).toMatchObject([{ action }]);
		expect(pair.google.titles()).toEqual(google);
	});
});
