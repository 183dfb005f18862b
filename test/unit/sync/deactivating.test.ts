import { describe, expect, it } from 'vitest';
import { getStatus, SystemError } from '../../../sync';
import { MemoryPair, MINUTE, syncName } from '../../support/memoryPair';

type Options = ConstructorParameters<typeof MemoryPair>[0];
const ownContainer: Options = { calendar: { ownContainer: true } };

/** Three copies made from the CRM, and one event of the calendar that became a CRM meeting. */
async function busyPair(options: Options = {}) {
	const pair = new MemoryPair(options);
	const crmIds = ['A', 'B', 'C'].map((title) => pair.crm.create({ title }));
	const own = pair.calendar.create({ title: 'By a person' });
	await pair.settle();
	return { pair, crmIds, own };
}

describe('deactivate: what becomes of the copies × what comes later (B12, Z12)', () => {
	it.each(['relink', 'fresh'] as const)('keep, %s: nothing is written, and switching on again writes nothing either (Z6)', async (later) => {
		const { pair } = await busyPair();
		const writes = pair.writes();
		expect(await pair.deactivate({ later, calendar: null })).toEqual({ state: 'deactivated', deleted: 0, kept: 4, left: [] });
		expect(await pair.links()).toHaveLength(later === 'relink' ? 4 : 0);
		expect(await pair.activate()).toMatchObject({ state: 'active' });
		await pair.settle();
		expect(pair.writes()).toBe(writes);
		expect(await pair.links()).toHaveLength(4);
	});

	it('a deactivated sync reads nothing, writes nothing and says so', async () => {
		const { pair, crmIds } = await busyPair();
		pair.crm.edit(crmIds[0] ?? '', { title: 'Later' });
		const { items } = await pair.poll('crm');
		await pair.deactivate();
		expect(await pair.poll('crm')).toMatchObject({ items: [], notice: expect.stringContaining('Run "Activate"') as string });
		expect(await pair.applyTo('calendar', items)).toMatchObject([{ action: 'deferred' }]);
		await pair.activate();
		await pair.settle();
		expect(pair.calendar.living().map((id) => pair.calendar.value(id, 'title')).sort()).toEqual(['B', 'By a person', 'C', 'Later']);
	});

	it.each(['relink', 'fresh'] as const)('delete copies, %s: only what the sync made in the calendar; the CRM keeps everything (O7, I5)', async (later) => {
		const { pair, own } = await busyPair();
		const mails = pair.calendar.requests.length;
		expect(await pair.deactivate({ copies: 'deleteCopies', later })).toEqual({ state: 'deactivated', deleted: 3, kept: 1, left: [] });
		expect(pair.calendar.living()).toEqual([own]);
		expect(pair.crm.living()).toHaveLength(4);
		expect(pair.calendar.requests.slice(mails).map(({ options }) => options.notifyGuests)).toEqual(['none', 'none', 'none']);
		await pair.activate();
		await pair.settle();
		expect([pair.calendar.living().length, pair.crm.living().length]).toEqual([4, 4]);
	});

	it('a copy that was edited since is kept and listed', async () => {
		const { pair, crmIds } = await busyPair();
		const calendarId = (await pair.link(crmIds[0] ?? '')).calendarId ?? '';
		pair.calendar.edit(calendarId, { title: 'Edited' });
		expect(await pair.deactivate({ copies: 'deleteCopies' })).toMatchObject({ deleted: 2, left: [{ calendarId, message: expect.stringContaining('edited') as string }] });
		expect(pair.calendar.living()).toContain(calendarId);
	});

	it('copies that the vendor does not delete are listed, and calling again goes on', async () => {
		const { pair } = await busyPair();
		let calls = 0;
		pair.calendar.mishap = () => (calls++ === 0 ? { outcome: 'unclear', message: 'Cut.' } : undefined);
		expect(await pair.deactivate({ copies: 'deleteCopies' })).toMatchObject({ deleted: 2, left: [{ message: expect.stringContaining('again') as string }] });
		expect(await pair.deactivate({ copies: 'deleteCopies' })).toMatchObject({ deleted: 1, left: [] });
	});

	it('interrupted in the middle: nothing syncs, and calling again goes on where it stopped', async () => {
		const { pair, own } = await busyPair();
		const write = pair.calendar.write.bind(pair.calendar);
		pair.calendar.write = async (requests, options) => {
			await write(requests, options);
			pair.calendar.write = write;
			throw new Error('The process was killed.');
		};
		await expect(pair.deactivate({ copies: 'deleteCopies' })).rejects.toThrow('killed');
		expect(await getStatus(pair.context(), syncName)).toMatchObject({ state: 'deactivating' });
		expect((await pair.poll('calendar')).items).toEqual([]);
		expect(await pair.deactivate({ copies: 'deleteCopies' })).toMatchObject({ state: 'deactivated', deleted: 3 });
		expect(pair.calendar.living()).toEqual([own]);
		expect(pair.crm.living()).toHaveLength(4);
	});

	it('delete copies, more than one batch', async () => {
		const pair = new MemoryPair();
		for (let n = 0; n < 130; n += 1) pair.crm.create({ title: `Meeting ${n}` });
		await pair.settle();
		expect(await pair.deactivate({ copies: 'deleteCopies' })).toMatchObject({ deleted: 130 });
		expect(pair.calendar.living()).toEqual([]);
	});
});

