import { describe, expect, it } from 'vitest';
import type { FeedRequest } from '../../../sync';
import { MemoryPair } from '../../support/memoryPair';

/** A pair whose calendar lists the past only when asked for everything, and which notes what it was asked for. */
function calendarOfWindows(): { pair: MemoryPair; asked: Array<FeedRequest['everything']> } {
	const pair = new MemoryPair();
	const asked: Array<FeedRequest['everything']> = [];
	const changes = pair.calendar.changes.bind(pair.calendar);
	pair.calendar.changes = async function* (request) {
		asked.push(request.everything);
		for await (const page of changes(request)) {
			const isListed = (change: (typeof page.changes)[number]): boolean =>
				request.cursor !== null || request.everything === true || change.kind !== 'upsert' || !('end' in change.snapshot.record) ||
				!('dateTime' in change.snapshot.record.end) || Date.parse(change.snapshot.record.end.dateTime) >= request.window.from;
			yield { ...page, changes: page.changes.filter(isListed) };
		}
	};
	return { pair, asked };
}

describe('a full listing', () => {
	it('of a sync with links asks for everything: linked events of the past are listed, not read one by one', async () => {
		const { pair, asked } = calendarOfWindows();
		for (let number = 0; number < 5; number += 1) pair.crm.create({ title: `Meeting ${number}` });
		await pair.settle();
		pair.advance(365 * 24 * 3_600_000);
		pair.calendar.expireCursors();
		pair.calendar.readIds.splice(0);
		asked.splice(0);
		const before = pair.writes();
		await pair.settle();
		expect(asked.slice(0, 2)).toEqual([undefined, true]);
		expect(pair.calendar.readIds).toEqual([]);
		expect(pair.writes()).toBe(before);
		expect(await pair.links()).toHaveLength(5);
	});

	it('is bounded by the window where the side was never read, also when the other lane has made links already; reads of changes ask for no more', async () => {
		const { pair, asked } = calendarOfWindows();
		pair.crm.create({ title: 'Meeting' });
		await pair.turn('crm');
		expect(await pair.links()).toHaveLength(1);
		await pair.settle();
		expect(asked.length).toBeGreaterThan(1);
		expect(asked.filter((everything) => everything === true)).toEqual([]);
	});

	it('of everything brings in no event without link that was over before the window', async () => {
		const { pair } = calendarOfWindows();
		await pair.linked();
		pair.calendar.create({ title: 'Old', time: { start: { dateTime: '2020-01-01T10:00:00Z' }, end: { dateTime: '2020-01-01T11:00:00Z' } } });
		pair.calendar.expireCursors();
		await pair.settle();
		expect((await pair.poll('calendar', 'all')).items.map(({ record }) => record !== null && 'title' in record && record.title)).toEqual(['Demo']);
		expect(pair.crm.living()).toHaveLength(1);
	});
});
