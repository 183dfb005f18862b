import { describe, expect, it } from 'vitest';
import type { ApplyOutcome, ChangeItem, Plan } from '../../../sync';
import { MemoryPair, MINUTE } from '../../support/memoryPair';

const planOf = (outcome: ApplyOutcome | undefined): Plan => {
	if (outcome?.kind !== 'done' || outcome.plan === undefined) throw new Error('There is no plan.');
	return outcome.plan;
};

async function planned(pair: MemoryPair): Promise<{ items: ChangeItem[]; outcomes: ApplyOutcome[] }> {
	const { items } = await pair.poll('crm');
	const outcomes = await pair.applyTo('calendar', items, { dryRun: true });
	return { outcomes, items: items.map((item, index) => ({ ...item, plan: planOf(outcomes[index]) })) };
}

const day = { start: { date: '2026-03-10' }, end: { date: '2026-03-11' } };

describe('a plan tells a person what would be done (B6)', () => {
	it('a new record by what it holds', async () => {
		const pair = new MemoryPair();
		const crmId = pair.crm.create({ title: 'Demo', location: 'Köln', time: day });
		const { outcomes } = await planned(pair);
		expect(outcomes).toMatchObject([{ kind: 'done', action: 'planned', crmId, calendarId: null, fields: ['title', 'time', 'location', 'description', 'reminders', 'attendees'], losses: [] }]);
		expect(outcomes[0]).not.toHaveProperty('message');
		expect(planOf(outcomes[0])).toMatchObject({
			action: 'create', title: 'Demo', when: '2026-03-10', changes: ['Title: Demo', 'Time: 2026-03-10 – 2026-03-11 (the end is the day after)', 'Location: Köln'],
		});
	});

	it('a changed one by what becomes of each field, also of one that is emptied', async () => {
		const pair = new MemoryPair();
		const { crmId } = await pair.linked({ title: 'Demo', location: 'Köln' });
		pair.crm.edit(crmId, { title: 'Renamed', location: '' });
		expect(planOf((await planned(pair)).outcomes[0])).toMatchObject({
			action: 'update', changes: ['Title: Demo → Renamed', 'Location: Köln → (empty)'],
			fields: [{ field: 'title', old: 'Demo', new: 'Renamed' }, { field: 'location', old: 'Köln', new: '' }],
		});
	});

	it('a deletion that would be ignored has no title to show', async () => {
		const pair = new MemoryPair();
		const { crmId } = await pair.linked();
		pair.crm.remove(crmId);
		const { items } = await pair.poll('crm');
		expect(planOf((await pair.applyTo('calendar', items, { dryRun: true, onDelete: 'ignore' }))[0])).toMatchObject({ action: 'nothing', title: '', when: null, changes: [] });
	});

	it('differs for another partner, another record and another value', async () => {
		const pair = new MemoryPair();
		const ids = [pair.crm.create({ title: 'A' }), pair.crm.create({ title: 'A' }), pair.crm.create({ title: 'B' })];
		const { outcomes } = await planned(pair);
		expect(new Set(outcomes.map((outcome) => planOf(outcome).basis)).size).toBe(ids.length);
	});
});

describe('an approved create that was interrupted (B6, I2)', () => {
	/** The approved create was carried out, and its answer lost. */
	async function interrupted() {
		const pair = new MemoryPair();
		pair.crm.create({ title: 'Demo' });
		const { items } = await planned(pair);
		pair.calendar.mishap = () => 'lost';
		await pair.applyTo('calendar', items);
		pair.calendar.mishap = () => undefined;
		pair.advance(2 * MINUTE);
		const again = (await pair.poll('crm')).items.map((item) => ({ ...item, plan: items[0]?.plan }));
		return { pair, again };
	}

	it('goes on: what it made is joined', async () => {
		const { pair, again } = await interrupted();
		expect(await pair.applyTo('calendar', again)).toMatchObject([{ kind: 'done', action: 'adopted' }]);
		expect(pair.calendar.living()).toHaveLength(1);
	});

	it('is stale when more than joining would have to be done', async () => {
		const { pair, again } = await interrupted();
		pair.calendar.edit(pair.calendar.living()[0] ?? '', { title: '' });
		expect(await pair.applyTo('calendar', again)).toMatchObject([{ kind: 'attention', reason: 'stale plan', message: expect.stringContaining('"Demo"') as string }]);
		expect(pair.calendar.writesOf('update')).toEqual([]);
	});

	it('is not what another record of the same content is: joining that was not approved', async () => {
		const pair = new MemoryPair();
		pair.crm.create({ title: 'Demo' });
		const { items } = await planned(pair);
		pair.calendar.create({ title: 'Demo' });
		expect(await pair.applyTo('calendar', items)).toMatchObject([{ kind: 'attention', reason: 'stale plan' }]);
		expect(await pair.links()).toEqual([]);
	});

	it('an approved change is not a leave to join', async () => {
		const pair = new MemoryPair();
		const { crmId, calendarId } = await pair.linked();
		pair.crm.edit(crmId, { title: 'Renamed' });
		const { items } = await planned(pair);
		pair.calendar.edit(calendarId, { title: 'Other' });
		expect(await pair.applyTo('calendar', items)).toMatchObject([{ reason: 'stale plan' }]);
	});
});
