import { describe, expect, it, vi } from 'vitest';
import type { ChangeItem } from '../../../sync';
import { applySettings, MemoryPair, MINUTE, syncName } from '../../support/memoryPair';

/** A linked pair of a two-way sync whose CRM record was edited. */
async function edited(options: ConstructorParameters<typeof MemoryPair>[0] = {}) {
	const pair = new MemoryPair(options);
	await pair.poll('calendar');
	const ids = await pair.linked({ title: 'Before', location: 'Köln' });
	pair.crm.edit(ids.crmId, { title: 'After' });
	return { pair, ...ids };
}

const image = async (pair: MemoryPair, side: 'crm' | 'calendar', id: string) => (await pair.store.getImages(syncName, side, [id]))[0]?.values;

describe('what an update keeps (B7, B8)', () => {
	it('the contents of both records, of the written one also what was not written', async () => {
		const { pair, crmId, calendarId } = await edited();
		await pair.turn('crm');
		expect(pair.calendar.readIds, 'it was written without a look').toEqual([]);
		expect(await image(pair, 'crm', crmId)).toMatchObject({ title: 'After', location: 'Köln' });
		expect(await image(pair, 'calendar', calendarId)).toMatchObject({ title: 'After', location: 'Köln' });
	});

	it('of a record that was looked at before, what it held there in fields of its own', async () => {
		const { pair, calendarId } = await edited({ calendar: { capabilities: { precondition: { update: false, delete: false } } } });
		pair.calendar.edit(calendarId, {}, { tags: ['mine'] });
		await pair.turn('crm');
		expect(await image(pair, 'calendar', calendarId)).toMatchObject({ title: 'After', location: 'Köln', tags: ['mine'] });
	});

	it('in the journal what the vendor holds, where it shows that, and of no other field', async () => {
		const { pair, calendarId } = await edited();
		pair.calendar.mishap = (request) => {
			if (request.kind !== 'update') return undefined;
			pair.calendar.edit(calendarId, { title: 'AFTER' });
			const stored = pair.calendar.records.get(calendarId);
			if (stored === undefined) return undefined;
			const { record, revision, modifiedAt, createdAt } = stored;
			return { outcome: 'written', id: calendarId, revision: `r${revision}`, modifiedAt, snapshot: { id: calendarId, revision: `r${revision}`, modifiedAt, createdAt, record, omitted: [], recurring: false } };
		};
		await pair.turn('crm');
		const [entry] = await pair.journal();
		expect([entry?.before, entry?.after]).toEqual([{ title: 'Before' }, { title: 'AFTER' }]);
	});
});

describe('what a node notes about the side it writes', () => {
	it('is noted once, and leaves everything else that is known of the side', async () => {
		const pair = new MemoryPair();
		pair.apply = applySettings({ journal: { beforeImages: true, retentionDays: 7 } });
		await pair.poll('crm');
		const before = (await pair.store.getSync(syncName))?.sides.crm;
		pair.calendar.create({ title: 'A' });
		await pair.turn('calendar');
		expect((await pair.store.getSync(syncName))?.sides.crm).toEqual({ ...before, placeholder: 'Not Provided', journal: { beforeImages: true, retentionDays: 7 } });
		pair.calendar.create({ title: 'B' });
		const { items } = await pair.poll('calendar');
		const saved = vi.spyOn(pair.store, 'saveSide');
		await pair.applyTo('crm', items);
		expect(saved).not.toHaveBeenCalled();
	});

	it('another retention forgets no contents; keeping none does', async () => {
		const { pair, calendarId } = await edited();
		pair.apply = applySettings({ journal: { beforeImages: true, retentionDays: 7 } });
		await pair.turn('crm');
		expect(await image(pair, 'calendar', calendarId)).toMatchObject({ location: 'Köln' });
		expect(pair.calendar.readIds).toEqual([]);
		pair.apply = applySettings({ journal: { beforeImages: false, retentionDays: 7 } });
		pair.crm.create({ title: 'Other' });
		await pair.turn('crm');
		expect(await image(pair, 'calendar', calendarId)).toBeUndefined();
	});
});

describe('when a change that did not go through comes again', () => {
	it.each([['when the vendor asks for it', 90], ['in a minute, where it asks for nothing', null]])('%s', async (_, minutes) => {
		const { pair } = await edited();
		pair.calendar.mishap = () => ({ outcome: 'retry', message: 'Later.', retryAt: minutes === null ? null : pair.now() + minutes * MINUTE });
		expect(await pair.turn('crm')).toMatchObject([{ action: 'deferred' }]);
		expect(await pair.store.listRows(syncName, { side: 'crm' })).toMatchObject([{ notBefore: pair.now() + (minutes ?? 1) * MINUTE, reason: 'Later.' }]);
	});

	it('a create without an answer: the records made since are not looked through where the key tells', async () => {
		const pair = new MemoryPair();
		pair.crm.create({ title: 'Demo' });
		pair.calendar.mishap = () => 'lost';
		await pair.turn('crm');
		pair.calendar.mishap = () => undefined;
		pair.advance(2 * MINUTE);
		const searched = vi.spyOn(pair.calendar, 'createdSince');
		await pair.turn('crm');
		expect(searched).not.toHaveBeenCalled();
		expect(await pair.links()).toHaveLength(1);
	});
});

describe('what an item does not tell is not changed', () => {
	const withoutLocation = (item: ChangeItem): ChangeItem => {
		const { location: _location, ...record } = { location: '', ...item.record };
		return { ...item, record: record as ChangeItem['record'] };
	};

	it.each<[string, ChangeItem['mapping']]>([['by the usual map', undefined], ['by a map of its own', [{ from: 'title', to: 'title' }, { from: 'location', to: 'location' }]]])('%s', async (_, mapping) => {
		const { pair, calendarId } = await edited();
		const { items } = await pair.poll('crm');
		await pair.applyTo('calendar', items.map((item) => ({ ...withoutLocation(item), ...(mapping !== undefined && { mapping }) })));
		expect([pair.calendar.value(calendarId, 'title'), pair.calendar.value(calendarId, 'location')]).toEqual(['After', 'Köln']);
	});

	it('of a system that is not known by its name: fields of the same name are taken', async () => {
		const { pair, calendarId } = await edited();
		const { items } = await pair.poll('crm');
		expect(await pair.applyTo('calendar', items.map((item) => ({ ...item, system: 'elsewhere' })))).toMatchObject([{ action: 'updated' }]);
		expect(pair.calendar.value(calendarId, 'title')).toBe('After');
	});

	it('the text that the other node writes for a missing title is no title', async () => {
		const pair = new MemoryPair();
		pair.apply = applySettings({ write: { ...pair.apply.write, untitledPlaceholder: 'Ohne Titel' } });
		const calendarId = pair.calendar.create({ title: '' });
		await pair.turn('calendar');
		const [crmId = ''] = pair.crm.living();
		pair.apply = applySettings();
		pair.crm.edit(crmId, { title: 'Ohne Titel', location: 'Bonn' });
		await pair.turn('crm');
		expect([pair.calendar.value(calendarId, 'title'), pair.calendar.value(calendarId, 'location')]).toEqual(['', 'Bonn']);
	});
});
