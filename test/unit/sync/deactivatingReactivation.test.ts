import { describe, expect, it } from 'vitest';
import { getStatus, type DeactivateRequest } from '../../../sync';
import { MemoryPair, MINUTE, syncName } from '../../support/memoryPair';

type Choices = Pick<DeactivateRequest, 'copies' | 'later'>;

const later = ['relink', 'fresh'] as const;
const sizes = (pair: MemoryPair) => [pair.calendar.living().length, pair.crm.living().length, pair.links().then(({ length }) => length)];

/** Pairs of both origins, all in step, in a calendar that is the sync's own. */
async function pairs() {
	const pair = new MemoryPair({ calendar: { ownContainer: true } });
	for (const title of ['A', 'B', 'C']) pair.crm.create({ title, location: `Room ${title}` });
	for (const title of ['D', 'E']) pair.calendar.create({ title, description: 'Agenda' });
	await pair.settle();
	return pair;
}

async function again(pair: MemoryPair, isStoreLost: boolean): Promise<void> {
	if (isStoreLost) await pair.loseStore();
	await pair.activate('crm');
	await pair.activate('calendar');
	await pair.settle();
}

describe('switching on again (B12, Z6, I2)', () => {
	const cases = later.flatMap((choice) => [false, true].map((isStoreLost): [string, boolean] => [choice, isStoreLost]));

	it.each(cases)('after keep, %s, store lost: %s: not one write, and the pairs are as before', async (choice, isStoreLost) => {
		const pair = await pairs();
		const before = pair.writes();
		await pair.deactivate({ copies: 'keep', later: choice as Choices['later'] });
		await again(pair, isStoreLost);
		expect(pair.writes() - before).toBe(0);
		expect(await Promise.all(sizes(pair))).toEqual([5, 5, 5]);
	});

	it.each(cases)('after deleted copies, %s, store lost: %s: each is made again once, and nothing else is written', async (choice, isStoreLost) => {
		const pair = await pairs();
		await pair.deactivate({ copies: 'deleteCopies', later: choice as Choices['later'] });
		expect(await Promise.all(sizes(pair))).toEqual([2, 5, choice === 'relink' ? 2 : 0]);
		const before = pair.writes();
		await again(pair, isStoreLost);
		expect(await Promise.all(sizes(pair))).toEqual([5, 5, 5]);
		// The calendar refuses a key that a deleted copy has used; without a memory of it each is tried first.
		expect(pair.writes() - before).toBe(isStoreLost || choice === 'fresh' ? 6 : 3);
	});

	it('after keep: what both sides changed meanwhile is carried across, deletions included', async () => {
		const pair = await pairs();
		await pair.deactivate();
		const [a = '', b = ''] = pair.crm.living();
		pair.crm.edit(a, { title: 'Renamed' });
		pair.crm.remove(b);
		pair.calendar.create({ title: 'F' });
		await again(pair, false);
		expect(pair.calendar.living().map((id) => pair.calendar.value(id, 'title')).sort()).toEqual(['C', 'D', 'E', 'F', 'Renamed']);
		expect(await Promise.all(sizes(pair))).toEqual([5, 5, 5]);
	});

	it('after deleted copies: an original that was deleted meanwhile gets no copy, one that was edited gets the new one', async () => {
		const pair = await pairs();
		await pair.deactivate({ copies: 'deleteCopies' });
		const [a = '', b = ''] = pair.crm.living();
		pair.crm.edit(a, { title: 'Renamed' });
		pair.crm.remove(b);
		await again(pair, false);
		expect(pair.calendar.living().map((id) => pair.calendar.value(id, 'title')).sort()).toEqual(['C', 'D', 'E', 'Renamed']);
	});

	it('in a deactivated sync the changes that were under way wait and are not lost', async () => {
		const pair = await pairs();
		const [a = ''] = pair.crm.living();
		pair.crm.edit(a, { title: 'Renamed' });
		const { items } = await pair.poll('crm');
		await pair.deactivate();
		await pair.applyTo('calendar', items);
		expect(await pair.store.listRows(syncName, { states: ['waiting'] })).toHaveLength(1);
		await again(pair, false);
		expect(pair.calendar.living().map((id) => pair.calendar.value(id, 'title'))).toContain('Renamed');
	});
});

describe('many copies (B12)', () => {
	it('5,000 copies: small batches, the lease is kept for hours, progress is told', async () => {
		const pair = new MemoryPair();
		for (let n = 0; n < 5_000; n += 1) pair.crm.create({ title: `Meeting ${n}` });
		// There is nothing to be joined, and comparing everything with everything takes long.
		pair.calendar.findCandidates = async () => [];
		await pair.settle();
		const write = pair.calendar.write.bind(pair.calendar);
		const sizesOfBatches = new Set<number>();
		const removedOnTheWay: number[] = [];
		pair.calendar.write = async (requests, options) => {
			sizesOfBatches.add(requests.length);
			pair.advance(6 * MINUTE);
			if (pair.calendar.living().length % 1_000 === 0) removedOnTheWay.push((await getStatus(pair.context(), syncName)).deactivation?.removed ?? -1);
			return await write(requests, options);
		};
		expect(await pair.deactivate({ copies: 'deleteCopies' })).toMatchObject({ state: 'deactivated', deleted: 5_000, total: 5_000, left: [] });
		expect([...sizesOfBatches]).toEqual([50]);
		expect(removedOnTheWay).toEqual([0, 1_000, 2_000, 3_000, 4_000]);
		expect(pair.calendar.living()).toEqual([]);
	}, 120_000);
});
