import { describe, expect, it } from 'vitest';
import type { FieldValues, Side, SyncStore } from '../../../sync';
import { applySettings, MemoryPair, MINUTE, syncName } from '../../support/memoryPair';
import { guests } from './samples';

/** A linked pair whose title was changed in the CRM and carried across by the run that is returned. */
async function withEditedTitle(options: ConstructorParameters<typeof MemoryPair>[0] = {}) {
	const pair = new MemoryPair(options);
	const ids = await pair.linked({ title: 'Before', location: 'Köln' });
	pair.crm.edit(ids.crmId, { title: 'After' });
	await pair.turn('crm');
	return { pair, ...ids, run: await pair.lastRun() };
}

const values = (pair: MemoryPair, side: Side, id: string, ...fields: Array<'title' | 'location'>) => fields.map((field) => pair.system(side).value(id, field));

describe('undo of a run: changed records (B7)', () => {
	it.each<[string, ConstructorParameters<typeof MemoryPair>[0]]>([
		['answers say nothing', {}],
		['answers show the record', { crm: { answersWithRecord: true }, calendar: { answersWithRecord: true } }],
	])('brings the former values back with one write, and leaves the other side alone; %s', async (_, options) => {
		const { pair, crmId, calendarId, run } = await withEditedTitle(options);
		const writes = pair.writes();
		expect(await pair.undo('calendar', run)).toMatchObject([{ kind: 'done', recordId: calendarId, action: 'restored', fields: [{ field: 'title', old: 'After', new: 'Before' }] }]);
		expect(pair.writes()).toBe(writes + 1);
		await pair.settle();
		expect(pair.writes(), 'at rest nothing flows in either direction').toBe(writes + 1);
		expect([...values(pair, 'crm', crmId, 'title'), ...values(pair, 'calendar', calendarId, 'title')]).toEqual(['After', 'Before']);
	});

	it('later edits go across as ever: of another field that field alone, of the restored one on either side that value', async () => {
		const { pair, crmId, calendarId, run } = await withEditedTitle();
		await pair.undo('calendar', run);
		pair.crm.edit(crmId, { location: 'Bonn' });
		await pair.settle();
		expect(values(pair, 'calendar', calendarId, 'title', 'location')).toEqual(['Before', 'Bonn']);
		pair.calendar.edit(calendarId, { title: 'Agreed' });
		await pair.settle();
		expect(values(pair, 'crm', crmId, 'title')).toEqual(['Agreed']);
	});

	it('a record whose value changed since is left as it is and reported', async () => {
		const { pair, calendarId, run } = await withEditedTitle();
		pair.calendar.edit(calendarId, { title: 'By a person' });
		expect(await pair.undo('calendar', run)).toMatchObject([{ kind: 'attention', reason: 'changed since', title: 'By a person', message: expect.stringContaining('title changed since') as string }]);
		expect(values(pair, 'calendar', calendarId, 'title')).toEqual(['By a person']);
	});

	it('a later run counts as a change, too', async () => {
		const { pair, crmId, calendarId, run } = await withEditedTitle();
		pair.crm.edit(crmId, { title: 'Later' });
		await pair.turn('crm');
		expect(await pair.undo('calendar', run)).toMatchObject([{ kind: 'attention', reason: 'changed since' }]);
		expect(values(pair, 'calendar', calendarId, 'title')).toEqual(['Later']);
	});

	it('what somebody changed in other fields since stays, and goes across', async () => {
		const { pair, crmId, calendarId, run } = await withEditedTitle();
		pair.calendar.edit(calendarId, { location: 'Bonn', attendees: guests('a') });
		expect(await pair.undo('calendar', run)).toMatchObject([{ kind: 'done', action: 'restored' }]);
		await pair.settle();
		expect([...values(pair, 'calendar', calendarId, 'title', 'location'), ...values(pair, 'crm', crmId, 'title', 'location')]).toEqual(['Before', 'Bonn', 'After', 'Bonn']);
	});

	it('undoing twice writes once; undoing the undoing brings the run\'s values again', async () => {
		const { pair, calendarId, run } = await withEditedTitle();
		await pair.undo('calendar', run);
		const undoing = await pair.lastRun();
		expect(await pair.undo('calendar', run)).toMatchObject([{ kind: 'done', action: 'unchanged' }]);
		expect(await pair.undo('calendar', undoing)).toMatchObject([{ kind: 'done', action: 'restored' }]);
		expect(values(pair, 'calendar', calendarId, 'title')).toEqual(['After']);
	});

	it('a dry run says what would be done and writes nothing', async () => {
		const { pair, calendarId, run } = await withEditedTitle();
		const [writes, entries] = [pair.writes(), (await pair.journal()).length];
		expect(await pair.undo('calendar', run, { dryRun: true })).toMatchObject([{ kind: 'done', action: 'planned', title: 'After', fields: [{ field: 'title', old: 'After', new: 'Before' }] }]);
		expect([pair.writes(), (await pair.journal()).length]).toEqual([writes, entries]);
		expect(values(pair, 'calendar', calendarId, 'title')).toEqual(['After']);
	});

	it.each([
		['deleted since', 'gone', (pair: MemoryPair, id: string) => pair.calendar.remove(id)],
		['unreadable', 'lost access', (pair: MemoryPair, id: string) => void pair.calendar.unreadable.add(id)],
		['refused by the vendor', 'rejected', (pair: MemoryPair) => void (pair.calendar.mishap = () => ({ outcome: 'rejected', message: 'No.', next: 'Ask.' }))],
		['edited at that very moment', 'changed since', (pair: MemoryPair) => void (pair.calendar.mishap = () => ({ outcome: 'stale' }))],
		['without an answer', 'not finished', (pair: MemoryPair) => void (pair.calendar.mishap = () => ({ outcome: 'retry', message: 'Slow down.', retryAt: null }))],
	])('a record that is %s is reported as "%s" with what to do', async (_, reason, happen) => {
		const { pair, calendarId, run } = await withEditedTitle();
		happen(pair, calendarId);
		const [outcome] = await pair.undo('calendar', run);
		expect(outcome).toMatchObject({ kind: 'attention', reason, message: expect.stringMatching(/\.$/) as string, next: expect.stringMatching(/\.$/) as string });
	});

	it('a write that was refused leaves the pair in step: the run\'s value is no edit', async () => {
		const { pair, crmId, run } = await withEditedTitle();
		pair.calendar.mishap = () => ({ outcome: 'rejected', message: 'No.', next: 'Ask.' });
		await pair.undo('calendar', run);
		pair.calendar.mishap = () => undefined;
		const writes = pair.writes();
		await pair.settle();
		expect(pair.writes()).toBe(writes);
		expect((await pair.link(crmId)).seen.calendar?.inStep).toBe(true);
	});
});

