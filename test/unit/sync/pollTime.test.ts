import { describe, expect, it } from 'vitest';
import { MemoryPair, SECOND } from '../../support/memoryPair';

/** A vendor that shows records one by one, slowly: half a minute for each batch that is read. */
function slowPair(meetings: number): MemoryPair {
	const pair = new MemoryPair({ crm: { capabilities: { feedOmits: ['description'] } } });
	for (let number = 0; number < meetings; number += 1) pair.crm.create({ title: `Meeting ${number}` });
	const readMany = pair.crm.readMany.bind(pair.crm);
	pair.crm.readMany = async (ids) => {
		pair.advance(30 * SECOND);
		return await readMany(ids);
	};
	return pair;
}

describe('a first sync whose records take long to read', () => {
	it('ends its poll before n8n gives up publishing the workflow; the next poll goes on where it stopped', async () => {
		const pair = slowPair(500);
		const startedAt = pair.now();
		const first = (await pair.poll('crm')).items;
		expect(pair.now() - startedAt).toBeLessThan(84 * SECOND);
		expect([first.length > 0, first.length < 500]).toEqual([true, true]);
		const second = (await pair.poll('crm')).items;
		expect(new Set([...first, ...second].map(({ id }) => id)).size).toBe(500);
		expect(first.length + second.length).toBe(500);
	});

	it('takes all the time it needs when an operation asked for everything', async () => {
		const pair = slowPair(700);
		expect((await pair.poll('crm', 'all')).items).toHaveLength(700);
	});
});
