import { describe, expect, it } from 'vitest';
import type { FeedChange, FeedPage, PollRequest, SideState } from '../../../sync';
import { readingOf } from '../../../sync/ingest/reading';
import { MemoryPair, MINUTE, sideSettings, syncName } from '../../support/memoryPair';

describe('how a side is read', () => {
	const request = (side: 'crm' | 'calendar', owner: string | null = null): PollRequest => {
		const pair = new MemoryPair();
		pair.settings[side] = sideSettings({ privateEvents: 'busyOnly', filters: { ...sideSettings().filters, owner } });
		return pair.pollRequest(side);
	};
	const joined: SideState = {
		system: 'memoryCrm', connection: 'c', settings: null, fingerprint: null, lastReadAt: null, lastProblem: null, placeholder: 'No title',
		binding: { account: 'a', accountName: 'A', container: 'u1', containerName: 'U1', writable: true },
	};
	const ownerOf = (...given: Parameters<typeof readingOf>) => readingOf(...given).settings.filters.owner;

	it('of a CRM the joined owner\'s records alone, unless an owner was chosen', () => {
		expect(ownerOf(request('crm'), joined)).toBe('u1');
		expect(ownerOf(request('crm', 'u2'), joined)).toBe('u2');
	});

	it('of a calendar, and of a CRM that is not joined yet, whatever is there', () => {
		expect(ownerOf(request('calendar'), joined)).toBeNull();
		expect(ownerOf(request('crm'), { ...joined, binding: null })).toBeNull();
		expect(ownerOf(request('crm'), null)).toBeNull();
	});

	it('with the settings of the node and the text that was last written for an empty title', () => {
		expect(readingOf(request('crm'), joined).view).toEqual({ privateEvents: 'busyOnly', placeholders: ['No title'] });
		expect(readingOf(request('crm'), null).view).toEqual({ privateEvents: 'busyOnly', placeholders: [] });
		expect(readingOf(request('crm', 'u2'), joined)).toMatchObject({ sync: syncName, side: 'crm', mode: 'changes' });
	});
});

describe('records that a feed misses (they may only have left its window)', () => {
	async function missing(act: (pair: MemoryPair, calendarId: string) => void = () => undefined) {
		const pair = new MemoryPair();
		const { crmId, calendarId } = await pair.linked();
		act(pair, calendarId);
		const reads = pair.calendar.readIds.length;
		tells(pair, { kind: 'missing', id: calendarId });
		const outcome = await pair.poll('calendar');
		return { pair, crmId, calendarId, outcome, read: pair.calendar.readIds.slice(reads) };
	}

	function tells(pair: MemoryPair, ...changes: FeedChange[]): void {
		pair.calendar.changes = async function* (): AsyncIterable<FeedPage> {
			yield await Promise.resolve({ changes, cursor: { since: 1_000 } });
		};
	}

	it('still there: nothing is deleted and nothing delivered', async () => {
		const { outcome, read, calendarId } = await missing();
		expect(read).toEqual([calendarId]);
		expect(outcome).toEqual({ items: [], notice: null, parked: [] });
	});

	it('still there, and edited: the edit is delivered', async () => {
		const { outcome, calendarId } = await missing((pair, id) => pair.calendar.edit(id, { title: 'Moved' }));
		expect(outcome.items).toMatchObject([{ change: 'upsert', id: calendarId, record: { title: 'Moved' } }]);
	});

	it('positively gone: deleted', async () => {
		const { outcome, calendarId } = await missing((pair, id) => pair.calendar.remove(id));
		expect(outcome.items).toMatchObject([{ change: 'delete', id: calendarId }]);
	});

	it('not to be read: left alone and said', async () => {
		const { outcome, pair, crmId } = await missing((pair, id) => pair.calendar.unreadable.add(id));
		expect(outcome.items).toEqual([]);
		expect(outcome.notice).toBe('1 record(s) could not be read and were left alone.');
		expect(pair.crm.living()).toEqual([crmId]);
	});

	it('no answer at all: left alone as well', async () => {
		const { outcome } = await missing((pair) => { pair.calendar.readMany = async () => await Promise.resolve([]); });
		expect(outcome).toMatchObject({ items: [], notice: '1 record(s) could not be read and were left alone.' });
	});

	it('unknown to the sync: not even looked at', async () => {
		const pair = new MemoryPair();
		await pair.turn('calendar');
		tells(pair, { kind: 'missing', id: 'calendar-99' }, { kind: 'upsert', snapshot: { id: 'calendar-7', revision: 'r1', modifiedAt: 0, createdAt: 0, omitted: [], recurring: false, record: { ...(await recordLike()), title: 'New' } } });
		expect((await pair.poll('calendar')).items).toMatchObject([{ id: 'calendar-7' }]);
		expect(pair.calendar.readIds).toEqual([]);
	});

	it('without link, but still to be delivered: looked at, and forgotten when it is gone', async () => {
		const pair = new MemoryPair();
		const calendarId = pair.calendar.create({ title: 'New' });
		await pair.poll('calendar');
		pair.calendar.remove(calendarId);
		tells(pair, { kind: 'missing', id: calendarId });
		await pair.poll('calendar');
		expect(pair.calendar.readIds).toContain(calendarId);
		pair.advance(61 * MINUTE);
		expect((await pair.poll('calendar')).items).toEqual([]);
	});

	it('whose link has ended: not looked at', async () => {
		const pair = new MemoryPair();
		const { crmId, calendarId } = await pair.linked();
		pair.crm.remove(crmId);
		await pair.settle();
		const reads = pair.calendar.readIds.length;
		tells(pair, { kind: 'missing', id: calendarId });
		expect((await pair.poll('calendar')).items).toEqual([]);
		expect(pair.calendar.readIds).toHaveLength(reads);
	});

	async function recordLike() {
		const pair = new MemoryPair();
		const id = pair.calendar.create({ title: 'x' });
		const read = await pair.calendar.read(id);
		if (read.outcome !== 'found' || !('title' in read.snapshot.record)) throw new Error('It was not found.');
		return read.snapshot.record;
	}
});
