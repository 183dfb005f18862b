import { describe, expect, it } from 'vitest';
import type { Link, WriteResult } from '../../../sync';
import { hashField } from '../../../sync/record/hash';
import { undoKey } from '../../../sync/operations/undo/intents';
import type { UndoRun } from '../../../sync/operations/undo/undo';
import { applySettings, MemoryPair, syncName } from '../../support/memoryPair';
import { withEditedTitle } from './undoSupport';

const told = { calendar: { answersWithRecord: true } };

/** A linked pair whose calendar record the run has made (`create`) or deleted (`delete`). */
async function withRun(kind: 'create' | 'delete', options: ConstructorParameters<typeof MemoryPair>[0] = {}) {
	const pair = new MemoryPair(options);
	const ids = await pair.linked({ title: 'Demo', location: 'Köln' });
	if (kind === 'delete') pair.crm.remove(ids.crmId);
	if (kind === 'delete') await pair.settle();
	return { pair, ...ids, run: await pair.lastRun() };
}

const linkOf = async (pair: MemoryPair, crmId: string): Promise<Omit<Link, 'version' | 'updatedAt'>> => {
	const { version: _version, updatedAt: _updatedAt, ...link } = await pair.link(crmId);
	return link;
};

/** What the link says while the write is on its way. */
async function duringWrite(pair: MemoryPair, crmId: string, work: () => Promise<unknown>): Promise<Link | undefined> {
	const write = pair.calendar.write.bind(pair.calendar);
	let shown: Link | undefined;
	pair.calendar.write = async (requests, options) => {
		shown = await pair.link(crmId);
		return await write(requests, options);
	};
	await work();
	pair.calendar.write = write;
	return shown;
}

describe('what an undoing notes before it writes, so that nothing is taken for an edit afterwards (B7)', () => {
	it('of a change: the restored value, and that the record is out of step at the revision that was read', async () => {
		const { pair, crmId, calendarId, run } = await withEditedTitle(told);
		const before = await pair.link(crmId);
		const [read] = await pair.calendar.readMany([calendarId]);
		const link = await duringWrite(pair, crmId, async () => await pair.undo('calendar', run));
		expect(link?.baseline).toEqual({ ...before.baseline, calendar: { ...before.baseline.calendar, title: hashField('title', 'Before') } });
		expect(link?.seen).toEqual({ crm: before.seen.crm, calendar: { revision: read?.outcome === 'found' ? read.snapshot.revision : '', digest: before.seen.calendar?.digest, inStep: false } });
	});

	it('of a creation: that the pair is parted', async () => {
		const { pair, crmId, run } = await withRun('create');
		expect(await duringWrite(pair, crmId, async () => await pair.undo('calendar', run))).toMatchObject({ state: 'gone' });
	});

	it('of a deletion: the key, where the vendor cannot tell by itself what was made before; else nothing', async () => {
		for (const createKey of ['none', 'clientId'] as const) {
			const { pair, crmId, run } = await withRun('delete', { calendar: { capabilities: { createKey } } });
			const { key } = await pair.link(crmId);
			const link = await duringWrite(pair, crmId, async () => await pair.undo('calendar', run));
			expect(link?.key === key, createKey).toBe(createKey === 'clientId');
		}
	});

	it('a key is that of one sync, one run and one record', () => {
		const key = (sync: string, run: string, recordId: string): string =>
			undoKey({ sync: { name: sync }, request: { run } } as UndoRun, { kind: 'recreate', recordId, before: null, at: 0 });
		expect(new Set([key('s', 'r', 'g1'), key('t', 'r', 'g1'), key('s', 'q', 'g1'), key('s', 'r', 'g2')]).size).toBe(4);
		expect(key('s', 'r', 'g1')).toBe(key('s', 'r', 'g1'));
	});
});

