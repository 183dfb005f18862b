import type { IDataObject } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Execution, RunningWorkflow } from '../support/n8nEngine';
import { Pair } from '../support/pair';

const ADD = 'Add to Zoho';
const ROLE = { role: { __rl: true, mode: 'id', value: '5725767000000026008' }, profile: { __rl: true, mode: 'id', value: '5725767000000026014' } };
const REQUEST = { 'First Name': 'New', 'Last Name': 'Colleague', Email: 'new@example.test', submittedAt: '2026-03-10T08:00:00.000Z', formMode: 'production' };

describe('template users/join-request', () => {
	let pair: Pair;
	let template: RunningWorkflow;

	beforeEach(async () => {
		pair = await Pair.start();
		template = pair.load('users/join-request', { [ADD]: ROLE });
	});

	afterEach(async () => {
		expect(mails().filter(({ kind }) => kind !== 'userInvite')).toEqual([]);
		await pair.stop();
	});

	const mails = () => pair.sandbox.control.outbox.list();

	/** Somebody sends the form in; returns that execution and the one that waits for a decision. */
	const ask = async (request: IDataObject = REQUEST): Promise<{ asked: Execution; waiting: Execution }> => {
		const asked = (await template.start('Ask to Join', [{ json: request }], 'webhook')).expectSuccess();
		await pair.settle();
		const waiting = template.executions.filter(({ isWaiting }) => isWaiting).at(-1);
		if (waiting === undefined) throw new Error('No execution waits for a decision');
		return { asked, waiting };
	};

	const decide = async (waiting: Execution, Decision: string): Promise<Execution> => (await template.submitForm(waiting, { Decision })).expectSuccess();

	it('a request waits for a person, in an execution that whoever asked does not see (O12)', async () => {
		const { asked, waiting } = await ask();
		expect(asked.isWaiting).toBe(false);
		expect(asked.ran('Approve the Request')).toBe(false);
		expect(waiting.id).not.toBe(asked.id);
		expect(template.formText(waiting)).toContain('New Colleague (new@example.test) asks for access');
		expect(mails()).toEqual([]);
	});

	it('the waiting execution keeps who asks and where the form is, for whoever approves without a mail or chat node (O12)', async () => {
		const { asked, waiting } = await ask();
		expect(waiting.json('Where to Decide')).toEqual([{ ...REQUEST, form: expect.stringMatching(new RegExp(`/form-waiting/${waiting.id}\\b`)) as string }]);
		expect(asked.ran('Where to Decide')).toBe(false);
	});

	it('adds the person only after approval, and the CRM mails the invitation (O12)', async () => {
		const { waiting } = await ask();
		const done = await decide(waiting, 'Add this person');
		expect(done.json(ADD)).toEqual([expect.objectContaining({ outcome: 'invited', email: 'new@example.test', firstName: 'New', lastName: 'Colleague' })]);
		expect(mails().map(({ to, kind }) => [to, kind])).toEqual([['new@example.test', 'userInvite']]);
	});

	it('a declined request changes nothing (O12)', async () => {
		const { waiting } = await ask();
		const done = await decide(waiting, 'Decline');
		expect(done.ran(ADD)).toBe(false);
		expect(mails()).toEqual([]);
	});

	it('two requests of two people wait apart; the same one approved twice is one invitation (O12)', async () => {
		const first = await ask();
		const again = await ask();
		const other = await ask({ ...REQUEST, 'First Name': 'Other', Email: 'other@example.test' });
		expect((await decide(other.waiting, 'Add this person')).json(ADD)[0]).toMatchObject({ outcome: 'invited', email: 'other@example.test' });
		expect((await decide(first.waiting, 'Add this person')).json(ADD)[0]?.outcome).toBe('invited');
		expect((await decide(again.waiting, 'Add this person')).json(ADD)[0]?.outcome).toBe('exists');
		expect(mails().map(({ to }) => to)).toEqual(['other@example.test', 'new@example.test']);
	});

	it('does not invite twice when the answer is lost after the CRM has acted', async () => {
		const { waiting } = await ask();
		pair.sandbox.control.faults.add({ service: 'zoho', only: 'write', kind: 'resetAfter', times: 1 });
		expect((await decide(waiting, 'Add this person')).json(ADD)[0]?.outcome).toBe('invited');
		expect(mails()).toHaveLength(1);
	});

	it('markup in a request is no markup on the page of those who decide; several addresses invite nobody', async () => {
		const { waiting } = await ask({ ...REQUEST, 'First Name': '<script>x</script>', Email: 'new@example.test, other@example.test' });
		expect(template.formText(waiting)).not.toContain('<script>');
		const done = await decide(waiting, 'Add this person');
		expect(done.json(ADD, 1)[0]).toMatchObject({ reason: 'failed', message: 'Email is no e-mail address, so nobody was invited.' });
		expect(mails()).toEqual([]);
	});
});
