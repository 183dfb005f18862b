import { describe, expect, it } from 'vitest';
import { SystemError, type Link } from '../../../sync';
import { MemoryPair, MINUTE, syncName } from '../../support/memoryPair';

type Options = NonNullable<ConstructorParameters<typeof MemoryPair>[0]>['calendar'];

const deleteContainer = { copies: 'deleteContainer' } as const;
const gone = () => new SystemError('containerGone', 'The calendar is not there any more.', 'Choose another.');
const linkOf = async (pair: MemoryPair, calendarId: string): Promise<Link | undefined> => (await pair.store.linksByRecord(syncName, 'calendar', [calendarId]))[0];

/** Two copies in a calendar of the sync's own. */
async function own(options: Options = {}) {
	const pair = new MemoryPair({ calendar: { ownContainer: true, ...options } });
	pair.calendar.binding = { ...pair.calendar.binding, owned: true };
	for (const title of ['A', 'B']) pair.crm.create({ title });
	await pair.settle();
	return { pair, idOf: (title: string): string => pair.calendar.living().find((id) => pair.calendar.value(id, 'title') === title) ?? '' };
}

/** Puts another sync's mark on the event, or none. */
function mark(pair: MemoryPair, id: string, sync: string | undefined): void {
	const stored = pair.calendar.records.get(id);
	if (stored !== undefined) pair.calendar.records.set(id, { ...stored, stamp: sync === undefined || stored.stamp === undefined ? undefined : { ...stored.stamp, sync } });
}

async function saveLink(pair: MemoryPair, link: Link): Promise<void> {
	const lease = await pair.store.acquireLease('test', 'test/1/start/link', 1_000, pair.now());
	if (lease === null) throw new Error('The lease is taken.');
	await pair.store.commit({ sync: syncName, lease, now: pair.now(), links: [link] });
	await pair.store.releaseLease(lease);
}

