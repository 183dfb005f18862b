import { describe, expect, it } from 'vitest';
import { applySettings, MemoryPair, syncName } from '../../support/memoryPair';

const elsewhen = { start: { dateTime: '2026-06-10T10:00:00Z' }, end: { dateTime: '2026-06-10T11:00:00Z' } };

/** A copy in the CRM, which holds no mark, that stayed when its original was deleted; then the original comes back, changed. */
async function restored(meanwhile: (pair: MemoryPair, crmId: string) => Promise<unknown> | unknown = () => undefined) {
	const pair = new MemoryPair();
	pair.apply = applySettings({ onDelete: 'ignore' });
	const calendarId = pair.calendar.create({ title: 'Demo' });
	await pair.settle();
	const [crmId = ''] = pair.crm.living();
	pair.calendar.remove(calendarId);
	await pair.turn('calendar');
	await meanwhile(pair, crmId);
	pair.calendar.edit(calendarId, { title: 'Back again', time: elsewhen });
	return { pair, crmId, calendarId };
}

const linkOf = async (pair: MemoryPair, calendarId: string) => (await pair.store.linksByRecord(syncName, 'calendar', [calendarId]))[0];

describe('an original that comes back while its copy was left, where copies bear no mark (B4, I1)', () => {
	it('is joined to it again by its id, whatever both hold, and brings its changes', async () => {
		const { pair, crmId, calendarId } = await restored();
		await pair.settle();
		expect(pair.crm.living()).toEqual([crmId]);
		expect(pair.crm.value(crmId, 'title')).toBe('Back again');
		expect(await linkOf(pair, calendarId)).toMatchObject({ crmId, origin: 'calendar', createdByUs: true, state: 'linked' });
	});

	it('beside new records and others that come back: each keeps its own copy', async () => {
		const pair = new MemoryPair();
		pair.apply = applySettings({ onDelete: 'ignore' });
		const calendarIds = ['A', 'B'].map((title) => pair.calendar.create({ title }));
		await pair.settle();
		const partners = await Promise.all(calendarIds.map(async (id) => (await linkOf(pair, id))?.crmId));
		for (const id of calendarIds) pair.calendar.remove(id);
		await pair.turn('calendar');
		const added = pair.calendar.create({ title: 'New' });
		for (const id of calendarIds) pair.calendar.edit(id, { title: 'Back again', time: elsewhen });
		await pair.settle();
		expect(await Promise.all(calendarIds.map(async (id) => (await linkOf(pair, id))?.crmId))).toEqual(partners);
		expect(await linkOf(pair, added)).toMatchObject({ state: 'linked' });
		expect(pair.crm.living()).toHaveLength(3);
	});

	it.each<[string, (pair: MemoryPair, crmId: string) => Promise<unknown> | unknown]>([
		['was deleted', (pair, id) => pair.crm.remove(id)],
		['was called off', (pair, id) => pair.crm.edit(id, {}, { status: 'cancelled' })],
		['became a series', (pair, id) => { (pair.crm.records.get(id) ?? { recurring: false }).recurring = true; }],
		['cannot be read', (pair, id) => pair.crm.unreadable.add(id)],
		['is not told about', (pair) => { pair.crm.readMany = async () => await Promise.resolve([]); }],
		['has another partner now', async (pair, id) => { pair.crm.edit(id, { title: 'A meeting of its own' }); await pair.turn('crm'); }],
		['is just getting another partner', async (pair, id) => {
			pair.crm.edit(id, { title: 'A meeting of its own' });
			pair.calendar.mishap = () => 'lost';
			await pair.turn('crm');
			pair.calendar.mishap = () => undefined;
		}],
	])('gets a new copy when the former one %s', async (_, meanwhile) => {
		const { pair, crmId, calendarId } = await restored(meanwhile);
		const { items } = await pair.poll('calendar');
		expect(await pair.applyTo('crm', items.filter(({ id }) => id === calendarId))).toMatchObject([{ action: 'created' }]);
		expect((await linkOf(pair, calendarId))?.crmId).not.toBe(crmId);
	});
});
