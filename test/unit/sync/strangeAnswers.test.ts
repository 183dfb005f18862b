import { describe, expect, it } from 'vitest';
import { MemoryPair, MINUTE, sideSettings } from '../../support/memoryPair';

describe('vendors that answer less than was asked', () => {
	const silent = async () => await Promise.resolve([]);

	it.each<[string, (pair: MemoryPair, crmId: string) => void]>([
		['a create', (pair) => void pair.crm.create({ title: 'New' })],
		['an update', (pair, crmId) => pair.crm.edit(crmId, { title: 'Renamed' })],
		['a deletion', (pair, crmId) => pair.crm.remove(crmId)],
	])('%s without an answer is unclear: kept, and carried out once', async (_, act) => {
		const pair = new MemoryPair();
		const { crmId } = await pair.linked();
		act(pair, crmId);
		const write = pair.calendar.write.bind(pair.calendar);
		pair.calendar.write = silent;
		expect(await pair.turn('crm')).toMatchObject([{ action: 'deferred' }]);
		pair.calendar.write = write;
		await pair.settle();
		expect(pair.calendar.living().map((id) => pair.calendar.value(id, 'title')).sort()).toEqual(pair.crm.living().map((id) => pair.crm.value(id, 'title')).sort());
	});

	it('a target that was not told about is not taken for deleted', async () => {
		const pair = new MemoryPair({ calendar: { capabilities: { openRevisionMark: '~' } } });
		const { crmId } = await pair.linked();
		pair.crm.edit(crmId, { title: 'Renamed' });
		const readMany = pair.calendar.readMany.bind(pair.calendar);
		pair.calendar.readMany = silent;
		expect(await pair.turn('crm')).toMatchObject([{ reason: 'lost access' }]);
		pair.calendar.readMany = readMany;
		await pair.settle();
		expect(pair.calendar.living().map((id) => pair.calendar.value(id, 'title'))).toEqual(['Renamed']);
	});
});

describe('vendors that hold something else than they were given', () => {
	it('a text that the vendor changed is no edit of a person', async () => {
		const pair = new MemoryPair();
		const { crmId, calendarId } = await pair.linked();
		pair.crm.edit(crmId, { location: 'koeln' });
		pair.calendar.mishap = (request) => {
			if (request.kind !== 'update') return undefined;
			pair.calendar.edit(calendarId, { location: 'Köln' });
			return { outcome: 'written', id: calendarId, revision: 'r2', modifiedAt: null, written: { location: 'Köln' } };
		};
		await pair.turn('crm');
		pair.calendar.mishap = () => undefined;
		await pair.settle();
		expect(pair.crm.requests).toEqual([]);
		expect([pair.crm.value(crmId, 'location'), pair.calendar.value(calendarId, 'location')]).toEqual(['koeln', 'Köln']);
	});
});

describe('partners that are made again', () => {
	it('are refused: said, and made with the next change under another key', async () => {
		const pair = new MemoryPair();
		const { crmId, calendarId } = await pair.linked();
		pair.calendar.remove(calendarId);
		pair.crm.edit(crmId, { title: 'Edited' });
		pair.calendar.mishap = (request) => (request.kind === 'create' ? { outcome: 'rejected', message: 'No.', next: 'Fix.' } : undefined);
		expect(await pair.turn('crm')).toMatchObject([{ reason: 'rejected' }]);
		pair.calendar.mishap = () => undefined;
		pair.crm.edit(crmId, { title: 'Edited again' });
		await pair.settle();
		expect(pair.calendar.living().map((id) => pair.calendar.value(id, 'title'))).toEqual(['Edited again']);
		expect(new Set(pair.calendar.writesOf('create').map((request) => request.kind === 'create' && request.key)).size).toBe(3);
	});

	it('candidates that a search shows in part are read before they are joined', async () => {
		const pair = new MemoryPair({ calendar: { capabilities: { feedOmits: ['description'] } } });
		const crmId = pair.crm.create({ title: 'Demo', description: 'Mine' });
		const calendarId = pair.calendar.create({ title: 'Demo', description: 'Agenda' });
		await pair.turn('crm');
		expect(pair.calendar.readIds).toContain(calendarId);
		await pair.settle();
		expect(pair.calendar.value(calendarId, 'description')).toBe(pair.crm.value(crmId, 'description'));
	});

	it('a copy whose create was never settled is waited for, but not for ever', async () => {
		const pair = new MemoryPair();
		pair.crm.create({ title: 'Demo' });
		pair.calendar.mishap = () => 'lost';
		await pair.turn('crm');
		pair.calendar.mishap = () => undefined;
		const [copy] = pair.calendar.living();
		pair.calendar.edit(copy ?? '', { title: 'Renamed at once' });
		expect(await pair.turn('calendar')).toMatchObject([{ action: 'deferred' }]);
		pair.advance(11 * MINUTE);
		await pair.settle();
		expect([pair.crm.living().length, pair.calendar.living().length]).toEqual([1, 1]);
	});

	it('a private event that is skipped is still found as partner, so that no second one is made, and tells nothing (B10)', async () => {
		const pair = new MemoryPair();
		pair.settings.calendar = sideSettings({ privateEvents: 'skip' });
		pair.calendar.create({ title: 'Doctor', description: 'Secret' }, { visibility: 'private' });
		const crmId = pair.crm.create({ title: 'Doctor' });
		await pair.settle();
		expect([pair.crm.living().length, pair.calendar.living().length]).toEqual([1, 1]);
		expect(pair.crm.value(crmId, 'description')).toBe('');
	});
});
