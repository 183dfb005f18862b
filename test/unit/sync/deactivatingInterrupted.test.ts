import { describe, expect, it } from 'vitest';
import { deactivate, getStatus, SystemError } from '../../../sync';
import { MemoryPair, MINUTE, syncName } from '../../support/memoryPair';

const deleteCopies = { copies: 'deleteCopies' } as const;

/** `count` copies in the calendar, and one event of a person's that became a CRM meeting. */
async function copies(count: number) {
	const pair = new MemoryPair();
	for (let n = 0; n < count; n += 1) pair.crm.create({ title: `Meeting ${n}` });
	const own = pair.calendar.create({ title: 'By a person' });
	await pair.settle();
	pair.apply.deleteGuard = { count: 0, percent: 0 };
	return { pair, own };
}

/** The process dies in the n-th call that writes to the calendar: before or after the vendor acted. */
function killInWrite({ calendar }: MemoryPair, n: number, when: 'before' | 'after'): void {
	const write = calendar.write.bind(calendar);
	let calls = 0;
	calendar.write = async (requests, options) => {
		calls += 1;
		if (calls !== n) return await write(requests, options);
		calendar.write = write;
		if (when === 'after') await write(requests, options);
		throw new Error('The process was killed.');
	};
}

/** The n-th call that writes to the calendar is refused as a whole. */
function failInWrite({ calendar }: MemoryPair, n: number, error: Error): void {
	const write = calendar.write.bind(calendar);
	let calls = 0;
	calendar.write = async (requests, options) => {
		calls += 1;
		if (calls !== n) return await write(requests, options);
		calendar.write = write;
		throw error;
	};
}

const status = async (pair: MemoryPair) => await getStatus(pair.context(), syncName);
const sizes = (pair: MemoryPair) => [pair.calendar.living().length, pair.crm.living().length];

describe('a deactivation that was interrupted (B12)', () => {
	it.each(['before', 'after'] as const)('killed %s the vendor acted: Get Status tells how far it is, triggers hand nothing on, running it again goes on', async (when) => {
		const { pair, own } = await copies(120);
		killInWrite(pair, 2, when);
		await expect(pair.deactivate(deleteCopies)).rejects.toThrow('killed');
		expect(await status(pair)).toMatchObject({
			state: 'deactivating',
			deactivation: { copies: 'deleteCopies', later: 'relink', since: new Date(pair.now()).toISOString(), removed: 50, remaining: 70, isCancelled: false, problem: null, left: [] },
		});
		for (const side of ['crm', 'calendar'] as const) expect((await pair.poll(side)).items).toEqual([]);
		pair.advance(MINUTE);
		expect(await pair.deactivate(deleteCopies)).toMatchObject({ state: 'deactivated', deleted: 120, total: 120, left: [] });
		expect(pair.calendar.living()).toEqual([own]);
		expect(await status(pair)).toMatchObject({ state: 'deactivated', deactivation: null });
		await pair.activate();
		await pair.settle();
		expect(sizes(pair)).toEqual([121, 121]);
	});

	it.each(['before', 'after'] as const)('killed %s the vendor acted and activated instead: the CRM keeps everything, removed copies are made again once (I2, I3)', async (when) => {
		const { pair } = await copies(120);
		killInWrite(pair, 2, when);
		await expect(pair.deactivate(deleteCopies)).rejects.toThrow('killed');
		expect(await pair.activate()).toMatchObject({ state: 'active', deactivation: null, notice: expect.stringContaining('50 of 120 copies were removed; cancelled') as string });
		await pair.settle();
		expect(sizes(pair)).toEqual([121, 121]);
		expect(await pair.links()).toHaveLength(121);
		expect(pair.crm.writesOf('delete')).toEqual([]);
		expect(pair.calendar.writesOf('create')).toHaveLength(120 + (when === 'after' ? 100 : 50));
	});

	it('what was read of a copy before it was removed never comes back, and deletes nothing in the CRM', async () => {
		const { pair } = await copies(3);
		const late = (await pair.poll('calendar', 'all')).items;
		killInWrite(pair, 1, 'after');
		await expect(pair.deactivate(deleteCopies)).rejects.toThrow('killed');
		await pair.activate();
		await pair.applyTo('crm', late);
		await pair.settle();
		expect(sizes(pair)).toEqual([4, 4]);
		expect(pair.crm.writesOf('delete')).toEqual([]);
	});

	it('a reading under way is waited for; when it takes too long, nothing is removed yet and running it again goes on', async () => {
		const { pair } = await copies(3);
		const lease = await pair.store.acquireLease(`read:calendar:${syncName}`, 'test/1/start/reader', 60 * MINUTE, pair.now());
		await expect(pair.deactivate(deleteCopies)).rejects.toMatchObject({ kind: 'busy', next: expect.stringContaining('goes on') as string });
		expect(pair.calendar.writesOf('delete')).toEqual([]);
		if (lease !== null) await pair.store.releaseLease(lease);
		expect(await pair.deactivate(deleteCopies)).toMatchObject({ state: 'deactivated', deleted: 3 });
	});

	it('runs side by side: the second is told to wait', async () => {
		const { pair } = await copies(3);
		const write = pair.calendar.write.bind(pair.calendar);
		let second: unknown = null;
		pair.calendar.write = async (requests, options) => {
			pair.calendar.write = write;
			second = await pair.deactivate(deleteCopies).catch((error: unknown) => error);
			return await write(requests, options);
		};
		expect(await pair.deactivate(deleteCopies)).toMatchObject({ deleted: 3 });
		expect(second).toMatchObject({ kind: 'busy', message: expect.stringContaining('another run is deactivating') as string, next: expect.stringContaining('Get Status') as string });
	});

	it('a removal that slept until another run may be at the same work is not sent; running it again goes on', async () => {
		const { pair, own } = await copies(3);
		pair.calendar.mishap = () => void pair.advance(20 * MINUTE);
		expect(await pair.deactivate(deleteCopies)).toMatchObject({ state: 'deactivating', deleted: 0, total: 3 });
		expect(sizes(pair)).toEqual([4, 4]);
		pair.calendar.mishap = () => undefined;
		expect(await pair.deactivate(deleteCopies)).toMatchObject({ state: 'deactivated', deleted: 3, left: [] });
		expect(pair.calendar.living()).toEqual([own]);
	});

	it('Stop in n8n ends it at the next batch; nothing is lost, and running it again goes on', async () => {
		const { pair } = await copies(120);
		let asked = 0;
		const isStopped = () => (asked += 1) > 2;
		const outcome = await deactivate(pair.context(), { sync: syncName, ...deleteCopies, later: 'relink', calendar: pair.connected('calendar'), isStopped });
		expect(outcome).toMatchObject({ state: 'deactivating', isCancelled: false, deleted: 100, total: 120, message: expect.stringMatching(/100 of 120.*stopped in n8n.*Run Deactivate again/) as string });
		expect(await status(pair)).toMatchObject({ state: 'deactivating', deactivation: { removed: 100, remaining: 20, problem: 'It was stopped in n8n.' } });
		expect(await pair.deactivate(deleteCopies)).toMatchObject({ state: 'deactivated', deleted: 120, total: 120 });
	});
});

