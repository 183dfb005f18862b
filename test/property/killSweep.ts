import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { openSqliteStore } from '../../store';
import type { ChangeItem, Side, SyncStore } from '../../sync';
import type { HttpRequest } from '../../systems/http/types';
import { differences, livingIds, type Originals, type Outcome, outcomeOf } from './killSweepOutcome';
import { linkedAfter, SweepPeople } from './killSweepScenario';
import { Killed, Pair, syncName, type Watcher } from './pair';
import type { PairOf } from './sides';

/** A place between two steps that can be seen from outside. A kill after one step is a kill before the next. */
export interface Moment {
	index: number;
	kind: Side | 'store';
	/** What would have come next. */
	step: string;
}

export interface SweepResult {
	moments: Moment[];
	/** Moments at which a process was killed and another one started. */
	swept: number;
	/** Second kills, each in the run after a first one. */
	killedTwice: number;
	failures: string[];
	changes: number;
}

export interface SweepOptions {
	of: PairOf;
	/** Which moments this sweep takes. */
	takes(moment: Moment): boolean;
	/** The lane that the new process runs first. */
	firstLane?: Side;
	/** Kills the second process as well, before this call of its own; absent: only once. */
	killsAgainAt?(moment: Moment): number;
}

const seed = 7;
const restart = 30_000;
const readers = /^(get|list|count|linksByRecord|close)/;

/**
 * Runs the scenario once and, at each moment, goes aside: a copy of both vendors and of the store is given to a new process,
 * which finds everything as a kill at this moment would leave it, and goes on until it rests. Then everything is put back and
 * the first process continues, so that no moment needs a run of its own. Calls go out one at a time: where several are under
 * way at once, the vendor has acted on the first ones of them.
 */
export class KillSweep implements Watcher {
	private readonly folder = fs.mkdtempSync(path.join(memoryFolder(), 'kill-sweep-'));
	private readonly file = path.join(this.folder, 'store.sqlite');
	private readonly pair: Pair;
	private readonly people: SweepPeople;
	private originals: Originals = { crm: new Set(), calendar: new Set() };
	private reference: Outcome | null = null;
	private turnstile: Promise<void> = Promise.resolve();
	private readonly result: SweepResult = { moments: [], swept: 0, killedTwice: 0, failures: [], changes: 0 };

	private constructor(private readonly options: SweepOptions) {
		this.pair = new Pair({ seed, of: options.of });
		this.people = new SweepPeople(this.pair);
	}

	static async run(options: SweepOptions): Promise<SweepResult> {
		const sweep = new KillSweep(options);
		try {
			return await sweep.sweep();
		} finally {
			await sweep.pair.store.close();
			fs.rmSync(sweep.folder, { recursive: true, force: true });
		}
	}

	async apply<Result>(_items: ChangeItem[], work: () => Promise<Result>): Promise<Result> {
		return await work();
	}

	async deactivate<Result>(work: () => Promise<Result>): Promise<Result> {
		return await work();
	}

	async request(side: Side, { method, url }: HttpRequest): Promise<void> {
		const address = new URL(url);
		await this.pass(side, `${method} ${address.pathname} of ${this.pair.capabilities(side).label}`);
	}

	private async sweep(): Promise<SweepResult> {
		const { pair, people, result } = this;
		await pair.store.close();
		const opened = openSqliteStore({ file: this.file });
		pair.store = opened;
		people.prepare();
		await comeToRest(pair);
		people.change(await this.linkedPairs());
		result.changes = people.changes;
		const ids = livingIds(pair);
		this.originals = { crm: new Set(ids.crm), calendar: new Set(ids.calendar) };
		this.reference = await this.aside(async () => {
			await comeToRest(pair);
			return await outcomeOf(pair, this.originals);
		});
		result.failures.push(...shortcomings(this.reference, people.losers));
		pair.watcher = this;
		pair.store = this.watched(opened);
		await comeToRest(pair);
		pair.watcher = null;
		for (const difference of differences(this.reference, await outcomeOf(pair, this.originals))) result.failures.push(`not killed at all: ${difference}`);
		return result;
	}

	/** The meetings that are in step, in the order of their links. */
	private async linkedPairs(): Promise<Array<{ crm: string; calendar: string }>> {
		const links = await this.pair.store.listLinks(syncName, { state: 'linked', limit: 10_000 });
		return links.map(({ crmId, calendarId }) => ({ crm: crmId ?? '', calendar: calendarId ?? '' }));
	}

