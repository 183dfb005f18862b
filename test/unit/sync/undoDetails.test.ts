import { describe, expect, it } from 'vitest';
import type { WriteResult } from '../../../sync';
import { applySettings, MemoryPair, MINUTE, syncName } from '../../support/memoryPair';

const told = { crm: { answersWithRecord: true }, calendar: { answersWithRecord: true } };

/** A pair whose calendar record the run has changed, made or deleted. */
async function withRun(kind: 'update' | 'create' | 'delete', options: ConstructorParameters<typeof MemoryPair>[0] = told) {
	const pair = new MemoryPair(options);
	const ids = await pair.linked({ title: 'Before' });
	if (kind === 'update') pair.crm.edit(ids.crmId, { title: 'After' });
	if (kind === 'delete') pair.crm.remove(ids.crmId);
	if (kind !== 'create') await pair.turn('crm');
	return { pair, ...ids, run: await pair.lastRun() };
}

const titles = (pair: MemoryPair) => pair.calendar.living().map((id) => pair.calendar.value(id, 'title'));

describe('records whose pairs were forgotten meanwhile (B7)', () => {
	it.each([
		['update', 'restored', ['Before']],
		['create', 'removed', []],
		['delete', 'recreated', ['Before']],
	] as const)('are undone all the same: %s', async (kind, action, left) => {
		const { pair, run } = await withRun(kind);
		await pair.store.forgetSync(syncName, 'links');
		expect(await pair.undo('calendar', run)).toMatchObject([{ kind: 'done', action }]);
		expect(titles(pair)).toEqual(left);
		expect(await pair.store.countLinks(syncName)).toBe(0);
	});

	it('also beside one that is still linked', async () => {
		const { pair, crmId } = await withRun('create');
		const other = await pair.linked({ title: 'Other' });
		for (const id of [crmId, other.crmId]) pair.crm.edit(id, { location: 'Bonn' });
		await pair.turn('crm');
		const [run, { id }] = [await pair.lastRun(), await pair.link(crmId)];
		const lease = await pair.store.acquireLease('test', 'test/1/start/link', MINUTE, pair.now());
		if (lease === null) throw new Error('The lease is taken.');
		await pair.store.commit({ sync: syncName, lease, now: pair.now(), removedLinks: [id] });
		expect(await pair.undo('calendar', run)).toMatchObject([{ action: 'restored' }, { action: 'restored' }]);
		expect(await pair.link(other.crmId)).toMatchObject({ state: 'linked', seen: { calendar: { inStep: true } } });
	});

	it('a record that is made again bears the mark of the one it takes the place of', async () => {
		const { pair, calendarId, run } = await withRun('delete');
		await pair.store.forgetSync(syncName, 'links');
		await pair.undo('calendar', run);
		expect(pair.calendar.writesOf('create').at(-1)).toMatchObject({ stamp: { sync: syncName, partnerId: calendarId, generation: 1 } });
	});
});

it('a record that is made again bears the mark of its original, one generation on', async () => {
	const { pair, crmId, run } = await withRun('delete');
	const { generation } = await pair.link(crmId);
	await pair.undo('calendar', run);
	expect(pair.calendar.writesOf('create').at(-1)).toMatchObject({ stamp: { sync: syncName, partnerId: crmId, generation: generation + 1 } });
});

describe('answers of the vendor (B7)', () => {
	it('an unread record is left as it is', async () => {
		const { pair, run } = await withRun('update');
		pair.calendar.readMany = async () => [];
		expect(await pair.undo('calendar', run)).toMatchObject([{ kind: 'attention', reason: 'lost access', message: expect.stringContaining('The vendor did not answer for it.') as string }]);
		expect(titles(pair)).toEqual(['After']);
	});

	it.each<[string, 'update' | 'create' | 'delete', WriteResult[], object]>([
		['none', 'update', [], { kind: 'attention', reason: 'not finished', message: expect.stringMatching(/^The vendor did not answer for this record\./) as string }],
		['one that does not fit', 'update', [{ outcome: 'exists', snapshot: { id: 'x', revision: '', modifiedAt: 0, createdAt: 0, omitted: [], recurring: false } as never }], { kind: 'attention', reason: 'not finished', message: expect.stringMatching(/^The vendor gave no clear answer\./) as string }],
		['no right', 'update', [{ outcome: 'forbidden', message: 'No right.', next: 'Ask.' }], { kind: 'attention', reason: 'rejected', message: expect.stringContaining('No right.') as string, next: 'Ask.' }],
		['gone before it was changed', 'update', [{ outcome: 'gone' }], { kind: 'attention', reason: 'changed since' }],
		['gone before it was deleted', 'create', [{ outcome: 'gone' }], { kind: 'done', action: 'removed' }],
		['moved on before it was deleted', 'create', [{ outcome: 'stale' }], { kind: 'attention', reason: 'changed since' }],
		['made again before, and deleted since', 'delete', [{ outcome: 'keyUsed' }], { kind: 'attention', reason: 'gone', message: expect.stringContaining('not made a second time') as string }],
	])('%s (%s)', async (_, kind, results, expected) => {
		const { pair, run } = await withRun(kind);
		pair.calendar.write = async () => await Promise.resolve(results);
		expect(await pair.undo('calendar', run)).toMatchObject([expected]);
	});

	it('a field that cannot be written any more: nothing is restored', async () => {
		const { pair, run } = await withRun('update');
		const { title } = pair.calendar.capabilities.fields;
		if (title !== undefined) title.write = false;
		expect(await pair.undo('calendar', run)).toMatchObject([{ kind: 'attention', reason: 'rejected' }]);
		delete pair.calendar.capabilities.fields.title;
		expect(await pair.undo('calendar', run)).toMatchObject([{ kind: 'attention', reason: 'rejected' }]);
		expect(titles(pair)).toEqual(['After']);
	});
});

