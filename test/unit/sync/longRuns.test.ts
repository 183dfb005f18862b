import { describe, expect, it } from 'vitest';
import { SystemError, type ChangeItem } from '../../../sync';
import { MemoryPair, MINUTE, SECOND, sideSettings, syncName } from '../../support/memoryPair';
import { contact, event } from './samples';

const omitting = { capabilities: { feedOmits: ['description' as const] } };

describe('runs that take long', () => {
	it('a run keeps its lease while it works longer than the lease lasts', async () => {
		const pair = new MemoryPair();
		for (let n = 0; n < 350; n += 1) pair.crm.create({ title: `Meeting ${n}` });
		const write = pair.calendar.write.bind(pair.calendar);
		pair.calendar.write = async (requests, options) => {
			pair.advance(6 * MINUTE);
			return await write(requests, options);
		};
		const outcomes = await pair.turn('crm');
		expect(outcomes.filter((outcome) => outcome.kind === 'done' && outcome.action === 'created')).toHaveLength(350);
	});

	it('a run that waits for another one goes on when that has finished', async () => {
		const pair = new MemoryPair();
		pair.crm.create({ title: 'Demo' });
		const { items } = await pair.poll('crm');
		await pair.store.acquireLease(`write:${syncName}`, 'test/1/start/other', 20 * SECOND, pair.now());
		expect(await pair.applyTo('calendar', items)).toMatchObject([{ action: 'created' }]);
	});

	it('a vendor that fails in the middle of a delivery: what was read goes out, the rest comes again', async () => {
		const pair = new MemoryPair({ crm: omitting });
		for (let n = 0; n < 250; n += 1) pair.crm.create({ title: `Meeting ${n}` });
		const readMany = pair.crm.readMany.bind(pair.crm);
		let calls = 0;
		pair.crm.readMany = async (ids) => {
			calls += 1;
			if (calls === 2) throw new SystemError('throttled', 'Too fast.', 'Wait.', { retryAt: pair.now() + 5 * MINUTE });
			return await readMany(ids);
		};
		const { items } = await pair.poll('crm');
		expect(items.length).toBeGreaterThan(0);
		expect(items.length).toBeLessThan(250);
		await pair.applyTo('calendar', items);
		await pair.settle();
		expect(pair.calendar.living()).toHaveLength(250);
	});

	it('a vendor that fails at once: the poll says so and the changes wait', async () => {
		const pair = new MemoryPair({ crm: omitting });
		pair.crm.create({ title: 'Demo' });
		pair.crm.failure.read = new SystemError('unavailable', 'Down.', 'Wait.');
		await expect(pair.poll('crm')).rejects.toThrow('Down.');
		expect(await pair.turn('crm')).toMatchObject([{ action: 'created' }]);
	});

	it('a defect of our own while reading is thrown as it is', async () => {
		const pair = new MemoryPair({ crm: omitting });
		pair.crm.create({ title: 'Demo' });
		pair.crm.failure.read = new TypeError('a defect');
		await expect(pair.poll('crm')).rejects.toThrow('a defect');
	});

	it('the echo of a bulk write on a feed that leaves fields out is not read record by record', async () => {
		const pair = new MemoryPair({ crm: { capabilities: { feedOmits: ['description'], openRevisionMark: '~' } } });
		for (let n = 0; n < 40; n += 1) pair.calendar.create({ title: `Meeting ${n}` });
		await pair.turn('calendar');
		pair.crm.isOpen = false;
		expect(await pair.turn('crm')).toEqual([]);
		expect(pair.crm.readIds.length).toBeLessThan(40);
		await pair.settle();
		expect(pair.calendar.writesOf('update')).toEqual([]);
	});
});

