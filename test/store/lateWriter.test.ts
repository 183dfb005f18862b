import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteStore } from '../../store';
import type { ApplyOutcome, Side, SyncStore } from '../../sync';
import type { HttpRequest } from '../../systems/http/types';
import { Pair, syncName } from '../property/pair';
import { useFolder } from './folder';

const MINUTE = 60_000;
/** Longer than a lease, and longer than a delivery. */
const asleep = 21 * MINUTE;
const inFolder = useFolder();

/**
 * Two n8n on one store file. The first one falls asleep in the middle of a run, as a laptop does; its leases run out, the second
 * one takes over and does the work, and then the first one wakes up and goes on where it was.
 */
describe('a writer that was overtaken while it slept', () => {
	let pair: Pair;
	let ours: SyncStore;
	let theirs: SyncStore;

	beforeEach(async () => {
		pair = new Pair();
		await pair.store.close();
		const file = inFolder('sync.sqlite');
		ours = openSqliteStore({ file });
		theirs = openSqliteStore({ file });
		pair.store = ours;
		pair.sandbox.services.zoho.person.create('Contacts', { Last_Name: 'Guest', Email: 'guest@example.test' });
		pair.advance(10 * MINUTE);
		await pair.settle();
	});

	afterEach(async () => {
		expect(pair.sandbox.control.outbox.list(), 'nobody is mailed (B3)').toEqual([]);
		await ours.close();
		await theirs.close();
	});

	/** What happens while the first one sleeps. */
	const sleep = async (meanwhile: () => void = () => undefined): Promise<void> => {
		pair.advance(asleep);
		meanwhile();
		pair.store = theirs;
		pair.watcher = null;
		pair.restart();
		await pair.inAnotherProcess(async () => {
			for (const side of ['crm', 'calendar', 'crm', 'calendar'] as const) {
				await pair.turn(side);
				pair.advance(MINUTE);
			}
		});
		pair.store = ours;
	};

	/** The first one falls asleep right before it sends this request. */
	const sleepBefore = (matches: (request: HttpRequest) => boolean, meanwhile?: () => void): void => {
		let isOver = false;
		pair.watcher = {
			apply: async (_, work) => await work(),
			deactivate: async (work) => await work(),
			request: async (_, request) => {
				if (isOver || !matches(request)) return;
				isOver = true;
				await sleep(meanwhile);
			},
		};
	};

	/** The first one falls asleep after the vendor has answered this request, before it stores what came of it. */
	const sleepAfter = (matches: (request: HttpRequest) => boolean): void => {
		let isSent = false;
		let isOver = false;
		pair.watcher = {
			apply: async (_, work) => await work(),
			deactivate: async (work) => await work(),
			request: async (_, request) => {
				isSent ||= matches(request);
				await Promise.resolve();
			},
		};
		pair.store = new Proxy(ours, {
			get: (store, name) => {
				const member: unknown = Reflect.get(store, name);
				if (name !== 'commit' || typeof member !== 'function') return member;
				return async (...parameters: unknown[]) => {
					if (isSent && !isOver) {
						isOver = true;
						await sleep();
					}
					return (await Reflect.apply(member, store, parameters)) as unknown;
				};
			},
		});
	};

	const zohoTitles = () => pair.sandbox.services.zoho.all('Events').filter(({ deleted }) => !deleted).map(({ fields }) => String(fields.Event_Title)).sort();
	const googleTitles = () => pair.sandbox.services.google.person.living().map(({ summary }) => summary ?? '').sort();
	const inZoho = (title: string, more: Record<string, string> = {}) =>
		pair.sandbox.services.zoho.person.createEvent({ Event_Title: title, Start_DateTime: '2026-03-20T10:00:00+01:00', End_DateTime: '2026-03-20T10:30:00+01:00', ...more });
	const inGoogle = (title: string) =>
		pair.sandbox.services.google.person.create({
			summary: title,
			start: { dateTime: '2026-03-20T10:00:00+01:00' },
			end: { dateTime: '2026-03-20T10:30:00+01:00' },
			attendees: [{ email: 'guest@example.test' }],
		}).id ?? '';

	const expectRest = async (titles: string[]): Promise<void> => {
		pair.watcher = null;
		pair.store = ours;
		await pair.settle();
		expect(zohoTitles()).toEqual(titles);
		expect(googleTitles()).toEqual(titles);
		expect(await ours.countLinks(syncName, 'linked')).toBe(titles.length);
		expect(await ours.countLinks(syncName, 'creating')).toBe(0);
	};

	const expectDeferred = (outcomes: ApplyOutcome[]): void => {
		expect(outcomes).toHaveLength(1);
		expect(outcomes[0]).toMatchObject({ kind: 'done', action: 'deferred' });
	};

	const isSearchForGuests = ({ url, body }: HttpRequest): boolean => url.includes('/crm/v8/coql') && JSON.stringify(body).includes('from Contacts');
	const creates = (side: Side) => ({ method, url }: HttpRequest): boolean => method === 'POST' && url.endsWith(side === 'crm' ? '/crm/v8/Events' : '/events?sendUpdates=none');

	it('does not send a create to a system without create keys any more, so nothing is doubled (I2)', async () => {
		inGoogle('New');
		sleepBefore(isSearchForGuests);
		const { outcomes } = await pair.turn('calendar');
		expect(zohoTitles()).toEqual(['New']);
		expectDeferred(outcomes);
		await expectRest(['New']);
	});

	it('finds out what its create did: the store refuses the late outcome, and the other run has linked the record (I2)', async () => {
		inGoogle('New');
		sleepAfter(creates('crm'));
		const { outcomes } = await pair.turn('calendar');
		expectDeferred(outcomes);
		expect(outcomes[0]).toMatchObject({ message: expect.stringMatching(/took over.*nothing was written twice/i) as string });
		await expectRest(['New']);
	});

	it.each([['before', sleepBefore], ['after', sleepAfter]] as const)('%s a create that has a key: the second create meets the first one (I2)', async (_, interrupt) => {
		inZoho('New');
		interrupt(creates('calendar'));
		const { outcomes } = await pair.turn('crm');
		expectDeferred(outcomes);
		await expectRest(['New']);
	});

	it.each<Side>(['crm', 'calendar'])('a reader of the %s that was overtaken delivers nothing, and nothing is lost or delivered twice (I3)', async (side) => {
		if (side === 'crm') inZoho('New');
		else inGoogle('New');
		sleepBefore(({ method, url }) => method === 'GET' && /(\/crm\/v8\/Events|\/events)\?/.test(url));
		expect(await pair.poll(side)).toMatchObject({ items: [], notice: expect.stringContaining('took over') as string });
		expect(side === 'crm' ? googleTitles() : zohoTitles()).toEqual(['New']);
		await expectRest(['New']);
	});

	describe.each<Side>(['crm', 'calendar'])('with a write to the %s on its way', (target) => {
		const source: Side = target === 'crm' ? 'calendar' : 'crm';
		const edit = (side: Side, id: string, title: string): void => {
			pair.advance(5_000);
			if (side === 'crm') pair.sandbox.services.zoho.person.editEvent(id, { Event_Title: title });
			else pair.sandbox.services.google.person.change(id, { summary: title });
		};
		const remove = (side: Side, id: string): void => {
			pair.advance(5_000);
			if (side === 'crm') pair.sandbox.services.zoho.person.deleteEvent(id);
			else pair.sandbox.services.google.person.remove(id);
		};
		const isUpdate = ({ method, url }: HttpRequest): boolean => (target === 'crm' ? method === 'PUT' : method === 'PATCH') && url.includes('vents');
		const isDelete = ({ method }: HttpRequest): boolean => method === 'DELETE';
		/** Zoho's deletions know no precondition: what a person does after this look is left to the recycle bin (docs/semantics.md). */
		const isLastLook = (request: HttpRequest): boolean => (target === 'crm' ? request.url.includes('fields=id%2CModified_Time') : isDelete(request));
		const linked = async (): Promise<Record<Side, string>> => {
			inZoho('Old');
			await pair.settle();
			const [link] = await ours.listLinks(syncName, { state: 'linked', limit: 1 });
			return { crm: link?.crmId ?? '', calendar: link?.calendarId ?? '' };
		};

		it('an edit that was overtaken by a later one does not come back (I3)', async () => {
			const ids = await linked();
			edit(source, ids[source], 'First');
			sleepBefore(isUpdate, () => edit(source, ids[source], 'Second'));
			const { outcomes } = await pair.turn(source);
			expectDeferred(outcomes);
			expect(target === 'crm' ? zohoTitles() : googleTitles()).toEqual(['Second']);
			await expectRest(['Second']);
		});

		it('an edit that was overtaken by one of the other side does not come back, whatever the policy (I3)', async () => {
			const ids = await linked();
			pair.apply = { ...pair.apply, conflictPolicy: source };
			edit(source, ids[source], 'First');
			sleepBefore(isUpdate, () => {
				edit(source, ids[source], 'Second');
				edit(target, ids[target], 'Theirs');
			});
			await pair.turn(source);
			await expectRest(['Second']);
			const losers = (await ours.listJournal(syncName, { limit: 100 })).filter(({ action }) => action === 'conflict').map(({ before }) => before?.title);
			expect(losers).toContain('Theirs');
		});

		it('a deletion that was taken back by an edit on the other side is not carried out (I3)', async () => {
			const ids = await linked();
			remove(source, ids[source]);
			sleepBefore(isLastLook, () => edit(target, ids[target], 'Kept'));
			expectDeferred((await pair.turn(source)).outcomes);
			await expectRest(['Kept']);
		});

		it.each([['before', sleepBefore], ['after', sleepAfter]] as const)('%s a deletion: it is carried out once (I2)', async (_, interrupt) => {
			const ids = await linked();
			remove(source, ids[source]);
			interrupt(isDelete);
			expectDeferred((await pair.turn(source)).outcomes);
			await expectRest([]);
		});

		it('after an update: it is written once and its outcome found', async () => {
			const ids = await linked();
			edit(source, ids[source], 'New');
			sleepAfter(isUpdate);
			expectDeferred((await pair.turn(source)).outcomes);
			await expectRest(['New']);
		});
	});
});