describe('a vendor that fails in the middle (B12)', () => {
	it('the error says how far it came, what is kept and what to do; Get Status tells the same; running it again goes on', async () => {
		const { pair, own } = await copies(120);
		failInWrite(pair, 2, new SystemError('throttled', 'Too fast.', 'Wait.', { status: 429, retryAt: 5 }));
		await expect(pair.deactivate(deleteCopies)).rejects.toMatchObject({
			kind: 'throttled',
			message: '50 of 120 copies were removed, then: Too fast. The rest is as it was, and nothing is synchronised meanwhile.',
			next: expect.stringMatching(/^Wait\. Run Deactivate again: .* Or run Activate/) as string,
			details: { status: 429, retryAt: 5 },
		});
		expect(await status(pair)).toMatchObject({ state: 'deactivating', deactivation: { removed: 50, remaining: 70, problem: 'Too fast.' } });
		expect(await pair.deactivate(deleteCopies)).toMatchObject({ state: 'deactivated', deleted: 120, total: 120 });
		expect(pair.calendar.living()).toEqual([own]);
	});

	it('a defect of our own is thrown as it is', async () => {
		const { pair } = await copies(3);
		failInWrite(pair, 1, new TypeError('a defect'));
		await expect(pair.deactivate(deleteCopies)).rejects.toThrow('a defect');
	});

	it.each([
		['retry', { outcome: 'retry', message: 'Too fast.', retryAt: null }, 'did not delete it: Too fast.'],
		['forbidden', { outcome: 'forbidden', message: 'No right.', next: 'Ask.' }, 'did not delete it: No right.'],
		['unclear', { outcome: 'unclear', message: 'Cut.' }, 'not known whether'],
		['an answer that does not fit', { outcome: 'keyUsed' }, 'not known whether'],
	] as const)('one copy: %s; it is named in the outcome and in Get Status, and running it again takes it', async (_, result, words) => {
		const { pair } = await copies(3);
		const [refused = ''] = pair.calendar.living().filter((id) => pair.calendar.value(id, 'title') === 'Meeting 1');
		pair.calendar.mishap = (request) => (request.kind === 'delete' && request.id === refused ? result : undefined);
		const left = [{ calendarId: refused, isOpen: true, message: expect.stringContaining(words) as string, next: expect.stringContaining('Run Deactivate again') as string }];
		expect(await pair.deactivate(deleteCopies)).toMatchObject({ state: 'deactivating', deleted: 2, total: 3, left, message: expect.stringContaining('2 of 3 copies were removed.') as string });
		expect(await status(pair)).toMatchObject({ state: 'deactivating', deactivation: { removed: 2, remaining: 1, left, problem: left[0]?.message } });
		pair.calendar.mishap = () => undefined;
		expect(await pair.deactivate(deleteCopies)).toMatchObject({ state: 'deactivated', deleted: 3, total: 3, left: [] });
	});

	it('one copy that the vendor never deletes stays, and does not keep the sync from being deactivated', async () => {
		const { pair } = await copies(3);
		const [refused = ''] = pair.calendar.living().filter((id) => pair.calendar.value(id, 'title') === 'Meeting 1');
		pair.calendar.mishap = ({ kind, ...request }) => (kind === 'delete' && 'id' in request && request.id === refused ? { outcome: 'rejected', message: 'Locked.', next: 'Unlock.' } : undefined);
		expect(await pair.deactivate(deleteCopies)).toMatchObject({ state: 'deactivated', deleted: 2, total: 3, left: [{ calendarId: refused, isOpen: false, message: expect.stringContaining('Locked.') as string }] });
		expect(await pair.links()).toHaveLength(2);
	});

	it('a copy that cannot be read is kept and named', async () => {
		const { pair } = await copies(2);
		const [hidden = ''] = pair.calendar.living().filter((id) => pair.calendar.value(id, 'title') === 'Meeting 1');
		pair.calendar.edit(hidden, { title: 'Edited' });
		pair.calendar.unreadable.add(hidden);
		expect(await pair.deactivate(deleteCopies)).toMatchObject({ state: 'deactivating', deleted: 1, left: [{ calendarId: hidden, isOpen: true, message: expect.stringContaining('cannot be read') as string }] });
		pair.calendar.unreadable.clear();
		expect(await pair.deactivate(deleteCopies)).toMatchObject({ state: 'deactivated', left: [{ calendarId: hidden, isOpen: false }] });
		expect(pair.calendar.value(hidden, 'title')).toBe('Edited');
	});

	it('answers that are missing count as not known, and running it again takes the copies', async () => {
		const { pair } = await copies(2);
		const write = pair.calendar.write.bind(pair.calendar);
		pair.calendar.write = async () => {
			pair.calendar.write = write;
			return [];
		};
		expect(await pair.deactivate(deleteCopies)).toMatchObject({ state: 'deactivating', deleted: 0, total: 2, left: [{ isOpen: true }, { isOpen: true }] });
		expect(await pair.deactivate(deleteCopies)).toMatchObject({ state: 'deactivated', deleted: 2, total: 2 });
	});

	it('a copy that is not read although it was asked for is kept', async () => {
		const { pair } = await copies(1);
		const [copy = ''] = pair.calendar.living().filter((id) => pair.calendar.value(id, 'title') === 'Meeting 0');
		pair.calendar.edit(copy, { title: 'Edited' });
		pair.calendar.readMany = async () => [];
		expect(await pair.deactivate(deleteCopies)).toMatchObject({ state: 'deactivating', left: [{ calendarId: copy, message: expect.stringContaining('did not answer') as string }] });
		expect(pair.calendar.value(copy, 'title')).toBe('Edited');
	});

	it('a vendor that takes nothing more is not asked for the rest', async () => {
		const { pair } = await copies(120);
		pair.calendar.mishap = ({ kind }) => (kind === 'delete' ? { outcome: 'retry', message: 'Too fast.', retryAt: null } : undefined);
		expect(await pair.deactivate(deleteCopies)).toMatchObject({ state: 'deactivating', deleted: 0, total: 120 });
		expect(pair.calendar.writesOf('delete')).toHaveLength(50);
		expect(await pair.links()).toHaveLength(121);
	});
});