describe('a listing of everything', () => {
	it('drops what waited to be delivered and was deleted meanwhile', async () => {
		const pair = new MemoryPair();
		pair.settings.crm = sideSettings({ firstSyncLimit: 1, runLimit: 10 });
		const ids = ['A', 'B', 'C'].map((title) => pair.crm.create({ title }));
		const { items } = await pair.poll('crm');
		await pair.applyTo('calendar', items);
		const open = ids.filter((id) => id !== items[0]?.id);
		pair.crm.remove(open[0] ?? '');
		pair.crm.expireCursors();
		expect((await pair.poll('crm')).items.map(({ id }) => id)).toEqual([open[1]]);
	});

	it('finds more deletions than fit into one page of links', async () => {
		const pair = new MemoryPair();
		pair.apply = { ...pair.apply, deleteGuard: { count: 1_000, percent: 100 } };
		const ids = Array.from({ length: 520 }, (_, n) => pair.crm.create({ title: `Meeting ${n}` }));
		await pair.turn('crm');
		for (const id of ids.slice(5)) pair.crm.remove(id);
		pair.crm.expireCursors();
		await pair.settle();
		expect(pair.calendar.living()).toHaveLength(5);
	});

	it('a cursor that dies again at once is the vendor\'s failure', async () => {
		const pair = new MemoryPair();
		pair.crm.failure.changes = new SystemError('cursorExpired', 'Dead.', 'List again.');
		await expect(pair.poll('crm')).rejects.toThrow('Dead.');
	});
});

describe('owners (O3, Z7)', () => {
	const owned = (owner: string) => ({ source: { ...event().source, owner } });

	it('only records of the container\'s owner are taken in, and only those are joined', async () => {
		const pair = new MemoryPair();
		pair.crm.create({ title: 'Mine' }, owned('main'));
		pair.crm.create({ title: 'Hers' }, owned('her'));
		pair.calendar.create({ title: 'Hers' });
		await pair.settle();
		expect(pair.calendar.living()).toHaveLength(2);
		expect(pair.crm.living()).toHaveLength(3);
	});

	it('an owner that was chosen takes the place of the container\'s', async () => {
		const pair = new MemoryPair();
		pair.settings.crm = sideSettings({ filters: { ...sideSettings().filters, owner: 'her' } });
		pair.crm.create({ title: 'Mine' }, owned('main'));
		pair.crm.create({ title: 'Hers' }, owned('her'));
		await pair.turn('crm');
		expect(pair.calendar.living().map((id) => pair.calendar.value(id, 'title'))).toEqual(['Hers']);
	});

	it('new records may be given to another owner, whose alike record is joined then', async () => {
		const pair = new MemoryPair();
		await pair.poll('crm');
		pair.apply = { ...pair.apply, write: { ...pair.apply.write, defaults: { owner: 'her' } } };
		const hers = pair.crm.create({ title: 'Demo' }, owned('her'));
		pair.calendar.create({ title: 'Demo' });
		await pair.turn('calendar');
		expect((await pair.links()).map(({ crmId }) => crmId)).toEqual([hers]);
	});
});

describe('contacts in messages', () => {
	const item = (record: ChangeItem['record']): ChangeItem => ({ sync: syncName, change: 'upsert', side: 'crm', system: 'memoryCrm', resource: 'contact', id: 'x', revision: 'r', modifiedAt: null, url: null, record });

	it('are called by their name, in plans and in refusals', async () => {
		const pair = new MemoryPair();
		expect(await pair.applyTo('calendar', [item(contact())], { dryRun: true })).toMatchObject([{ plan: { title: 'Ann Lee', when: null } }]);
		pair.calendar.mishap = () => ({ outcome: 'rejected', message: 'No.', next: 'Fix.' });
		expect(await pair.applyTo('calendar', [item(contact())])).toMatchObject([{ message: expect.stringContaining('"Ann Lee"') as string }]);
		expect(await pair.applyTo('calendar', [item(contact({ firstName: '', lastName: '' }))])).toMatchObject([{ message: expect.stringContaining('"(no title)"') as string }]);
	});
});
