import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MINUTE } from '../support/pair';
import { HeldScene, MEETINGS, POLLING } from './harness/heldScene';

const RELEASE = 'Release: carry them out';
const DISCARD = 'Discard: keep the records';
const LEAVE = 'Leave them held';

describe('one side emptied by a person: held, shown, released or discarded (B5, S7, I7)', () => {
	let scene: HeldScene;

	beforeEach(async () => {
		scene = await HeldScene.start();
	});

	afterEach(async () => {
		await scene.stop();
	});

	it.each([
		['zoho', 'google', 'Google Calendar', 'Zoho CRM'],
		['google', 'zoho', 'Zoho CRM', 'Google Calendar'],
	] as const)('emptied in %s: nothing is deleted in %s, and the person is told what, where, since when and why', async (emptied, other, label, source) => {
		scene.removeFrom(emptied);
		await scene.pollOn();
		scene.expectAll(other);
		expect(scene.pair[emptied].titles()).toEqual([]);
		const told = scene.told('held');
		expect(told).toHaveLength(24);
		expect(told[0]).toMatchObject({
			message: expect.stringMatching(new RegExp(`24 of 24 linked records would be deleted from ${label}.*Nothing was deleted`)) as string,
			next: expect.stringContaining('Release Held Changes') as string,
		});
		const look = await scene.look();
		expect(look?.held.map(({ title }) => title).sort()).toEqual(MEETINGS);
		const first = look?.held.find(({ title }) => title === 'Meeting 01');
		expect(first).toMatchObject({
			change: 'delete', state: 'held', since: expect.stringMatching(/^2026-03-10T/) as string,
			when: expect.stringMatching(/^2026-03-11T10:00:00/) as string,
			reason: expect.stringContaining('24 deletions at once, of 24 linked records') as string,
			message: expect.stringMatching(new RegExp(`^"Meeting 01" \\(2026-03-11 10:00\\) was deleted in ${source} and would be deleted from ${label}.*still there.*24 deletions`)) as string,
		});
		const form = look === null ? '' : look.template.formText(look.waiting);
		expect(form).toContain('24 changes wait for you, 24 of them deletions. Nothing of it was carried out.');
		expect(form).toContain('"Meeting 24"');
	});

	it('released all: what the form listed is deleted on the other side with the next poll', async () => {
		scene.removeFrom('zoho');
		await scene.pollOn(1);
		const decided = await scene.decide(RELEASE);
		expect(decided.json('Release Held Changes')).toMatchObject([{ released: 24, message: expect.stringContaining('24 changes were released') as string }]);
		await scene.pollOn(2);
		expect(scene.pair.google.titles()).toEqual([]);
		expect(await scene.look()).toBeNull();
	});

	it('some released by their numbers: those are deleted, the others stay held', async () => {
		scene.removeFrom('google');
		await scene.pollOn(1);
		const held = (await scene.look())?.held ?? [];
		const chosen = held.filter(({ title }) => title === 'Meeting 03' || title === 'Meeting 20').map(({ id }) => id);
		await scene.decide(RELEASE, chosen.join(', '));
		await scene.pollOn(2);
		expect(scene.pair.zoho.titles()).toEqual(MEETINGS.filter((title) => title !== 'Meeting 03' && title !== 'Meeting 20'));
		expect((await scene.look())?.held).toHaveLength(22);
	});

	it('discarded: everything stays on the other side, also later, and nothing comes back to the emptied one', async () => {
		scene.removeFrom('zoho');
		await scene.pollOn(1);
		const decided = await scene.decide(DISCARD);
		expect(decided.json('Discard Held Changes')).toMatchObject([{ discarded: 24 }]);
		await scene.pollOn(3, 30 * MINUTE);
		scene.expectAll('google');
		expect(scene.pair.zoho.titles()).toEqual([]);
		expect(await scene.look()).toBeNull();
	});

	it('left held: nothing happens; a number that is not held any more is named, and a typing error changes nothing', async () => {
		scene.removeFrom('zoho');
		await scene.pollOn(1);
		expect((await scene.decide(LEAVE)).ran('Release Held Changes')).toBe(false);
		expect((await scene.look())?.held).toHaveLength(24);
		const unknown = await scene.decide(RELEASE, '999999');
		expect(unknown.json('Release Held Changes')).toMatchObject([{ released: 0, message: expect.stringContaining('1 of the numbers named no held change any more') as string }]);
		const look = await scene.look();
		if (look === null) throw new Error('Nothing is held');
		const typo = await look.template.submitForm(look.waiting, { Decision: RELEASE, 'Only These Numbers': 'all of them' });
		expect(typo.error?.message).toContain('Nothing was changed');
		await scene.pollOn(1);
		scene.expectAll('google');
	});

	it('what is held when the form was made is what the form decides about, not what is held later', async () => {
		scene.removeFrom('zoho', MEETINGS.slice(0, 22));
		await scene.pollOn(1);
		const look = await scene.look();
		if (look === null) throw new Error('Nothing is held');
		scene.removeFrom('zoho', MEETINGS.slice(22));
		await scene.pollOn(1);
		(await look.template.submitForm(look.waiting, { Decision: RELEASE, 'Only These Numbers': '' })).expectSuccess();
		await scene.pollOn(2);
		expect(scene.pair.google.titles()).toEqual(MEETINGS.slice(22));
	});
});