describe('other choices for one that was interrupted (B12)', () => {
	it('keep: the copies that are left stay, the others come back with another activation, once', async () => {
		const { pair } = await copies(120);
		killInWrite(pair, 2, 'after');
		await expect(pair.deactivate(deleteCopies)).rejects.toThrow('killed');
		expect(await pair.deactivate({ calendar: null })).toMatchObject({ state: 'deactivated', deleted: 50, kept: 21, left: [], message: expect.stringMatching(/50 of \d+ copies were removed\. The others are kept\./) as string });
		expect(pair.calendar.living()).toHaveLength(21);
		await pair.activate();
		await pair.settle();
		expect(sizes(pair)).toEqual([121, 121]);
		expect(pair.crm.writesOf('delete')).toEqual([]);
	});

	it('start afresh: the pairs are forgotten in the end, another activation makes no duplicate', async () => {
		const { pair } = await copies(60);
		killInWrite(pair, 2, 'before');
		await expect(pair.deactivate(deleteCopies)).rejects.toThrow('killed');
		expect(await pair.deactivate({ ...deleteCopies, later: 'fresh' })).toMatchObject({ state: 'deactivated', deleted: 60 });
		expect(await pair.store.countLinks(syncName)).toBe(0);
		await pair.activate();
		await pair.settle();
		expect(sizes(pair)).toEqual([61, 61]);
	});

	it('re-binding meanwhile is refused, because it would forget which copies are to be removed', async () => {
		const { pair } = await copies(60);
		killInWrite(pair, 1, 'before');
		await expect(pair.deactivate(deleteCopies)).rejects.toThrow('killed');
		await expect(pair.rebind('calendar')).rejects.toMatchObject({ kind: 'busy', message: expect.stringContaining('Nothing was changed') as string, next: expect.stringMatching(/Deactivate.*Activate/) as string });
		expect(await pair.deactivate(deleteCopies)).toMatchObject({ deleted: 60 });
	});
});