describe('an undoing that slept until another run may be at the same work (B4, B7)', () => {
	it.each<[string, (pair: MemoryPair, crmId: string) => void]>([
		['restored', (pair, crmId) => pair.crm.edit(crmId, { title: 'After' })],
		['made again', (pair, crmId) => pair.crm.remove(crmId)],
	])('a record that was to be %s is not written late; it is reported and undone the next time', async (_, change) => {
		const pair = new MemoryPair();
		const { crmId } = await pair.linked({ title: 'Before' });
		change(pair, crmId);
		await pair.turn('crm');
		const run = await pair.lastRun();
		const shown = JSON.stringify([...pair.calendar.records]);
		pair.calendar.mishap = () => void pair.advance(20 * MINUTE);
		expect(await pair.undo('calendar', run)).toMatchObject([{ kind: 'attention', reason: 'not finished' }]);
		expect(JSON.stringify([...pair.calendar.records])).toBe(shown);
		pair.calendar.mishap = () => undefined;
		expect(await pair.undo('calendar', run)).toMatchObject([{ kind: 'done' }]);
		expect(pair.calendar.living().map((id) => pair.calendar.value(id, 'title'))).toEqual(['Before']);
	});
});

describe('undo of a run: made and deleted records (B7)', () => {
	it('removes a copy that the run made; the original stays alone until somebody edits it', async () => {
		const pair = new MemoryPair();
		const { crmId, calendarId } = await pair.linked();
		expect(await pair.undo('calendar', await pair.lastRun())).toMatchObject([{ kind: 'done', action: 'removed', recordId: calendarId }]);
		await pair.settle();
		expect([pair.crm.living(), pair.calendar.living()]).toEqual([[crmId], []]);
		await pair.poll('crm', 'all').then(async ({ items }) => await pair.applyTo('calendar', items));
		pair.crm.edit(crmId, { title: 'Again' });
		await pair.settle();
		expect(pair.calendar.living()).toHaveLength(1);
	});

	it('keeps a copy that somebody has worked on', async () => {
		const pair = new MemoryPair({ calendar: { answersWithRecord: true } });
		const { calendarId } = await pair.linked();
		const run = await pair.lastRun();
		pair.calendar.edit(calendarId, {}, { tags: ['mine'] });
		expect(await pair.undo('calendar', run)).toMatchObject([{ kind: 'attention', reason: 'changed since', message: expect.stringContaining('tags') as string }]);
		expect(pair.calendar.living()).toEqual([calendarId]);
	});

	it('makes a deleted copy again, with everything it held; the original stays deleted', async () => {
		const pair = new MemoryPair({ calendar: { answersWithRecord: true } });
		const { crmId, calendarId } = await pair.linked({ title: 'Demo', location: 'Köln', attendees: guests('a') });
		pair.crm.remove(crmId);
		await pair.settle();
		const run = await pair.lastRun();
		expect(await pair.undo('calendar', run)).toMatchObject([{ kind: 'done', action: 'recreated', title: 'Demo' }]);
		const [made] = pair.calendar.living();
		expect(made).not.toBe(calendarId);
		expect([pair.calendar.value(made ?? '', 'title'), pair.calendar.value(made ?? '', 'location'), pair.calendar.value(made ?? '', 'attendees')]).toEqual(['Demo', 'Köln', guests('a')]);
		expect(await pair.undo('calendar', run), 'once more').toMatchObject([{ kind: 'done', action: 'unchanged' }]);
		await pair.settle();
		expect([pair.crm.living().length, pair.calendar.living().length]).toEqual([0, 1]);
		pair.calendar.edit(made ?? '', { title: 'Mine now' });
		await pair.settle();
		expect(pair.crm.living()).toHaveLength(1);
	});

	it('a run that made and deleted the same record leaves nothing to do', async () => {
		const { stepsOf } = await import('../../../sync/operations/undo/steps');
		const base = { sync: syncName, at: 1, run: 'r', side: 'calendar' as const, recordId: 'g1', reason: '', fields: [], before: null, after: null };
		expect(stepsOf([{ ...base, action: 'create' }, { ...base, action: 'delete' }])).toEqual([]);
	});

	it('of two writes of one record in a run the first before-image counts', async () => {
		const { stepsOf } = await import('../../../sync/operations/undo/steps');
		const base = { sync: syncName, run: 'r', side: 'calendar' as const, recordId: 'g1', reason: '', action: 'update' as const };
		expect(
			stepsOf([
				{ ...base, at: 1, fields: ['title'], before: { title: 'A' }, after: { title: 'B' } },
				{ ...base, at: 2, fields: ['title', 'location'], before: { title: 'B', location: 'Köln' }, after: { title: 'C', location: 'Bonn' } },
			]),
		).toEqual([{ kind: 'restore', recordId: 'g1', at: 1, before: { title: 'A', location: 'Köln' }, after: { title: 'C', location: 'Bonn' }, unknown: [] }]);
	});
});

