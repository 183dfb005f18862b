import { describe, expect, it } from 'vitest';
import { keyOf } from '../../../sync/apply/creates';
import { MemoryPair, MINUTE, syncName } from '../../support/memoryPair';

const owned = (owner: string) => ({ source: { system: 'memoryCrm', account: 'a', container: 'main', id: '', revision: '', owner } });

describe('the key of a create (B4)', () => {
	it('counts up with each partner that a record gets in one direction, and begins anew in the other', async () => {
		const pair = new MemoryPair();
		const { crmId, calendarId } = await pair.linked();
		expect(await pair.link(crmId)).toMatchObject({ generation: 0, key: keyOf(syncName, 'crm', crmId, 0) });
		pair.calendar.remove(calendarId);
		pair.crm.edit(crmId, { title: 'Edited' });
		await pair.settle();
		expect(await pair.link(crmId)).toMatchObject({ generation: 1, key: keyOf(syncName, 'crm', crmId, 1), state: 'linked' });
		const { calendarId: second } = await pair.link(crmId);
		pair.crm.remove(crmId);
		pair.calendar.edit(second ?? '', { title: 'Still on' });
		await pair.settle();
		const [made = ''] = pair.crm.living();
		expect(await pair.link(made)).toMatchObject({ generation: 0, key: keyOf(syncName, 'calendar', second ?? '', 0), origin: 'calendar' });
	});

	it('is that of one sync, one direction, one record and one partner', () => {
		const keys = [keyOf('s', 'crm', 'a', 0), keyOf('t', 'crm', 'a', 0), keyOf('s', 'calendar', 'a', 0), keyOf('s', 'crm', 'b', 0), keyOf('s', 'crm', 'a', 1)];
		expect(new Set(keys).size).toBe(5);
		expect(keys[0]).toMatch(/^[0-9a-f]{40}$/);
	});
});

describe('a create without an answer (B4)', () => {
	async function unanswered() {
		const pair = new MemoryPair();
		const crmId = pair.crm.create({ title: 'Demo' });
		pair.calendar.mishap = () => 'lost';
		await pair.turn('crm');
		pair.calendar.mishap = () => undefined;
		pair.advance(2 * MINUTE);
		return { pair, crmId };
	}

	it('is sent once more under its key, without looking first: the key tells', async () => {
		const { pair } = await unanswered();
		expect(await pair.turn('crm')).toMatchObject([{ kind: 'done' }]);
		expect(pair.calendar.readIds).toEqual([]);
		expect(pair.calendar.living()).toHaveLength(1);
	});

	it('and refused the second time: it is still not known what the first one did', async () => {
		const { pair, crmId } = await unanswered();
		pair.calendar.mishap = () => ({ outcome: 'rejected', message: 'No.', next: 'Fix.' });
		expect(await pair.turn('crm')).toMatchObject([{ reason: 'rejected' }]);
		expect(await pair.link(crmId)).toMatchObject({ state: 'creating', key: keyOf(syncName, 'crm', crmId, 0) });
	});
});

describe('what a create leaves behind', () => {
	it('the contents of both records, where both sides are read', async () => {
		const pair = new MemoryPair();
		await pair.poll('calendar');
		const { crmId, calendarId } = await pair.linked({ title: 'Demo', location: 'Köln' });
		for (const [side, id] of [['crm', crmId], ['calendar', calendarId]] as const) {
			expect(await pair.store.getImages(syncName, side, [id])).toMatchObject([{ side, recordId: id, values: { title: 'Demo', location: 'Köln' } }]);
		}
	});

	it('a plan names what the record would hold, with nothing before', async () => {
		const pair = new MemoryPair();
		pair.crm.create({ title: 'Demo' });
		const [outcome] = await pair.turn('crm', { dryRun: true });
		expect(outcome).toMatchObject({ plan: { action: 'create', fields: expect.arrayContaining([{ field: 'title', old: null, new: 'Demo' }]) as unknown } });
	});
});

describe('whom a record is joined to (I1, O3)', () => {
	it.each<[string, string, number]>([['a colleague', 'her', 2], ['the container\'s owner', 'main', 1]])('in the CRM, a record of %s', async (_, owner, count) => {
		const pair = new MemoryPair();
		await pair.poll('crm');
		pair.crm.create({ title: 'Demo' }, owned(owner));
		pair.calendar.create({ title: 'Demo' });
		await pair.turn('calendar');
		expect(pair.crm.living()).toHaveLength(count);
	});

	it('in the calendar whose it is does not matter', async () => {
		const pair = new MemoryPair();
		await pair.poll('crm');
		pair.calendar.create({ title: 'Demo' }, owned('her'));
		pair.crm.create({ title: 'Demo' });
		await pair.turn('crm');
		expect(pair.calendar.living()).toHaveLength(1);
	});

	it('where the CRM was never joined, nobody\'s record is left out', async () => {
		const pair = new MemoryPair();
		pair.crm.create({ title: 'Demo' }, owned('main'));
		pair.calendar.create({ title: 'Demo' });
		await pair.turn('calendar');
		expect(pair.crm.living()).toHaveLength(1);
	});
});
