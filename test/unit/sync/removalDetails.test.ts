import { describe, expect, it } from 'vitest';
import type { Link, WriteResult } from '../../../sync';
import { MemoryPair, syncName } from '../../support/memoryPair';

const deleteCopies = { copies: 'deleteCopies' } as const;
type Options = ConstructorParameters<typeof MemoryPair>[0];
const lookedAtFirst: Options = { calendar: { capabilities: { precondition: { update: true, delete: false } } } };

/** `count` copies in the calendar, by title. */
async function copies(count: number, options: Options = {}) {
	const pair = new MemoryPair(options);
	for (let n = 0; n < count; n += 1) pair.crm.create({ title: `Meeting ${n}` });
	await pair.settle();
	const idOf = (title: string): string => pair.calendar.living().find((id) => pair.calendar.value(id, 'title') === title) ?? '';
	return { pair, idOf };
}

const linkOf = async (pair: MemoryPair, calendarId: string): Promise<Link | undefined> => (await pair.store.linksByRecord(syncName, 'calendar', [calendarId]))[0];
const deletionsOf = (pair: MemoryPair, id: string) => pair.calendar.writesOf('delete').filter((request) => request.kind === 'delete' && request.id === id);

/** The process dies while the first batch is on its way; the vendor has done nothing. */
async function killedBeforeTheVendorActed(pair: MemoryPair): Promise<void> {
	const write = pair.calendar.write.bind(pair.calendar);
	pair.calendar.write = async () => await Promise.reject(new Error('The process was killed.'));
	await expect(pair.deactivate(deleteCopies)).rejects.toThrow('killed');
	pair.calendar.write = write;
}

describe('how copies are removed (B12)', () => {
	it('those in step are not read again, and each is deleted once, at the revision that was in step', async () => {
		const { pair } = await copies(3);
		const revisions = new Map((await pair.links()).map(({ calendarId, seen }) => [calendarId, seen.calendar?.revision]));
		pair.calendar.readIds.length = 0;
		await pair.deactivate(deleteCopies);
		expect(pair.calendar.readIds).toEqual([]);
		const requests = pair.calendar.writesOf('delete');
		expect(new Map(requests.map((request) => (request.kind === 'delete' ? [request.id, request.revision ?? undefined] : ['', '']))) ).toEqual(revisions);
		expect(requests.map(({ options }) => options)).toEqual(requests.map(() => expect.objectContaining({ notifyGuests: 'none', runAutomations: false, guests: 'ignore', notAfter: expect.any(Number) as number }) as unknown));
	});

	it('the journal says why', async () => {
		const { pair, idOf } = await copies(1);
		const id = idOf('Meeting 0');
		await pair.deactivate(deleteCopies);
		expect(await pair.store.listJournal(syncName, { recordId: id, limit: 1 })).toMatchObject([{ action: 'remove', reason: 'deactivated', side: 'calendar' }]);
	});

	it('one that keeps moving is tried four times, then left for the next run', async () => {
		const { pair, idOf } = await copies(2);
		const moving = idOf('Meeting 1');
		pair.calendar.mishap = (request) => {
			if (request.kind === 'delete' && request.id === moving) pair.calendar.edit(moving, {});
			return undefined;
		};
		expect(await pair.deactivate(deleteCopies)).toMatchObject({ left: [{ calendarId: moving, isOpen: true }] });
		expect(deletionsOf(pair, moving)).toHaveLength(4);
	});

	it('one that is gone already counts as removed', async () => {
		const { pair, idOf } = await copies(2, lookedAtFirst);
		pair.calendar.remove(idOf('Meeting 1'));
		expect(await pair.deactivate(deleteCopies)).toMatchObject({ state: 'deactivated', deleted: 2, total: 2, left: [] });
		expect(await pair.links()).toEqual([]);
		expect(pair.calendar.writesOf('delete')).toHaveLength(1);
	});

	it('a batch of which the vendor took a part is followed by the next one', async () => {
		const { pair, idOf } = await copies(60);
		const refused = idOf('Meeting 0');
		pair.calendar.mishap = (request) => (request.kind === 'delete' && request.id === refused ? { outcome: 'retry', message: 'Later.', retryAt: null } : undefined);
		expect(await pair.deactivate(deleteCopies)).toMatchObject({ state: 'deactivating', deleted: 59, left: [{ calendarId: refused }] });
	});

	it('an answer that is missing is named as that', async () => {
		const { pair } = await copies(1);
		pair.calendar.write = async () => await Promise.resolve([]);
		expect(await pair.deactivate(deleteCopies)).toMatchObject({ left: [{ message: '"Meeting 0" (2026-03-10 10:00): it is not known whether the calendar deleted it: The calendar did not answer for this event.' }] });
	});

	it('an answer that does not fit is named as that', async () => {
		const { pair } = await copies(1);
		pair.calendar.write = async () => await Promise.resolve([{ outcome: 'keyUsed' }]);
		expect(await pair.deactivate(deleteCopies)).toMatchObject({ left: [{ message: '"Meeting 0" (2026-03-10 10:00): it is not known whether the calendar deleted it: the answer "keyUsed" does not fit.' }] });
	});
});