describe('what an undoing leaves in the link (B7)', () => {
	it.each([['shows the record', told, true], ['shows nothing', {}, false]] as const)('of a change: in step at the new revision; the vendor %s', async (_, options, isTold) => {
		const { pair, crmId, calendarId, run } = await withEditedTitle(options);
		const before = await linkOf(pair, crmId);
		await pair.undo('calendar', run);
		const [read] = await pair.calendar.readMany([calendarId]);
		const after = await linkOf(pair, crmId);
		expect(after.seen.calendar).toEqual({ revision: read?.outcome === 'found' ? read.snapshot.revision : '', digest: isTold ? expect.any(String) as string : null, inStep: true });
		expect(after).toEqual({ ...before, baseline: { ...before.baseline, calendar: { ...before.baseline.calendar, title: hashField('title', 'Before') } }, seen: { ...before.seen, calendar: after.seen.calendar } });
	});

	it('of a change, while somebody edited another field: out of step, without a digest, so that the edit goes across', async () => {
		const { pair, crmId, calendarId, run } = await withEditedTitle(told);
		pair.calendar.edit(calendarId, { location: 'Bonn' });
		await pair.undo('calendar', run);
		expect((await pair.link(crmId)).seen.calendar).toMatchObject({ digest: null, inStep: false });
	});

	it.each(['update', 'create'] as const)('a vendor that holds something else than it was given: that is no edit of a person (%s)', async (kind) => {
		const { pair, crmId, calendarId, run } = kind === 'update' ? await withEditedTitle(told) : await withRun('delete', told);
		let heldId = calendarId;
		pair.calendar.mishap = (request) => {
			if (request.kind !== kind) return undefined;
			if (kind === 'create') heldId = pair.calendar.create({ ...request.values, title: 'CHANGED' });
			else pair.calendar.edit(calendarId, { title: 'CHANGED' });
			const stored = pair.calendar.records.get(heldId);
			const snapshot = stored && { id: heldId, revision: `r${stored.revision}`, modifiedAt: stored.modifiedAt, createdAt: stored.createdAt, record: stored.record, omitted: [], recurring: false };
			return { outcome: 'written', id: heldId, revision: snapshot?.revision ?? '', modifiedAt: null, snapshot };
		};
		expect(await pair.undo('calendar', run)).toMatchObject([{ kind: 'done' }]);
		pair.calendar.mishap = () => undefined;
		expect((await pair.link(crmId)).baseline.calendar).toMatchObject({ title: hashField('title', 'CHANGED') });
		const writes = pair.writes();
		await pair.settle();
		expect([pair.writes(), pair.calendar.living()]).toEqual([writes, [heldId]]);
	});

	it('a field that was not mapped (any more) stays unmapped', async () => {
		const { pair, crmId, run } = await withEditedTitle();
		await save(pair, { ...(await pair.link(crmId)), baseline: { crm: {}, calendar: {} } });
		await pair.undo('calendar', run);
		expect((await pair.link(crmId)).baseline).toEqual({ crm: {}, calendar: {} });
	});

	it('of a change whose pair is parted by now: the restored value is no edit that would bring the original back', async () => {
		const { pair, crmId, run } = await withEditedTitle(told);
		pair.apply = applySettings({ onDelete: 'ignore' });
		pair.crm.remove(crmId);
		await pair.settle();
		expect(await pair.undo('calendar', run)).toMatchObject([{ action: 'restored' }]);
		expect(await pair.link(crmId)).toMatchObject({ state: 'gone', seen: { crm: null, calendar: null }, baseline: { calendar: { title: hashField('title', 'Before') } } });
		await pair.settle();
		expect(pair.crm.living()).toEqual([]);
	});

	it('of a creation: parted, remembering what the original held', async () => {
		const { pair, crmId, run } = await withRun('create');
		const before = await pair.link(crmId);
		await pair.undo('calendar', run);
		expect(await pair.link(crmId)).toMatchObject({ state: 'gone', seen: { crm: null, calendar: null }, baseline: { crm: before.baseline.crm, calendar: {} } });
	});

	it.each([['shows the record', told], ['shows nothing', {}]])('of a deletion: the new record, and what it holds, so that it stays alone; the vendor %s', async (_, options) => {
		const { pair, crmId, run } = await withRun('delete', options);
		const before = await pair.link(crmId);
		await pair.undo('calendar', run);
		const [made = ''] = pair.calendar.living();
		expect(await pair.link(crmId)).toMatchObject({
			state: 'gone', crmId, calendarId: made, generation: before.generation + 1, baseline: { crm: {}, calendar: { title: hashField('title', 'Demo'), location: hashField('location', 'Köln') } },
		});
		await pair.settle();
		expect(pair.crm.living()).toEqual([]);
	});

	it.each<[string, WriteResult, boolean]>([
		['refused', { outcome: 'rejected', message: 'No.', next: 'Ask.' }, true],
		['not sent in time', { outcome: 'retry', message: 'Later.', retryAt: null }, true],
		['without a clear answer', { outcome: 'unclear', message: 'Cut.' }, false],
	])('a write that was %s: as it was before (%s)', async (_, result, isAsBefore) => {
		const { pair, crmId, run } = await withEditedTitle();
		const before = await linkOf(pair, crmId);
		pair.calendar.mishap = () => result;
		const entries = (await pair.journal()).length;
		expect(await pair.undo('calendar', run)).toMatchObject([{ kind: 'attention' }]);
		if (isAsBefore) expect(await linkOf(pair, crmId)).toEqual(before);
		else expect(await linkOf(pair, crmId)).toMatchObject({ seen: { calendar: { inStep: false } }, baseline: { calendar: { title: hashField('title', 'Before') } } });
		expect((await pair.journal()).length, 'nothing is noted as a write').toBe(entries);
	});
});

/** Puts a link into the store as it stands here. */
async function save(pair: MemoryPair, link: Link): Promise<void> {
	const lease = await pair.store.acquireLease('test', 'test/1/start/link', 1_000, pair.now());
	if (lease === null) throw new Error('The lease is taken.');
	await pair.store.commit({ sync: syncName, lease, now: pair.now(), links: [link] });
	await pair.store.releaseLease(lease);
}