describe('undo refuses what it cannot do, and changes nothing', () => {
	it.each([
		['an unknown sync', { sync: 'other' }, 'unknownSync'],
		['an unknown run', { run: 'nobody' }, 'badSettings'],
	])('%s', async (_, change, kind) => {
		const { pair, run } = await withEditedTitle();
		const writes = pair.writes();
		await expect(pair.undo('calendar', run, change)).rejects.toMatchObject({ kind });
		expect(pair.writes()).toBe(writes);
	});

	it('another account', async () => {
		const { pair, run } = await withEditedTitle();
		pair.connections.calendar = 'calendar-2';
		pair.calendar.binding = { ...pair.calendar.binding, account: 'somebody-else' };
		await expect(pair.undo('calendar', run)).rejects.toMatchObject({ kind: 'otherAccount' });
	});

	it('a run of the other side only', async () => {
		const { pair, run } = await withEditedTitle();
		await expect(pair.undo('crm', run)).rejects.toMatchObject({ kind: 'badSettings', message: expect.stringContaining('Memory CRM') as string });
	});
});

describe('before-images', () => {
	it('of a blind write are known without reading the record (B8)', async () => {
		const { pair, run } = await withEditedTitle();
		expect(pair.calendar.readIds).toEqual([]);
		expect((await pair.journal()).find((entry) => entry.run === run)).toMatchObject({ action: 'update', fields: ['title'], before: { title: 'Before' }, after: { title: 'After' } });
	});

	it('that are missing are read before the write', async () => {
		const pair = new MemoryPair();
		const { crmId, calendarId } = await pair.linked({ title: 'Before' });
		await pair.store.forgetContents(syncName, 'calendar');
		pair.crm.edit(crmId, { title: 'After' });
		await pair.turn('crm');
		expect(pair.calendar.readIds).toEqual([calendarId]);
		expect(await pair.undo('calendar', await pair.lastRun())).toMatchObject([{ action: 'restored' }]);
	});

	it('are not kept when switched off, those from before are forgotten, and only conflict losers stay', async () => {
		const { pair, crmId, calendarId, run } = await withEditedTitle();
		pair.apply = applySettings({ journal: { beforeImages: false, retentionDays: 30 }, conflictPolicy: 'crm' });
		pair.crm.edit(crmId, { title: 'Once more' });
		pair.calendar.edit(calendarId, { title: 'Loser' });
		await pair.settle();
		const ofCalendar = (await pair.journal()).filter(({ side }) => side === 'calendar');
		const contents = ofCalendar.flatMap(({ action, before, after }) => [before, after].flatMap((part) => (part === null ? [] : [{ action, part }])));
		expect(contents).toEqual([{ action: 'conflict', part: { title: 'Loser' } satisfies FieldValues }]);
		expect(await pair.store.getImages(syncName, 'calendar', [calendarId])).toEqual([]);
		expect(await pair.undo('calendar', run)).toMatchObject([{ kind: 'attention', reason: 'not kept' }]);
	});

	it('older than the retention are forgotten with the journal', async () => {
		const { pair, calendarId } = await withEditedTitle();
		pair.apply = applySettings({ journal: { beforeImages: true, retentionDays: 2 } });
		const other = pair.crm.create({ title: 'Another' });
		await pair.settle();
		pair.advance(3 * 24 * 60 * MINUTE);
		await pair.poll('crm');
		expect((await pair.journal()).filter(({ side }) => side === 'calendar')).toEqual([]);
		expect(await pair.store.getImages(syncName, 'calendar', [calendarId, other])).toEqual([]);
	});
});

