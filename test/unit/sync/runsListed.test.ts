import { beforeEach, describe, expect, it } from 'vitest';
import { listJournal, listRuns, type JournalEntry } from '../../../sync';
import { MemoryPair, MINUTE, syncName } from '../../support/memoryPair';

let pair: MemoryPair;

beforeEach(() => {
	pair = new MemoryPair();
});

/** Puts these entries into the journal, each a minute after the one before. */
async function write(...entries: Array<Partial<JournalEntry>>): Promise<void> {
	for (const entry of entries) {
		pair.advance(MINUTE);
		const lease = await pair.store.acquireLease('test', 'test/1/start/journal', MINUTE, pair.now());
		if (lease === null) throw new Error('The lease is taken.');
		const at = pair.now();
		await pair.store.commit({
			sync: syncName, lease, now: at,
			journal: [{ sync: syncName, at, run: 'r1', side: 'calendar', recordId: 'g1', action: 'create', reason: '', fields: [], before: null, after: null, ...entry }],
		});
		await pair.store.releaseLease(lease);
	}
}

const runs = async (change: Partial<Parameters<typeof listRuns>[1]> = {}) => await listRuns(pair.context(), { sync: syncName, limit: 50, ...change });
const time = (offset: number): string => new Date(pair.now() + offset).toISOString();

describe('the runs that wrote something (B7, B16)', () => {
	it('one line each, from the first to the last write, with what it did', async () => {
		await write({ action: 'create' }, { action: 'create' }, { action: 'update' }, { action: 'delete' }, { action: 'remove' }, { action: 'adopt' }, { action: 'conflict' }, { action: 'unlink' });
		expect(await runs()).toEqual([{ run: 'r1', side: 'calendar', from: time(-7 * MINUTE), to: time(0), created: 2, updated: 1, deleted: 2, other: 3, titles: [] }]);
	});

	it('the newest first; a run that wrote on both sides has two lines, because each side is undone by itself', async () => {
		await write({ run: 'old' }, { run: 'new' }, { run: 'new', side: 'crm' }, { run: 'old' });
		expect((await runs()).map(({ run, side, created }) => [run, side, created])).toEqual([['old', 'calendar', 2], ['new', 'crm', 1], ['new', 'calendar', 1]]);
	});

	it('up to so many runs, each with all that it wrote', async () => {
		await write({ run: 'a' }, { run: 'b' }, { run: 'c' }, { run: 'b' }, { run: 'a' }, { run: 'b' });
		expect((await runs({ limit: 2 })).map(({ run, created }) => [run, created])).toEqual([['b', 3], ['a', 2]]);
	});

	it('only what was written since a time, when one is given', async () => {
		await write({ run: 'a' }, { run: 'b' });
		expect((await runs({ since: pair.now() })).map(({ run }) => run)).toEqual(['b']);
		expect((await runs({ since: 0 })).map(({ run }) => run)).toEqual(['b', 'a']);
	});

	it('of another sync nothing', async () => {
		await write({});
		expect(await runs({ sync: 'other' })).toEqual([]);
	});

	it('up to three titles, each once: as it was written, else as it was before', async () => {
		await write({ after: { title: 'A' } }, { before: { title: 'B' } }, { before: { title: 'X' }, after: { title: 'A' } }, {}, { after: { location: 'Bonn' } });
		expect((await runs())[0]?.titles).toEqual(['A', 'B']);
		await write({ after: { title: 'C' } }, { after: { title: 'D' } });
		expect((await runs())[0]?.titles).toEqual(['D', 'C', 'A']);
	});

	it('no titles where the journal keeps no contents', async () => {
		await write({}, { action: 'delete' });
		expect((await runs())[0]?.titles).toEqual([]);
	});
});

describe('the journal (B7)', () => {
	it('shows what was written, the newest first, and can be narrowed to a run or a record', async () => {
		await write({ recordId: 'g1' }, { recordId: 'g2' }, { run: 'r2', recordId: 'g1' });
		const ids = async (filter: Partial<Parameters<typeof listJournal>[1]>) => (await listJournal(pair.context(), { sync: syncName, limit: 10, ...filter })).map(({ run, recordId }) => `${run} ${recordId}`);
		expect(await ids({})).toEqual(['r2 g1', 'r1 g2', 'r1 g1']);
		expect(await ids({ run: 'r1' })).toEqual(['r1 g2', 'r1 g1']);
		expect(await ids({ recordId: 'g1' })).toEqual(['r2 g1', 'r1 g1']);
		expect(await ids({ limit: 1 })).toEqual(['r2 g1']);
		expect(await ids({ sync: 'other' })).toEqual([]);
	});

	it('of a run is what Undo takes back', async () => {
		await pair.linked({ title: 'Demo' });
		const [made] = await runs();
		expect(made).toMatchObject({ side: 'calendar', created: 1, titles: ['Demo'] });
		await pair.undo('calendar', made?.run ?? '');
		expect(await runs()).toMatchObject([{ deleted: 1 }, { created: 1 }]);
	});
});
