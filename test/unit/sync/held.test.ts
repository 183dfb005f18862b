import { describe, expect, it } from 'vitest';
import { discardHeld, listHeld, releaseHeld } from '../../../sync';
import { applySettings, MemoryPair, MINUTE, syncName } from '../../support/memoryPair';

const noContents = applySettings({ journal: { beforeImages: false, retentionDays: 30 } });

/** Thirty linked records, of which those of `emptied` were deleted on one side and are held now. */
async function emptied(side: 'crm' | 'calendar', count = 25, apply = applySettings()) {
	const pair = new MemoryPair();
	pair.apply = apply;
	const crmIds = Array.from({ length: 30 }, (_, n) => pair.crm.create({ title: `Meeting ${n}` }));
	await pair.settle();
	const ids = side === 'crm' ? crmIds : await Promise.all(crmIds.map(async (id) => (await pair.link(id)).calendarId ?? ''));
	for (const id of ids.slice(0, count)) pair.system(side).remove(id);
	await pair.turn(side);
	return { pair, ids, held: async () => await listHeld(pair.context(), syncName) };
}

describe('held changes tell a person what they are about (B5, I7)', () => {
	it.each(['crm', 'calendar'] as const)('deleted in the %s: title and time, where it would be deleted, since when and why', async (side) => {
		const { pair, ids, held } = await emptied(side);
		const list = await held();
		expect(list).toHaveLength(25);
		const other = side === 'crm' ? 'calendar' : 'crm';
		const link = (await pair.links()).find((one) => (side === 'crm' ? one.crmId : one.calendarId) === ids[0]);
		expect(list.find(({ recordId }) => recordId === ids[0])).toEqual({
			id: expect.any(Number) as number, sync: syncName, side, system: pair.system(side).capabilities.system, recordId: ids[0], change: 'delete', title: 'Meeting 0', when: '2026-03-10T10:00:00Z',
			target: { side: other, system: pair.system(other).capabilities.system, container: 'Main', recordId: other === 'crm' ? link?.crmId : link?.calendarId },
			reason: '25 deletions at once, of 30 linked records; up to 20, or 10 % of them, pass by themselves',
			since: expect.stringMatching(/^2026-03-/) as string, state: 'held',
		});
	});

	it('asks no vendor for it', async () => {
		const { pair, held } = await emptied('crm');
		const reads = pair.calendar.readIds.length;
		await held();
		expect(pair.calendar.readIds).toHaveLength(reads);
	});

	it('where no contents are kept, the ids have to do', async () => {
		const { held } = await emptied('crm', 25, noContents);
		expect(await held()).toHaveLength(25);
		expect((await held())[0]).toMatchObject({ title: null, when: null, recordId: expect.any(String) as string, target: { recordId: expect.any(String) as string } });
	});

	it('a change that was delivered too often is told by its own record', async () => {
		const pair = new MemoryPair();
		pair.crm.create({ title: 'Not settled' });
		for (let minute = 0; minute < 90; minute += 1) {
			await pair.poll('crm');
			pair.advance(MINUTE);
		}
		expect(await listHeld(pair.context(), syncName)).toMatchObject([
			{ state: 'parked', change: 'upsert', title: 'Not settled', when: '2026-03-10T10:00:00Z', target: { side: 'calendar', system: null, recordId: null } },
		]);
	});

	it('are listed oldest first', async () => {
		const { pair, ids, held } = await emptied('crm');
		pair.advance(MINUTE);
		for (const id of ids.slice(25)) pair.crm.remove(id);
		await pair.turn('crm');
		const since = (await held()).map((one) => one.since);
		expect(since).toHaveLength(30);
		expect(since).toEqual([...since].sort());
		expect(new Set(since).size).toBe(2);
	});
});

describe('what becomes of a held deletion', () => {
	it('reported once more, it keeps its number, so that a decision about it still counts', async () => {
		const { pair, ids, held } = await emptied('crm');
		const before = await held();
		pair.crm.expireCursors();
		await pair.poll('crm');
		expect(await held()).toEqual(before);
		const chosen = before.find(({ recordId }) => recordId === ids[3]);
		expect(await releaseHeld(pair.context(), syncName, [chosen?.id ?? 0])).toBe(1);
		expect(await pair.turn('crm')).toMatchObject([{ action: 'deleted', crmId: ids[3] }]);
	});

	it('its partner is edited: the edit wins, and the deletion is neither listed nor counted any more (B9)', async () => {
		const { pair, ids, held } = await emptied('crm');
		const calendarId = (await pair.link(ids[0] ?? '')).calendarId ?? '';
		pair.calendar.edit(calendarId, { location: 'Still needed' });
		expect(await pair.turn('calendar')).toMatchObject([{ action: 'created', calendarId }]);
		expect((await held()).map(({ recordId }) => recordId)).not.toContain(ids[0]);
		expect(await pair.store.countRows(syncName, 'crm')).toMatchObject({ held: 24 });
		await releaseHeld(pair.context(), syncName, 'all');
		await pair.settle();
		expect(pair.calendar.living()).toHaveLength(6);
		expect(pair.crm.living()).toHaveLength(6);
	});

	it('a deletion whose partner is just being made is kept on the list', async () => {
		const pair = new MemoryPair();
		const crmId = pair.crm.create({ title: 'Demo' });
		pair.calendar.mishap = () => 'lost';
		await pair.turn('crm');
		pair.crm.remove(crmId);
		for (let minute = 0; minute < 90; minute += 1) {
			await pair.poll('crm');
			pair.advance(MINUTE);
		}
		const list = await listHeld(pair.context(), syncName);
		expect(list).toMatchObject([{ change: 'delete', state: 'parked', recordId: crmId }]);
		expect(await listHeld(pair.context(), syncName)).toHaveLength(1);
	});

	it('is gone when the record is brought back, and when a newer edit of it comes', async () => {
		const { pair, ids, held } = await emptied('crm');
		const [same = '', edited = ''] = ids;
		for (const id of [same, edited]) {
			const stored = pair.crm.records.get(id);
			if (stored !== undefined) pair.crm.records.set(id, { ...stored, deleted: false });
		}
		pair.crm.edit(same, {});
		pair.crm.edit(edited, { title: 'Back and edited' });
		await pair.turn('crm');
		expect((await held()).map(({ recordId }) => recordId)).toEqual(ids.slice(2, 25));
		await pair.settle();
		expect(pair.calendar.living()).toHaveLength(30);
		expect(pair.calendar.living().map((id) => pair.calendar.value(id, 'title'))).toContain('Back and edited');
	});

	it('discarded ones stay discarded after a lost position: nothing is found anew, nothing is deleted', async () => {
		const { pair } = await emptied('calendar');
		expect(await discardHeld(pair.context(), syncName, 'all')).toBe(25);
		pair.calendar.expireCursors();
		await pair.settle();
		expect(pair.crm.living()).toHaveLength(30);
		expect(await listHeld(pair.context(), syncName)).toEqual([]);
	});

	it('a released one is not held again, however many others are', async () => {
		const { pair, held } = await emptied('crm');
		const numbers = (await held()).map(({ id }) => id);
		await releaseHeld(pair.context(), syncName, numbers.slice(0, 3));
		pair.advance(MINUTE);
		expect(await pair.turn('crm')).toHaveLength(3);
		expect(pair.calendar.living()).toHaveLength(27);
		expect(await held()).toHaveLength(22);
	});
});