/** Thrown in place of everything once the imagined process is dead. */
class Dead extends Error {}

/** The pair with a process that dies at its n-th commit (before it), or at its n-th write (before or after the vendor acted). */
function doomed(pair: MemoryPair, target: Side, at: number, when: 'commit' | 'before' | 'after'): { revive: () => boolean } {
	const { store } = pair;
	const system = pair.system(target);
	const write = system.write.bind(system);
	let [left, isDead] = [at, false];
	const strikes = (kind: typeof when): boolean => {
		if (isDead) throw new Dead();
		if (kind !== when) return false;
		left -= 1;
		isDead = left === 0;
		return isDead;
	};
	pair.store = new Proxy(store, {
		get: (inner, name) => {
			const member: unknown = Reflect.get(inner, name);
			if (typeof member !== 'function') return member;
			return async (...parameters: unknown[]) => {
				if (isDead && name !== 'releaseLease') throw new Dead();
				if (name === 'commit' && strikes('commit')) throw new Dead();
				return (await Reflect.apply(member, inner, parameters)) as unknown;
			};
		},
	}) as SyncStore;
	system.write = async (requests, options) => {
		if (strikes('before')) throw new Dead();
		const results = await write(requests, options);
		if (strikes('after')) throw new Dead();
		return results;
	};
	return {
		revive: () => {
			pair.store = store;
			system.write = write;
			return isDead;
		},
	};
}