describe('a calendar of the sync\'s own (B12)', () => {
	it('once it is deleted: which calendar it was is forgotten, the settings of the side are not', async () => {
		const { pair } = await own();
		const before = (await pair.store.getSync(syncName))?.sides.calendar;
		if (before) await pair.store.saveSide(syncName, 'calendar', { ...before, placeholder: '-', journal: { beforeImages: false, retentionDays: 7 } }, pair.now());
		await pair.deactivate(deleteContainer);
		expect((await pair.store.getSync(syncName))?.sides.calendar).toMatchObject({
			system: 'memoryCalendar', binding: null, settings: before?.settings, placeholder: '-', journal: { beforeImages: false, retentionDays: 7 }, lastReadAt: null,
		});
		expect(before?.settings).not.toBeNull();
		expect(await pair.store.getCursor(syncName, 'calendar')).toBeNull();
		expect(await pair.store.getCursor(syncName, 'crm')).not.toBeNull();
	});

	it('somebody deletes it at the same moment: that is what was wanted', async () => {
		const { pair } = await own();
		pair.calendar.failure.deleteContainer = gone();
		expect(await pair.deactivate(deleteContainer)).toMatchObject({ state: 'deactivated', deleted: 2 });
	});

	it('deleted by a person: only our copies count as removed, not the events of people, nor a copy that was never made', async () => {
		const { pair } = await own();
		pair.calendar.create({ title: 'By a person' });
		await pair.settle();
		pair.crm.create({ title: 'Later' });
		pair.calendar.mishap = () => ({ outcome: 'unclear', message: 'Cut.' });
		await pair.turn('crm');
		const fail = async () => await Promise.reject(gone());
		Object.assign(pair.calendar, { identify: fail, write: fail, readMany: fail });
		expect(await pair.deactivate({ copies: 'deleteCopies' })).toMatchObject({ state: 'deactivated', deleted: 2, kept: 0 });
		expect((await pair.journal()).filter(({ action }) => action === 'remove')).toMatchObject([{ reason: 'its calendar is not there any more' }, {}]);
		expect(await pair.links()).toEqual([]);
	});

	it.each<[string, object, RegExp]>([
		['the copies were to be deleted', { copies: 'deleteCopies' }, /No pairs are remembered\.$/],
		['the whole of it was to be deleted', deleteContainer, /No pairs are remembered\.$/],
		['the pairs were to be forgotten', { copies: 'deleteCopies', later: 'fresh' }, /The pairs are forgotten\.$/],
	])('deleted by a person before %s: it says that it was not there any more, not that copies were removed', async (_, choice, pairs) => {
		const { pair } = await own();
		const fail = async () => await Promise.reject(gone());
		Object.assign(pair.calendar, { identify: fail, write: fail, readMany: fail, deleteContainer: fail, changes: () => { throw gone(); } });
		const { message, left } = await pair.deactivate(choice);
		expect(message).toMatch(/^The sync is stopped\. The calendar "Main" is not there any more: somebody had deleted it, and 2 copies went with it\. The CRM keeps everything\. /);
		expect(message).toMatch(pairs);
		expect(message).not.toContain('removed');
		expect(left).toEqual([]);
	});

	it('deleted by a person while its copies are removed: what was removed before, and what went with it, nothing of it left', async () => {
		const { pair, idOf } = await own();
		for (let n = 0; n < 60; n += 1) pair.crm.create({ title: `Meeting ${n}` });
		await pair.settle();
		pair.calendar.edit(idOf('A'), { title: 'Edited' });
		const write = pair.calendar.write.bind(pair.calendar);
		const fail = async () => await Promise.reject(gone());
		let batches = 0;
		pair.calendar.write = async (...request) => {
			batches += 1;
			if (batches === 1) return await write(...request);
			Object.assign(pair.calendar, { identify: fail, readMany: fail });
			return await fail();
		};
		const { message, left, deleted } = await pair.deactivate({ copies: 'deleteCopies' });
		expect(message).toMatch(/somebody had deleted it, and 13 copies went with it\. 49 copies were removed before\. The CRM keeps everything\./);
		expect([left, deleted]).toEqual([[], 62]);
	});

	it('deleted before an interruption: nobody knows by whom, and nobody is named', async () => {
		const { pair } = await own();
		const remove = pair.calendar.deleteContainer;
		pair.calendar.deleteContainer = async () => {
			await remove?.();
			throw new Error('The process was killed.');
		};
		await expect(pair.deactivate(deleteContainer)).rejects.toThrow('killed');
		const fail = async () => await Promise.reject(gone());
		Object.assign(pair.calendar, { identify: fail, write: fail, readMany: fail, changes: () => { throw gone(); } });
		expect((await pair.deactivate(deleteContainer)).message).toBe('The sync is stopped. The calendar "Main" is not there any more, and 2 copies went with it. The CRM keeps everything. No pairs are remembered.');
	});

	it('a reading that begins while it is deleted is waited for; run again, it ends', async () => {
		const { pair } = await own();
		const remove = pair.calendar.deleteContainer?.bind(pair.calendar);
		const reader: { lease: Awaited<ReturnType<typeof pair.store.acquireLease>> } = { lease: null };
		pair.calendar.deleteContainer = async () => {
			reader.lease = await pair.store.acquireLease(`read:crm:${syncName}`, 'test/1/start/reader', 60 * MINUTE, pair.now());
			await remove?.();
		};
		await expect(pair.deactivate(deleteContainer)).rejects.toMatchObject({ kind: 'busy', next: expect.stringContaining('goes on') as string });
		expect(await pair.links(), 'nothing is forgotten yet').toHaveLength(2);
		if (reader.lease !== null) await pair.store.releaseLease(reader.lease);
		const fail = async () => await Promise.reject(gone());
		Object.assign(pair.calendar, { identify: fail, write: fail, readMany: fail, changes: () => { throw gone(); } });
		expect(await pair.deactivate(deleteContainer)).toMatchObject({ state: 'deactivated', deleted: 2 });
	});

	it.each<[string, (pair: MemoryPair, id: string) => unknown]>([
		['has lost its mark', (pair, id) => mark(pair, id, undefined)],
		['bears the mark of another sync', (pair, id) => mark(pair, id, 'other')],
		['was joined, not made by the sync', async (pair, id) => {
			const link = await linkOf(pair, id);
			if (link !== undefined) await saveLink(pair, { ...link, createdByUs: false });
		}],
	])('is kept while it holds a copy that %s', async (_, happen) => {
		const { pair, idOf } = await own();
		await happen(pair, idOf('A'));
		await expect(pair.deactivate(deleteContainer)).rejects.toMatchObject({ kind: 'badSettings', message: expect.stringContaining('holds 1 event that was') as string });
		expect(pair.calendar.containerDeleted).toBe(false);
	});

	it('the refusal names three of the events that stand in the way, and how many more there are', async () => {
		const { pair } = await own();
		pair.calendar.create({ title: 'Mine 0' });
		const refused = async () => await pair.deactivate(deleteContainer).then(() => '', (error: unknown) => (error instanceof Error ? error.message : ''));
		expect(await refused()).toBe('The calendar holds 1 event that was not made by this sync, or that a person has edited since: "Mine 0" (2026-03-10 10:00). The calendar was not deleted; the sync is as it was before.');
		for (let n = 1; n < 5; n += 1) pair.calendar.create({ title: `Mine ${n}` });
		expect(await refused()).toMatch(/holds 5 events that were not .* since: ("Mine \d" \(2026-03-10 10:00\)(, )?){3} and 2 more\. The calendar/);
	});

	it('is kept when its listing does not show all of a copy whose revision moved; untouched copies do not stand in the way', async () => {
		const { pair, idOf } = await own({ capabilities: { feedOmits: ['description'] } });
		pair.calendar.edit(idOf('A'), {});
		await expect(pair.deactivate(deleteContainer)).rejects.toMatchObject({ message: expect.stringContaining('holds 1 event that was') as string });
		await pair.settle();
		expect(await pair.deactivate(deleteContainer)).toMatchObject({ state: 'deactivated' });
	});

	it('says what kind of failure it is when its listing was cut off, or the vendor has no such calendar', async () => {
		const { pair } = await own();
		pair.calendar.cutOff = true;
		await expect(pair.deactivate(deleteContainer)).rejects.toMatchObject({ kind: 'malformed' });
		pair.calendar.cutOff = false;
		pair.calendar.deleteContainer = undefined;
		await expect(pair.deactivate(deleteContainer)).rejects.toMatchObject({ kind: 'badSettings' });
	});
});
