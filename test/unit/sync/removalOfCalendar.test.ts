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