describe('while deletions are held', () => {
	let scene: HeldScene;

	beforeEach(async () => {
		scene = await HeldScene.start();
		scene.removeFrom('zoho', MEETINGS.slice(0, 23));
		await scene.pollOn(1);
		expect(scene.told('held')).toHaveLength(23);
	});

	afterEach(async () => {
		await scene.stop();
	});

	const held = async (): Promise<unknown[]> => ((await scene.look())?.held ?? []).map(({ title }) => title).sort();

	it('other changes go on in both directions', async () => {
		const { google, zoho } = scene.pair;
		zoho.edit(zoho.byTitle('Meeting 24').id, { Venue: 'Room 1' });
		zoho.add('New in the CRM', '2026-04-01T10:00');
		google.add('New in Google', '2026-04-02T10:00');
		await scene.pollOn(2);
		expect(google.byTitle('Meeting 24').location).toBe('Room 1');
		expect(google.titles()).toEqual([...MEETINGS, 'New in Google', 'New in the CRM']);
		expect(zoho.titles()).toEqual(['Meeting 24', 'New in Google', 'New in the CRM']);
		expect(await held()).toHaveLength(23);
	});

	it('the partner is edited: the edit wins, the record comes back on the emptied side, and its deletion is held no longer (B9)', async () => {
		const { google, zoho } = scene.pair;
		google.edit(google.byTitle('Meeting 05').id ?? '', { location: 'Still needed' });
		await scene.pollOn(2);
		expect(zoho.byTitle('Meeting 05').fields.Venue).toBe('Still needed');
		expect(await held()).toEqual(MEETINGS.slice(0, 23).filter((title) => title !== 'Meeting 05'));
		await scene.decide(RELEASE);
		await scene.pollOn(2);
		expect(google.titles()).toEqual(['Meeting 05', 'Meeting 24']);
		expect(zoho.titles()).toEqual(['Meeting 05', 'Meeting 24']);
	});

	it('the partner is edited in the instant before the release is carried out: the edit wins there, too (B9)', async () => {
		const { google } = scene.pair;
		await scene.decide(RELEASE);
		google.edit(google.byTitle('Meeting 05').id ?? '', { location: 'Still needed' });
		scene.pair.pass(MINUTE);
		await scene.workflow.poll('Change in Zoho');
		await scene.pollOn(3);
		expect(google.titles()).toEqual(['Meeting 05', 'Meeting 24']);
		expect(scene.pair.zoho.byTitle('Meeting 05').fields.Venue).toBe('Still needed');
	});

	it('a record is brought back from the recycle bin: its deletion is held no longer', async () => {
		const { zoho } = scene.pair.sandbox.services;
		const back = zoho.all('Events').find(({ fields }) => fields.Event_Title === 'Meeting 07');
		zoho.person.restoreEvent(back?.id ?? '');
		await scene.pollOn(2);
		expect(await held()).toEqual(MEETINGS.slice(0, 23).filter((title) => title !== 'Meeting 07'));
		await scene.decide(RELEASE);
		await scene.pollOn(2);
		expect(scene.pair.google.titles()).toEqual(['Meeting 07', 'Meeting 24']);
		expect(scene.pair.zoho.titles()).toEqual(['Meeting 07', 'Meeting 24']);
	});

	it('n8n is restarted: they stay held, and can be released then', async () => {
		await scene.pair.restart();
		scene.workflow = scene.pair.load('two-way', POLLING);
		await scene.workflow.activate();
		await scene.pollOn(2);
		scene.expectAll('google');
		expect(await held()).toHaveLength(23);
		await scene.decide(RELEASE);
		await scene.pollOn(2);
		expect(scene.pair.google.titles()).toEqual(['Meeting 24']);
	});
});

describe('deletions that come in slices below the limit', () => {
	let scene: HeldScene;

	afterEach(async () => {
		await scene.stop();
	});

	it('poll by poll: what goes beyond the limit is held', async () => {
		scene = await HeldScene.start();
		for (let n = 0; n < 24; n += 8) {
			scene.removeFrom('zoho', MEETINGS.slice(n, n + 8));
			await scene.pollOn(1);
		}
		expect(scene.pair.google.titles()).toEqual(MEETINGS.slice(16));
		expect(scene.told('held')).toHaveLength(8);
	});

	it('record by record, as the CRM reports them: what goes beyond the limit is held', async () => {
		scene = await HeldScene.start({});
		for (const title of MEETINGS) {
			scene.removeFrom('zoho', [title]);
			await scene.pair.settle();
		}
		await scene.pollOn(2);
		expect(scene.pair.google.titles()).toEqual(MEETINGS.slice(20));
		expect((await scene.look())?.held).toHaveLength(4);
	});
});
