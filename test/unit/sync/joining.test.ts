import { describe, expect, it, vi } from 'vitest';
import type { CalendarEvent, Stamp } from '../../../sync';
import { applySettings, MemoryPair, MINUTE, syncName } from '../../support/memoryPair';

const elsewhen = { start: { dateTime: '2026-06-10T10:00:00Z' }, end: { dateTime: '2026-06-10T11:00:00Z' } };
const mark = (partnerId: string, sync = syncName): { stamp: Stamp } => ({ stamp: { sync, partnerId, generation: 0 } });
const ownedBy = (owner: string): Pick<CalendarEvent, 'source'> => ({ source: { system: 'memoryCrm', account: 'a', container: 'main', id: '', revision: '', owner } });

describe('joining by the mark (I2)', () => {
	it('a copy whose link is lost is joined to the record of its mark, whatever both hold', async () => {
		const pair = new MemoryPair();
		const crmId = pair.crm.create({ title: 'Demo' });
		const calendarId = pair.calendar.create({ title: 'Renamed', time: elsewhen }, mark(crmId));
		expect(await pair.turn('calendar')).toMatchObject([{ kind: 'done', action: 'adopted', crmId, calendarId }]);
		expect(await pair.links()).toMatchObject([{ crmId, calendarId, origin: 'crm', createdByUs: true, state: 'linked' }]);
	});

	it.each<[string, (pair: MemoryPair) => Stamp]>([
		['another sync', (pair) => mark(pair.crm.create({ title: 'Demo' }), 'another').stamp],
		['a record that is gone', () => mark('crm-99').stamp],
	])('a mark of %s joins nothing: the record is new', async (_, stampOf) => {
		const pair = new MemoryPair();
		pair.calendar.create({ title: 'Renamed', time: elsewhen }, { stamp: stampOf(pair) });
		expect(await pair.turn('calendar')).toMatchObject([{ action: 'created' }]);
	});

	it('an event that a person duplicated, mark and all, is an event of its own', async () => {
		const pair = new MemoryPair();
		const { crmId } = await pair.linked();
		pair.calendar.create({ title: 'Duplicate' }, mark(crmId));
		expect(await pair.turn('calendar')).toMatchObject([{ action: 'created' }]);
		expect(pair.crm.living()).toHaveLength(2);
	});

	it('of two events with one mark the first is the copy, also when no link is left', async () => {
		const pair = new MemoryPair();
		const crmId = pair.crm.create({ title: 'Demo' });
		const first = pair.calendar.create({ title: 'Demo' }, mark(crmId));
		pair.calendar.create({ title: 'Duplicate' }, mark(crmId));
		expect(await pair.turn('calendar')).toMatchObject([{ action: 'adopted', calendarId: first, crmId }, { action: 'created' }]);
	});

	it('a copy of one record is not joined to another one of the same content', async () => {
		const pair = new MemoryPair();
		const ids = [pair.crm.create({ title: 'Demo' }), pair.crm.create({ title: 'Demo' })];
		const copy = pair.calendar.create({ title: 'Demo' }, mark(ids[1] ?? ''));
		expect(await pair.turn('crm')).toMatchObject([{ action: 'created', crmId: ids[0] }, { action: 'adopted', crmId: ids[1], calendarId: copy }]);
	});

	it('a copy whose original the sync does not know any more is joined by its content, and stays a copy of ours', async () => {
		const pair = new MemoryPair();
		const crmId = pair.crm.create({ title: 'Demo' });
		const calendarId = pair.calendar.create({ title: 'Demo' }, mark('crm-of-the-former-account'));
		expect(await pair.turn('crm')).toMatchObject([{ action: 'adopted', crmId, calendarId }]);
		expect(await pair.links()).toMatchObject([{ createdByUs: true }]);
	});

	it('a copy whose original is linked is not free, even for equal content', async () => {
		const pair = new MemoryPair();
		const { crmId } = await pair.linked({ title: 'First' });
		pair.calendar.create({ title: 'Demo' }, mark(crmId));
		pair.crm.create({ title: 'Demo' });
		expect(await pair.turn('crm')).toMatchObject([{ action: 'created' }]);
	});

	it('a copy of another sync is not free for equal content', async () => {
		const pair = new MemoryPair();
		pair.crm.create({ title: 'Demo' });
		pair.calendar.create({ title: 'Demo' }, mark('crm-99', 'another'));
		expect(await pair.turn('crm')).toMatchObject([{ action: 'created' }]);
	});
});