describe('refusals (B7)', () => {
	it('while the sync writes', async () => {
		const { pair, run } = await withRun('update');
		await pair.store.acquireLease(`write:${syncName}`, 'test/1/start/writer', 60 * MINUTE, pair.now());
		await expect(pair.undo('calendar', run)).rejects.toMatchObject({ kind: 'busy' });
	});

	it('while it is being deactivated; when that is done, it is undone', async () => {
		const { pair, run } = await withRun('update');
		await pair.store.saveState(syncName, 'deactivating', null, pair.now());
		await expect(pair.undo('calendar', run)).rejects.toMatchObject({ kind: 'busy', next: expect.stringContaining('deactivation') as string });
		expect(titles(pair)).toEqual(['After']);
		await pair.store.saveState(syncName, 'deactivated', null, pair.now());
		expect(await pair.undo('calendar', run)).toMatchObject([{ action: 'restored' }]);
	});

	it('an unknown sync: the known ones are named', async () => {
		const { pair, run } = await withRun('update');
		await expect(pair.undo('calendar', run, { sync: 'other' })).rejects.toThrow(`Known syncs: ${syncName}.`);
	});
});

it.each([
	['update', 'planned', 'After'], ['create', 'planned', 'Before'], ['delete', 'planned', 'Before'],
] as const)('a dry run says what would be done and notes nothing (%s)', async (kind, action, title) => {
	const { pair, run } = await withRun(kind);
	const [writes, entries] = [pair.writes(), (await pair.journal()).length];
	expect(await pair.undo('calendar', run, { dryRun: true })).toMatchObject([{ kind: 'done', action, title, message: expect.stringContaining('would be') as string }]);
	expect([pair.writes(), (await pair.journal()).length]).toEqual([writes, entries]);
});

describe('how an undoing writes (B7, B10)', () => {
	it('tells nobody, starts no automation, makes no contacts', async () => {
		const { pair, run } = await withRun('update');
		pair.apply = applySettings({ write: { ...pair.apply.write, notifyGuests: 'all', runAutomations: true, guests: 'create' as never } });
		await pair.undo('calendar', run);
		expect(pair.calendar.requests.at(-1)?.options).toMatchObject({ notifyGuests: 'none', runAutomations: false, defaults: {}, guests: 'linkExisting' });
	});

	it.each([
		['the one that is given', 'Ours', { untitledPlaceholder: 'Given' }, 'Given'],
		['else the one that was last written', 'Ours', {}, 'Ours'],
		['else the vendor\'s own', '', {}, 'Not Provided'],
	])('a missing title is written as %s, and that text is read as none', async (_, used, change, expected) => {
		const pair = new MemoryPair();
		const calendarId = pair.calendar.create({ title: '' });
		pair.apply = applySettings({ write: { ...pair.apply.write, untitledPlaceholder: used === '' ? 'Not Provided' : used } });
		await pair.settle();
		const run = await pair.lastRun();
		const row = await pair.store.getSync(syncName);
		if (used === '' && row?.sides.crm) await pair.store.saveSide(syncName, 'crm', { ...row.sides.crm, placeholder: undefined }, pair.now());
		const [crmId = ''] = pair.crm.living();
		// The vendor puts the text in the place of the title.
		pair.crm.edit(crmId, { title: expected });
		expect(await pair.undo('crm', run, change)).toMatchObject([{ action: 'removed', title: '' }]);
		expect(pair.crm.requests.at(-1)?.options.untitledPlaceholder).toBe(expected);
		expect(pair.calendar.living()).toEqual([calendarId]);
	});
});
