import { afterEach, describe, expect, it } from 'vitest';
import { activate, deactivate, getStatus, type DeactivateRequest, type EngineContext, type SyncStore } from '../../../sync';
import { getSystem } from '../../../systems/registry';
import { Killed, Pair, syncName } from '../../property/pair';

type Choices = Pick<DeactivateRequest, 'copies' | 'later'>;
type Moment = 'before a call' | 'after a call' | 'before a save';

const readers = /^(get|list|count|linksByRecord|close)/;
const day = Date.parse('2026-03-10T09:00:00Z');
const at = (n: number) => ({ dateTime: new Date(day + n * 3_600_000).toISOString().replace(/\.\d+Z/, '+00:00') });

/** Zoho CRM and Google Calendar in step: `copies` meetings of the CRM, and in the main calendar one event of a person's. */
class World {
	readonly pair = new Pair();
	private calendarId: string | null = null;

	static async create(copies: number, options: { ownCalendar: boolean }): Promise<World> {
		const world = new World();
		const { zoho, google } = world.pair.sandbox.services;
		if (options.ownCalendar) world.useOwnCalendar(google.person.createCalendar('CRM'));
		else google.person.create({ summary: 'By a person', start: at(-5), end: at(-4) });
		for (let n = 0; n < copies; n += 1) zoho.person.createEvent({ Event_Title: `Meeting ${n}`, Start_DateTime: at(n).dateTime, End_DateTime: at(n + 1).dateTime });
		await world.pair.settle();
		return world;
	}

	useOwnCalendar(calendarId: string): void {
		this.calendarId = calendarId;
		const { pair } = this;
		const { google } = pair.sandbox.services;
		const main = pair.connected('crm');
		const system = getSystem('googleCalendar').connect({
			request: async (request) => await pair.sandbox.fetch('google', { ...request, headers: { ...request.headers, authorization: `Bearer ${google.issueToken().accessToken}` } }),
			baseUrl: pair.sandbox.urls.google,
			resource: 'event',
			container: calendarId,
			clock: pair.clock,
			unpaced: true,
		});
		pair.connected = (side) => (side === 'calendar' ? { system, connection: calendarId } : main);
	}

	events(): string[] {
		const { google } = this.pair.sandbox.services;
		return google.person.living(this.calendarId === null ? undefined : { calendarId: this.calendarId }).map(({ summary }) => summary ?? '').sort();
	}

	/** By id, so that a meeting that was deleted and made again shows. */
	meetings(): string[] {
		return this.pair.sandbox.services.zoho.all('Events').map(({ id }) => id).sort();
	}

	async deactivate(choices: Choices, context: EngineContext = this.pair.context()) {
		return await deactivate(context, { sync: syncName, ...choices, calendar: this.pair.connected('calendar') });
	}

	async activate() {
		return await activate(this.pair.context(), { sync: syncName, side: 'calendar', resource: 'event', connected: this.pair.connected('calendar') });
	}

	/** Deactivates in a process that dies at the n-th moment. False when it came to its end before. */
	async deactivateKilled(choices: Choices, moment: Moment, n: number): Promise<boolean> {
		if (moment !== 'before a save') this.pair.killAt(n, moment === 'before a call' ? 'before' : 'after');
		const context = this.pair.context();
		const store = moment === 'before a save' ? mortal(context.store, n) : context.store;
		const isKilled = await this.deactivate(choices, { ...context, store }).then(() => false, (error: unknown) => {
			if (error instanceof Killed) return true;
			throw error;
		});
		this.pair.restart();
		this.pair.advance(30_000);
		return isKilled;
	}
}

/** A store as a process sees it that dies before its n-th change of it. */
function mortal(store: SyncStore, n: number): SyncStore {
	let changes = 0;
	return new Proxy(store, {
		get: (target, name) => {
			const member: unknown = Reflect.get(target, name);
			if (typeof member !== 'function') return member;
			return async (...parameters: unknown[]) => {
				if (!readers.test(String(name))) changes += 1;
				if (changes >= n) throw new Killed();
				return (await Reflect.apply(member, target, parameters)) as unknown;
			};
		},
	});
}

/** Runs `check` for every moment of one kind, until the process comes to its end alive. Returns how many there were. */
async function sweep(create: () => Promise<World>, choices: Choices, moment: Moment, check: (world: World, name: string) => Promise<void>): Promise<number> {
	for (let n = 1; ; n += 1) {
		const world = await create();
		const isKilled = await world.deactivateKilled(choices, moment, n);
		if (isKilled) await check(world, `killed ${moment}, number ${n}`);
		await world.pair.store.close();
		if (!isKilled) return n - 1;
	}
}

const copies = 30;
const moments: Moment[] = ['before a call', 'after a call', 'before a save'];
const titles = Array.from({ length: copies }, (_, n) => `Meeting ${n}`);
const everything = ['By a person', ...titles].sort();

describe('a deactivation that deletes copies, killed at every call and every save (B12)', () => {
	const create = async () => await World.create(copies, { ownCalendar: false });
	const choices: Choices = { copies: 'deleteCopies', later: 'relink' };
	let mails: () => unknown[] = () => [];
	afterEach(() => expect(mails()).toEqual([]));

	it.each(moments)('%s, and run again: the same end as without a kill (I5, I6)', async (moment) => {
		const swept = await sweep(create, choices, moment, async (world, name) => {
			mails = () => world.pair.sandbox.control.outbox.list();
			const meetings = world.meetings();
			const outcome = await world.deactivate(choices);
			expect([outcome.state, outcome.left, world.events(), world.meetings()], name).toEqual(['deactivated', [], ['By a person'], meetings]);
			expect([outcome.deleted, outcome.total].every((count) => count === (outcome.total === 0 ? 0 : copies)), `${name}: ${outcome.message}`).toBe(true);
			expect(await world.pair.store.countLinks(syncName, 'linked'), name).toBe(1);
		});
		expect(swept).toBeGreaterThan(moment === 'before a save' ? 3 : copies - 1);
	}, 120_000);

	it.each(moments)('%s, and activated instead: the CRM keeps everything, each copy is there once (I1, I2, I3)', async (moment) => {
		await sweep(create, choices, moment, async (world, name) => {
			const meetings = world.meetings();
			await world.activate();
			await world.pair.settle();
			expect([world.events(), world.meetings()], name).toEqual([everything, meetings]);
			expect(await world.pair.store.countLinks(syncName, 'linked'), name).toBe(copies + 1);
		});
	}, 120_000);
});

describe('a deactivation that deletes the calendar, killed at every save (B12)', () => {
	it.each(['relink', 'fresh'] as const)('and run again (%s): the calendar is gone, the CRM keeps everything, a new calendar gets each copy once', async (later) => {
		const choices: Choices = { copies: 'deleteContainer', later };
		const swept = await sweep(async () => await World.create(3, { ownCalendar: true }), choices, 'before a save', async (world, name) => {
			const meetings = world.meetings();
			expect((await world.deactivate(choices)).state, name).toBe('deactivated');
			world.useOwnCalendar(world.pair.sandbox.services.google.person.createCalendar('CRM again'));
			await world.activate();
			await world.pair.settle();
			expect([world.events(), world.meetings()], name).toEqual([titles.slice(0, 3), meetings]);
			expect((await getStatus(world.pair.context(), syncName)).links, name).toBe(3);
		});
		expect(swept).toBeGreaterThan(5);
	}, 60_000);
});