describe('joining by content (Z6)', () => {
	it('asks for candidates only when a record has no partner', async () => {
		const pair = new MemoryPair();
		const { crmId } = await pair.linked();
		const asked = vi.spyOn(pair.calendar, 'findCandidates');
		pair.crm.edit(crmId, { title: 'Renamed' });
		await pair.turn('crm');
		expect(asked).not.toHaveBeenCalled();
		pair.crm.create({ title: 'New' });
		await pair.turn('crm');
		expect(asked).toHaveBeenCalledExactlyOnceWith([expect.objectContaining({ title: 'New' })]);
	});

	it('a candidate that is shown as a whole is not read again, one that is shown in part is', async () => {
		for (const [feedOmits, reads] of [[[], 0], [['description' as const], 1]] as const) {
			const pair = new MemoryPair({ calendar: { capabilities: { feedOmits: [...feedOmits] } } });
			const crmId = pair.crm.create({ title: 'Demo' });
			const calendarId = pair.calendar.create({ title: 'Demo', description: 'Agenda' });
			await pair.turn('crm');
			expect(pair.calendar.readIds).toHaveLength(reads);
			await pair.settle();
			expect([pair.crm.value(crmId, 'description'), pair.calendar.value(calendarId, 'description')]).toEqual(['Agenda', 'Agenda']);
		}
	});

	it('a title that stands in for a missing one is none when candidates are compared (Z9)', async () => {
		const pair = new MemoryPair();
		const crmId = pair.crm.create({ title: 'Not Provided' });
		const calendarId = pair.calendar.create({ title: '' });
		expect(await pair.turn('calendar')).toMatchObject([{ action: 'adopted', crmId, calendarId }]);
	});

	it('what was ambiguous is noted as that, and is not looked at again before it changes', async () => {
		const pair = new MemoryPair();
		const crmId = pair.crm.create({ title: 'Demo', location: 'A' });
		for (const location of ['B', 'C']) pair.calendar.create({ title: 'Demo', location });
		expect(await pair.turn('crm')).toMatchObject([{ reason: 'ambiguous', crmId, calendarId: null }]);
		expect(await pair.store.getSightings(syncName, 'crm', [crmId])).toMatchObject([{ recordId: crmId, reason: 'ambiguous' }]);
	});

	it.each<[string, string | null, string | undefined, string]>([
		['the container\'s owner', 'main', undefined, 'adopted'],
		['nobody', null, undefined, 'adopted'],
		['the owner that new records are given', 'colleague', 'colleague', 'adopted'],
		['a colleague', 'colleague', undefined, 'created'],
	])('an alike record in the CRM that belongs to %s', async (_, owner, defaultOwner, action) => {
		const pair = new MemoryPair();
		pair.apply = applySettings({ write: { ...applySettings().write, defaults: defaultOwner === undefined ? {} : { owner: defaultOwner } } });
		await pair.turn('crm');
		pair.crm.create({ title: 'Demo' }, owner === null ? {} : ownedBy(owner));
		pair.calendar.create({ title: 'Demo' });
		expect(await pair.turn('calendar')).toMatchObject([{ action }]);
	});

	it('an alike event in the calendar is joined whoever it belongs to', async () => {
		const pair = new MemoryPair();
		await pair.turn('crm');
		pair.calendar.create({ title: 'Demo' }, ownedBy('somebody'));
		pair.crm.create({ title: 'Demo' });
		expect(await pair.turn('crm')).toMatchObject([{ action: 'adopted' }]);
	});
});

describe('a partner that vanishes while it is joined', () => {
	const gone = { outcome: 'gone' } as const;

	it('the original of a copy: the copy waits for what becomes of it with that deletion', async () => {
		const pair = new MemoryPair();
		const crmId = pair.crm.create({ title: 'Demo' });
		pair.calendar.create({ title: 'Demo', location: 'Köln' }, mark(crmId));
		pair.crm.mishap = (request) => (request.kind === 'update' ? gone : undefined);
		expect(await pair.turn('calendar')).toMatchObject([{ kind: 'done', action: 'deferred', message: expect.stringContaining('is decided with that deletion') as string }]);
		expect(pair.crm.writesOf('create')).toEqual([]);
		expect(await pair.store.listRows(syncName, { side: 'calendar', states: ['waiting'] })).toMatchObject([{ reason: 'waits for the deletion of its original', notBefore: pair.now() + MINUTE }]);
	});

	it('or refuses what the other side holds more of: the two are linked all the same', async () => {
		const pair = new MemoryPair();
		const crmId = pair.crm.create({ title: 'Demo', location: 'Köln' });
		const calendarId = pair.calendar.create({ title: 'Demo' });
		pair.calendar.mishap = () => ({ outcome: 'rejected', message: 'No.', next: 'Change it.' });
		expect(await pair.turn('crm')).toMatchObject([{ kind: 'attention', reason: 'rejected' }]);
		expect(await pair.link(crmId)).toMatchObject({ state: 'linked', calendarId, createdByUs: false });
	});

	it('a record that was alike: another one is made', async () => {
		const pair = new MemoryPair();
		pair.crm.create({ title: 'Demo', location: 'Köln' });
		pair.calendar.create({ title: 'Demo' });
		pair.calendar.mishap = (request) => (request.kind === 'update' ? gone : undefined);
		expect(await pair.turn('crm')).toMatchObject([{ action: 'created' }]);
	});
});
