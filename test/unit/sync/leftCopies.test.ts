import { describe, expect, it } from 'vitest';
import { discardHeld, skipItems } from '../../../sync';
import { applySettings, MemoryPair, MINUTE, sideSettings, syncName } from '../../support/memoryPair';

/** Ways in which a person or a setting decides that a copy outlives its original. */
const decisions: Array<[string, (pair: MemoryPair, crmId: string) => Promise<void>]> = [
	['deletions are ignored', async (pair, crmId) => {
		pair.apply = applySettings({ onDelete: 'ignore' });
		pair.crm.remove(crmId);
		await pair.turn('crm');
	}],
	['a held deletion was discarded', async (pair, crmId) => {
		pair.apply = applySettings({ deleteGuard: { count: 0, percent: 0 } });
		pair.crm.remove(crmId);
		await pair.turn('crm');
		expect(await discardHeld(pair.context(), syncName, 'all')).toBe(1);
		pair.apply = applySettings();
	}],
	['the workflow skipped the deletion', async (pair, crmId) => {
		pair.crm.remove(crmId);
		await skipItems(pair.context(), (await pair.poll('crm')).items, 'not wanted');
	}],
	['the calendar refused the deletion', async (pair, crmId) => {
		pair.calendar.mishap = (request) => (request.kind === 'delete' ? { outcome: 'rejected', message: 'Locked.', next: 'Unlock it.' } : undefined);
		pair.crm.remove(crmId);
		await pair.turn('crm');
		pair.calendar.mishap = () => undefined;
	}],
];

describe('a copy that outlives its original', () => {
	it.each(decisions)('stays, and does not bring the original back, when both sides are listed anew: %s', async (_, decide) => {
		const pair = new MemoryPair();
		const { crmId } = await pair.linked();
		await decide(pair, crmId);
		const writes = pair.writes();
		pair.crm.expireCursors();
		pair.calendar.expireCursors();
		await pair.settle();
		expect([pair.crm.living().length, pair.calendar.living().length]).toEqual([0, 1]);
		expect(pair.writes()).toBe(writes);
	});

	it.each(decisions)('becomes an event of its own when somebody edits it: %s', async (_, decide) => {
		const pair = new MemoryPair();
		const { crmId, calendarId } = await pair.linked();
		await decide(pair, crmId);
		pair.calendar.edit(calendarId, { title: 'Still on' });
		await pair.settle();
		expect(pair.crm.living().map((id) => pair.crm.value(id, 'title'))).toEqual(['Still on']);
		expect(pair.calendar.living()).toEqual([calendarId]);
	});

	it('our own write that comes round after the deletion does not bring the original back', async () => {
		const pair = new MemoryPair();
		pair.apply = applySettings({ onDelete: 'ignore' });
		const crmId = pair.crm.create({ title: 'Demo' });
		await pair.turn('crm');
		pair.crm.remove(crmId);
		await pair.turn('crm');
		await pair.settle();
		expect([pair.crm.living().length, pair.calendar.living().length]).toEqual([0, 1]);
	});

	it.each(decisions)('may be joined by a new record that says the same: %s', async (_, decide) => {
		const pair = new MemoryPair();
		const { crmId, calendarId } = await pair.linked();
		await decide(pair, crmId);
		const again = pair.crm.create({ title: 'Demo' });
		await pair.settle();
		expect(await pair.link(again)).toMatchObject({ state: 'linked', calendarId });
		expect(pair.calendar.living()).toEqual([calendarId]);
	});

	it('a deletion that was taken back is not skipped: the pair stays linked', async () => {
		const pair = new MemoryPair();
		const { crmId } = await pair.linked();
		pair.crm.remove(crmId);
		const { items } = await pair.poll('crm');
		pair.crm.edit(crmId, {});
		await pair.poll('crm');
		await skipItems(pair.context(), items, 'not wanted');
		expect(await pair.link(crmId)).toMatchObject({ state: 'linked' });
	});

	it('gets its original back when that is restored, without a second copy', async () => {
		const pair = new MemoryPair();
		pair.apply = applySettings({ onDelete: 'ignore' });
		const { crmId, calendarId } = await pair.linked();
		pair.crm.remove(crmId);
		await pair.turn('crm');
		pair.crm.edit(crmId, {});
		await pair.settle();
		expect(await pair.link(crmId)).toMatchObject({ state: 'linked', calendarId });
		expect(pair.calendar.living()).toEqual([calendarId]);
	});
});

describe('a change that waits while a cursor dies', () => {
	it('is delivered although only new records are wanted', async () => {
		const pair = new MemoryPair();
		pair.settings.crm = sideSettings({ firstSync: 'newOnly' });
		await pair.turn('crm');
		pair.crm.create({ title: 'New' });
		pair.calendar.mishap = () => ({ outcome: 'retry', message: 'Down.', retryAt: pair.now() + 180 * MINUTE });
		await pair.turn('crm');
		for (let hour = 0; hour < 3; hour += 1) {
			pair.advance(59 * MINUTE);
			await pair.poll('crm');
		}
		pair.crm.expireCursors();
		pair.calendar.mishap = () => undefined;
		await pair.settle();
		expect(pair.calendar.living()).toHaveLength(1);
	});
});