describe('an undoing that is killed and run again ends like one that was not (B4, B7)', () => {
	const kinds = ['commit', 'before', 'after'] as const;
	it.each<Side>(['calendar', 'crm'])('on the %s side, at every write and commit', async (target) => {
		const source: Side = target === 'crm' ? 'calendar' : 'crm';
		let points = 0;
		for (const when of kinds) {
			for (let at = 1; ; at += 1) {
				const pair = new MemoryPair();
				const make = (title: string): string => pair.system(source).create({ title });
				const [edited, removed] = [make('Before'), make('Deleted')];
				await pair.settle();
				pair.system(source).edit(edited, { title: 'After' });
				pair.system(source).remove(removed);
				make('Made');
				await pair.turn(source);
				const run = await pair.lastRun();
				const doom = doomed(pair, target, at, when);
				await pair.undo(target, run).catch((error: unknown) => {
					if (!(error instanceof Dead)) throw error;
				});
				if (!doom.revive()) break;
				points += 1;
				const outcomes = await pair.undo(target, run);
				expect(outcomes.map(({ kind }) => kind), `${when} ${at}`).toEqual(['done', 'done', 'done']);
				await pair.settle();
				const titles = (side: Side) => pair.system(side).living().map((id) => pair.system(side).value(id, 'title')).sort();
				expect(titles(target), `${when} ${at}`).toEqual(['Before', 'Deleted']);
				expect(titles(source), `${when} ${at}`).toEqual(['After', 'Made']);
			}
		}
		expect(points).toBeGreaterThanOrEqual(4);
	});
});

describe('undo of a large run (B7)', () => {
	it('500 writes: every untouched record is brought back with one write, the touched one is reported', async () => {
		const pair = new MemoryPair();
		pair.settings.crm = { ...pair.settings.crm, runLimit: 1_000 };
		const ids = Array.from({ length: 500 }, (_, index) => pair.crm.create({ title: `Before ${index}` }));
		await pair.settle();
		for (const id of ids) pair.crm.edit(id, { title: `After ${id}` });
		await pair.turn('crm');
		const run = await pair.lastRun();
		const touched = (await pair.link(ids[7] ?? '')).calendarId ?? '';
		pair.calendar.edit(touched, { title: 'By a person' });
		const writes = pair.writes();
		const outcomes = await pair.undo('calendar', run);
		expect(outcomes.filter(({ kind }) => kind === 'done')).toHaveLength(499);
		expect(outcomes.filter(({ kind }) => kind === 'attention')).toMatchObject([{ recordId: touched, reason: 'changed since' }]);
		expect(pair.writes() - writes).toBe(499);
		const titles = pair.calendar.living().map((id) => pair.calendar.value(id, 'title'));
		expect(titles.filter((title) => String(title).startsWith('Before'))).toHaveLength(499);
	});
});