	/** Lets one step at a time through, after all earlier ones have had their effect. */
	private async pass(kind: Moment['kind'], step: string): Promise<void> {
		const turn = this.turnstile.then(async () => {
			await nextTurn();
			const moment = { index: this.result.moments.length + 1, kind, step };
			this.result.moments.push(moment);
			if (this.options.takes(moment)) await this.kill(moment);
		});
		this.turnstile = turn;
		await turn;
	}

	private async kill(moment: Moment): Promise<void> {
		const { pair, options, originals, reference, result } = this;
		const again = options.killsAgainAt?.(moment);
		const name = `killed at moment ${moment.index}, before ${moment.step}${again === undefined ? '' : `, and the next process before its call ${again}`}`;
		try {
			const outcome = await this.aside(async () => {
				if (again !== undefined) result.killedTwice += (await killedAt(pair, again)) ? 1 : 0;
				if (options.firstLane !== undefined) await pair.turn(options.firstLane);
				await comeToRest(pair);
				return await outcomeOf(pair, originals);
			});
			if (reference === null) throw new Error('There is nothing to compare with.');
			result.failures.push(...differences(reference, outcome).map((difference) => `${name}: ${difference}`));
		} catch (error) {
			result.failures.push(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
		}
		result.swept += 1;
	}

	/** Does something with copies of everything, as a process that was just started, and puts everything back. */
	private async aside<Result>(work: () => Promise<Result>): Promise<Result> {
		const { pair } = this;
		const { store, watcher } = pair;
		const now = pair.now();
		const putBack = pair.sandbox.snapshot();
		const copy = path.join(this.folder, 'copy.sqlite');
		for (const suffix of ['', '-wal']) if (fs.existsSync(this.file + suffix)) fs.copyFileSync(this.file + suffix, copy + suffix);
		pair.store = openSqliteStore({ file: copy });
		pair.watcher = null;
		pair.sandbox.control.requests.clear();
		pair.restart();
		pair.advance(restart);
		try {
			return await work();
		} finally {
			await pair.store.close();
			for (const suffix of ['', '-wal', '-shm']) fs.rmSync(copy + suffix, { force: true });
			pair.store = store;
			pair.watcher = watcher;
			putBack();
			pair.advance(now - pair.now());
			pair.restart();
		}
	}

	/** The store, with a moment before each of its writes. */
	private watched(store: SyncStore): SyncStore {
		return new Proxy(store, {
			get: (target, name) => {
				const member: unknown = Reflect.get(target, name);
				if (typeof member !== 'function' || typeof name !== 'string' || readers.test(name)) return member;
				return async (...parameters: unknown[]) => {
					await this.pass('store', `${name} in the store`);
					return (await Reflect.apply(member, target, parameters)) as unknown;
				};
			},
		});
	}
}

/** What is wrong with the run that nobody interrupted, by what the people wanted. */
function shortcomings({ crm, calendar, links, open, mails, losers }: Outcome, losing: string[]): string[] {
	const lost = losing.filter((title) => !losers.includes(JSON.stringify(['title', title])));
	const halves = links.filter((link) => link.split(' = ')[0] !== link.split(' = ')[1]);
	const counts = [crm.length, calendar.length, links.length].filter((count) => count !== linkedAfter).map((count) => `${count} instead of ${linkedAfter} records or pairs`);
	return [...lost.map((title) => `${title} is not in the journal`), ...halves, ...counts, ...open, ...mails].map((what) => `not killed at all: ${what}`);
}

/** Both lanes, each turn as an execution of its own, until neither has anything to say. */
async function comeToRest(pair: Pair): Promise<void> {
	for (let round = 0, quiet = 0; round < 20; round += 1) {
		pair.restart();
		const crm = await pair.turn('crm');
		pair.advance(5_000);
		pair.restart();
		const calendar = await pair.turn('calendar');
		// What was handed back comes again within an hour.
		pair.advance(61 * 60_000);
		quiet = crm.items.length + calendar.items.length === 0 ? quiet + 1 : 0;
		if (quiet === 2) return;
	}
	throw new Error('The pair did not come to rest.');
}

/** One round of a process that is killed before its n-th call; false when it made fewer. */
async function killedAt(pair: Pair, calls: number): Promise<boolean> {
	pair.killAt(calls, 'before');
	try {
		await pair.turn('crm');
		await pair.turn('calendar');
		return false;
	} catch (error) {
		if (!(error instanceof Killed)) throw error;
		return true;
	} finally {
		pair.restart();
	}
}

/** Every commit is written through to the disk, which this test has no use for: memory does where the system offers it as a folder. */
function memoryFolder(): string {
	return fs.existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir();
}