describe('copies that stay (B12, I3)', () => {
	it('one that the vendor refuses to delete is linked as it was before, beside one that was removed', async () => {
		const { pair, idOf } = await copies(2);
		const refused = idOf('Meeting 1');
		const before = await linkOf(pair, refused);
		pair.calendar.mishap = (request) => (request.kind === 'delete' && request.id === refused ? { outcome: 'rejected', message: 'Locked.', next: 'Unlock.' } : undefined);
		expect(await pair.deactivate(deleteCopies)).toMatchObject({ state: 'deactivated', deleted: 1, total: 2, kept: 1 });
		expect(await linkOf(pair, refused)).toEqual({ ...before, version: expect.any(Number) as number, updatedAt: expect.any(Number) as number });
	});

	it('one that was edited keeps its link untouched, where a look comes before each deletion', async () => {
		const { pair, idOf } = await copies(2, lookedAtFirst);
		const edited = idOf('Meeting 1');
		pair.calendar.edit(edited, { title: 'Mine' });
		const before = await linkOf(pair, edited);
		expect(await pair.deactivate(deleteCopies)).toMatchObject({ deleted: 1, left: [{ calendarId: edited, isOpen: false }] });
		expect(await linkOf(pair, edited)).toEqual(before);
	});

	it('one whose removal was noted and never happened is linked again when it is kept after all', async () => {
		const { pair, idOf } = await copies(2);
		await killedBeforeTheVendorActed(pair);
		const edited = idOf('Meeting 1');
		expect(await linkOf(pair, edited)).toMatchObject({ state: 'gone', intentAt: pair.now() });
		pair.calendar.edit(edited, { title: 'Mine' });
		expect(await pair.deactivate(deleteCopies)).toMatchObject({ state: 'deactivated', deleted: 1, left: [{ calendarId: edited, isOpen: false }] });
		expect(await linkOf(pair, edited)).toMatchObject({ state: 'linked', intentAt: null });
		await pair.activate();
		await pair.settle();
		expect(pair.crm.living().map((id) => pair.crm.value(id, 'title')).sort()).toEqual(['Meeting 0', 'Mine']);
	});

	it('one whose create has no known end and that cannot be read is named by the key it was made with', async () => {
		const pair = new MemoryPair();
		const crmId = pair.crm.create({ title: 'A' });
		pair.calendar.mishap = () => 'lost';
		await pair.turn('crm');
		pair.calendar.mishap = () => undefined;
		const { key } = await pair.link(crmId);
		for (const id of pair.calendar.living()) pair.calendar.unreadable.add(id);
		expect(await pair.deactivate(deleteCopies)).toMatchObject({ state: 'deactivating', left: [{ calendarId: key, isOpen: true }] });
	});
});

describe('how a copy that stays is named (B12)', () => {
	const edited = async () => {
		const { pair, idOf } = await copies(2);
		const id = idOf('Meeting 1');
		pair.calendar.edit(id, { title: 'Kick-off' });
		return { pair, id };
	};

	it('by what was read of it: title and time, in the message as well', async () => {
		const { pair, id } = await edited();
		const { left } = await pair.deactivate(deleteCopies);
		expect(left).toMatchObject([{ calendarId: id, title: 'Kick-off', when: expect.stringMatching(/^2026-03-10T10:00/) as string, reason: 'kept', message: expect.stringMatching(/^"Kick-off" \(2026-03-10 10:00\): it was edited in the calendar .* so it was kept\.$/) as string }]);
	});

	it('one without title by its time', async () => {
		const { pair, idOf } = await copies(2);
		pair.calendar.edit(idOf('Meeting 1'), { title: '' });
		const { left } = await pair.deactivate(deleteCopies);
		expect(left).toMatchObject([{ title: null, message: expect.stringMatching(/^Without a title \(2026-03-10 10:00\): it was edited/) as string }]);
	});

	it.each<[string, WriteResult, string]>([
		['refuses it', { outcome: 'rejected', message: 'Locked.', next: 'Unlock.' }, 'rejected'],
		['does not allow it', { outcome: 'forbidden', message: 'No right.', next: 'Ask.' }, 'lost access'],
		['takes nothing now', { outcome: 'retry', message: 'Later.', retryAt: null }, 'kept'],
	])('where the vendor %s, by what the store keeps of it, with the reason', async (_, answer, reason) => {
		const { pair, idOf } = await copies(2, {});
		const refused = idOf('Meeting 1');
		pair.calendar.mishap = (request) => (request.kind === 'delete' && request.id === refused ? answer : undefined);
		const { left } = await pair.deactivate(deleteCopies);
		expect(left).toMatchObject([{ calendarId: refused, title: 'Meeting 1', reason, message: expect.stringMatching(/^"Meeting 1" \(2026-03-10 10:00\): the calendar /) as string }]);
	});

	it('by its original, where the store keeps nothing of the copy itself', async () => {
		const { pair, idOf } = await copies(1);
		const images = pair.store.getImages.bind(pair.store);
		pair.store.getImages = async (sync, side, ids) => (side === 'calendar' ? [] : await images(sync, 'calendar', [idOf('Meeting 0')]).then((known) => known.map((image) => ({ ...image, recordId: ids[0] ?? '' }))));
		pair.calendar.mishap = () => ({ outcome: 'retry', message: 'Later.', retryAt: null });
		expect((await pair.deactivate(deleteCopies)).left).toMatchObject([{ title: 'Meeting 0', message: '"Meeting 0" (2026-03-10 10:00): the calendar did not delete it: Later.' }]);
	});

	it('not at all, where nothing is kept of either', async () => {
		const { pair } = await copies(1);
		pair.store.getImages = async () => await Promise.resolve([]);
		pair.calendar.mishap = () => ({ outcome: 'retry', message: 'Later.', retryAt: null });
		expect((await pair.deactivate(deleteCopies)).left).toMatchObject([{ title: null, when: null, message: 'The calendar did not delete it: Later.' }]);
	});
});