describe('delete the whole calendar', () => {
	it('when it holds nothing but our copies; afterwards the CRM fills a new one (B12)', async () => {
		const pair = new MemoryPair(ownContainer);
		pair.crm.create({ title: 'A' });
		await pair.settle();
		expect(await pair.deactivate({ copies: 'deleteContainer' })).toMatchObject({ state: 'deactivated', deleted: 1 });
		expect(pair.calendar.containerDeleted).toBe(true);
		expect(pair.crm.living()).toHaveLength(1);
		pair.calendar.containerDeleted = false;
		await pair.activate();
		await pair.settle();
		expect(pair.calendar.living()).toHaveLength(1);
	});

	it('refused while it holds an event that the sync did not make; nothing changes', async () => {
		const { pair } = await busyPair(ownContainer);
		await expect(pair.deactivate({ copies: 'deleteContainer' })).rejects.toThrow('1 events that were not made by this sync');
		expect(pair.calendar.living()).toHaveLength(4);
		expect(await getStatus(pair.context(), syncName)).toMatchObject({ state: 'active' });
	});

	it('refused while it holds an event that cannot be read', async () => {
		const pair = new MemoryPair(ownContainer);
		const { calendarId } = await pair.linked();
		pair.calendar.unreadable.add(calendarId);
		await expect(pair.deactivate({ copies: 'deleteContainer' })).rejects.toThrow('not made by this sync');
	});

	it('refused where the vendor has no such calendar; nothing changes', async () => {
		const pair = new MemoryPair();
		await pair.linked();
		await expect(pair.deactivate({ copies: 'deleteContainer' })).rejects.toThrow('cannot be deleted by the sync');
		expect(await getStatus(pair.context(), syncName)).toMatchObject({ state: 'active' });
	});

	it('a refusal leaves a sync that was deactivated before deactivated', async () => {
		const { pair } = await busyPair(ownContainer);
		await pair.deactivate();
		await expect(pair.deactivate({ copies: 'deleteContainer' })).rejects.toThrow('not made by this sync');
		expect(await getStatus(pair.context(), syncName)).toMatchObject({ state: 'deactivated' });
	});

	it('interrupted after the calendar was deleted: calling again finishes', async () => {
		const pair = new MemoryPair(ownContainer);
		await pair.linked();
		const remove = pair.calendar.deleteContainer;
		const gone = new SystemError('containerGone', 'The calendar is not there any more.', 'Choose another.');
		pair.calendar.deleteContainer = async () => {
			await remove?.();
			throw new Error('The process was killed.');
		};
		await expect(pair.deactivate({ copies: 'deleteContainer' })).rejects.toThrow('killed');
		pair.calendar.failure = { changes: gone, deleteContainer: gone };
		pair.calendar.deleteContainer = remove;
		expect(await pair.deactivate({ copies: 'deleteContainer' })).toMatchObject({ state: 'deactivated', deleted: 1 });
		expect(await pair.links()).toEqual([]);
		expect(pair.crm.living()).toHaveLength(1);
	});
});

describe('refusals', () => {
	it('deleting copies needs the calendar\'s credential', async () => {
		const { pair } = await busyPair();
		await expect(pair.deactivate({ copies: 'deleteCopies', calendar: null })).rejects.toMatchObject({ kind: 'badSettings' });
		expect(await getStatus(pair.context(), syncName)).toMatchObject({ state: 'active' });
	});

	it('a sync that does not exist; the known ones are named', async () => {
		const pair = new MemoryPair();
		await expect(pair.deactivate()).rejects.toThrow('There is no sync yet.');
		await pair.linked();
		await expect(pair.deactivate({ sync: 'nonsense' })).rejects.toThrow(`Known syncs: ${syncName}.`);
	});

	it('another account: nothing is deleted there', async () => {
		const { pair } = await busyPair();
		pair.calendar.binding = { ...pair.calendar.binding, account: 'other' };
		pair.connections.calendar = 'calendar-2';
		await expect(pair.deactivate({ copies: 'deleteCopies' })).rejects.toMatchObject({ kind: 'otherAccount' });
		expect(pair.calendar.writesOf('delete')).toEqual([]);
	});

	it('while the sync is writing', async () => {
		const { pair } = await busyPair();
		await pair.store.acquireLease(`write:${syncName}`, 'test/1/start/writer', 60 * MINUTE, pair.now());
		await expect(pair.deactivate()).rejects.toMatchObject({ kind: 'busy' });
	});
});
