import { createSandbox, type Sandbox } from '../../sandbox';
import { openSqliteStore } from '../../store';
import {
	activate, applyChanges, deactivate, pollSide, SystemError,
	type ApplyOutcome, type ApplySettings, type Attention, type Capabilities, type ChangeItem, type Clock, type Connected, type DeactivateOutcome, type EngineContext, type FieldName, type PollOutcome,
	type Side, type SideSettings, type SyncStore,
} from '../../sync';
import type { AuthenticatedRequest, HttpRequest } from '../../systems/http/types';
import { getSystem } from '../../systems/registry';
import type { Deactivation, MappingKind } from './commands';
import { Interruptions, Killed } from './interruptions';
import { defaultApplySettings, defaultSideSettings, mapped } from './pairSettings';
import { defaultPair, type ModelSide, openSide, type PairOf } from './sides';
import { mortalStore } from './mortalStore';

export { defaultApplySettings, defaultSideSettings, Killed };

export const syncName = 'crm-calendar';

/** Is told what the engine is about to do. */
export interface Watcher {
	apply<Result>(items: ChangeItem[], work: () => Promise<Result>): Promise<Result>;
	deactivate<Result>(work: () => Promise<Result>): Promise<Result>;
	request(side: Side, request: HttpRequest): Promise<void>;
}

/** A lane that waits for the other one waits in large steps, since the other one stands still meanwhile. */
const crossedWait = 60_000;

/**
 * A CRM and a calendar in the sandbox, with the engine between them as the two-way workflow runs it. Time is the test's own and
 * moves only when told.
 */
export class Pair {
	readonly sandbox: Sandbox;
	readonly of: PairOf;
	readonly sides: Record<Side, ModelSide>;
	store: SyncStore;
	settings: Record<Side, SideSettings> = { crm: defaultSideSettings(), calendar: defaultSideSettings() };
	apply: ApplySettings = defaultApplySettings();
	/** Sides whose changes are carried across. */
	lanes: ReadonlySet<Side> = new Set<Side>(['crm', 'calendar']);
	mapping: MappingKind = 'default';
	/** What came out of "Needs Attention". */
	readonly reports: Attention[] = [];
	/** How far our host's clock is ahead of the vendors', in milliseconds. */
	skew = 0;
	private process = 'test/1';
	private time: number;
	watcher: Watcher | null = null;
	private readonly interruptions = new Interruptions();
	private runs = 0;
	private starts = 1;
	private authorization: Record<Side, string> = { crm: '', calendar: '' };
	private systems: Record<Side, Connected> | null = null;

	constructor(options: { start?: string; seed?: number; of?: PairOf } = {}) {
		this.of = options.of ?? defaultPair;
		this.time = Date.parse(options.start ?? '2026-03-02T09:00:00Z');
		this.sandbox = createSandbox({ time: () => this.time, randomSeed: options.seed ?? 1 });
		this.sides = { crm: this.openSide('crm'), calendar: this.openSide('calendar') };
		this.store = openSqliteStore({ file: ':memory:' });
		this.signIn();
	}

	now(): number {
		return this.sandbox.world.clock.now();
	}

	advance(milliseconds: number): void {
		this.time += milliseconds;
	}

	signIn(): void {
		this.authorization = { crm: this.sides.crm.signIn(), calendar: this.sides.calendar.signIn() };
	}

	/** True when both systems hold the field, so that it goes across. */
	shares(field: FieldName): boolean {
		return (['crm', 'calendar'] as const).every((side) => this.capabilities(side).fields[field] !== undefined);
	}

	/** What the table says of a system. */
	capabilities(side: Side): Capabilities {
		return getSystem(this.of[side]).capabilities('event');
	}

	/** A calendar in place of the one that was deleted. */
	renewCalendar(): void {
		this.sides.calendar = this.openSide('calendar');
		this.systems = null;
	}

	/** The process dies at the n-th vendor call or store commit from now. */
	killAt(calls: number, when: 'before' | 'after' | 'commit'): void {
		this.interruptions.killAt(calls, when);
	}

	/** At the n-th vendor call from now other work is done to its end, and only then the call goes on. */
	crossAt(calls: number, when: 'before' | 'after', work: () => Promise<void>): void {
		this.interruptions.crossAt(calls, when, async () => {
			// Each execution connects for itself, so what one asks for never waits for what the other has under way.
			const { systems } = this;
			this.systems = null;
			try {
				await work();
			} finally {
				this.systems = systems;
			}
		});
	}

	/** Nothing is crossed any more. */
	uncross(): void {
		this.interruptions.uncross();
	}

	/** Starts a new process after a kill; the store's contents survive. */
	restart(): void {
		this.interruptions.restart();
		this.systems = null;
		this.starts += 1;
	}

	/** The store is lost as if the file had been deleted. */
	async loseStore(): Promise<void> {
		await this.store.close();
		this.store = openSqliteStore({ file: ':memory:' });
	}

	/** Reads a side and delivers what is due, through the Field Mapper. */
	async poll(side: Side, mode: 'changes' | 'all' = 'changes'): Promise<PollOutcome> {
		if (!this.lanes.has(side)) return { items: [], notice: null, parked: [] };
		const outcome = await pollSide(this.context(), { sync: syncName, side, resource: 'event', connected: this.connected(side), settings: this.settings[side], mode });
		return { ...outcome, items: outcome.items.map((item) => mapped(item, this.mapping, this.of)) };
	}

	/** The operation "Get Changes" with "Everything Again", and what follows it in the workflow. */
	async everythingAgain(source: Side): Promise<void> {
		const { items } = await this.poll(source, 'all');
		if (items.length > 0) await this.applyTo(source === 'crm' ? 'calendar' : 'crm', items);
	}

	/** Stops the sync; the calendar's credential is only given where copies are to be deleted. */
	async deactivate(choice: Deactivation): Promise<DeactivateOutcome> {
		const work = async () => await deactivate(this.context(), { sync: syncName, ...choice, calendar: choice.copies === 'keep' ? null : this.connected('calendar') });
		return this.watcher === null ? await work() : await this.watcher.deactivate(work);
	}

	async activate(): Promise<void> {
		await activate(this.context(), { sync: syncName, side: 'calendar', resource: 'event', connected: this.connected('calendar') });
	}

	/** The work is done by another process: a second copy of the workflow, on a host of its own. */
	async inAnotherProcess(work: () => Promise<void>): Promise<void> {
		const { process } = this;
		this.process = 'copy/1';
		try {
			await work();
		} finally {
			this.process = process;
		}
	}

	/** Applies items to a side. */
	async applyTo(target: Side, items: ChangeItem[], settings: Partial<ApplySettings> = {}): Promise<ApplyOutcome[]> {
		const work = async () =>
			await applyChanges(this.context(), {
				items,
				target: this.connected(target),
				capabilitiesOf: (system, resource) => getSystem(system).capabilities(resource),
				settings: { ...this.apply, ...settings },
			});
		const outcomes = this.watcher === null ? await work() : await this.watcher.apply(items, work);
		for (const outcome of outcomes) if (outcome.kind === 'attention') this.reports.push(outcome);
		return outcomes;
	}

	/** One turn of one lane of the workflow. */
	async turn(source: Side): Promise<{ items: ChangeItem[]; outcomes: ApplyOutcome[] }> {
		const { items } = await this.poll(source);
		const outcomes = items.length === 0 ? [] : await this.applyTo(source === 'crm' ? 'calendar' : 'crm', items);
		return { items, outcomes };
	}

	/** Both lanes until neither has anything to say, time passing in between. Returns how many turns it took. */
	async settle(limit = 30): Promise<number> {
		// Twice quiet: what was read within the second of its last change is looked at once more.
		let quiet = 0;
		for (let turn = 1; turn <= limit; turn += 1) {
			await this.store.releaseRows(syncName, 'all', this.clock.now());
			const crm = await this.turn('crm');
			this.advance(5_000);
			const calendar = await this.turn('calendar');
			this.advance(61 * 60_000);
			const open = await this.openRows();
			quiet = crm.items.length + calendar.items.length === 0 && open === 0 ? quiet + 1 : 0;
			if (quiet === 2) return turn;
		}
		throw new Error(`The pair did not come to rest within ${limit} turns.`);
	}

	context(): EngineContext {
		this.runs += 1;
		return { store: mortalStore(this.store, this.interruptions), clock: this.clock, owner: `${this.process}/start-${this.starts}/${this.runs}`, run: `run-${this.runs}` };
	}

	connected(side: Side): Connected {
		this.systems ??= { crm: this.connect('crm'), calendar: this.connect('calendar') };
		return this.systems[side];
	}

	readonly clock: Clock = {
		now: () => this.now() + this.skew,
		sleep: async (milliseconds) => this.advance(this.interruptions.isCrossed ? Math.max(milliseconds, crossedWait) : milliseconds),
	};

	/** Rows that come by themselves within a day. */
	private async openRows(): Promise<number> {
		const rows = await this.store.listRows(syncName, { states: ['waiting', 'delivered'] });
		return rows.filter(({ notBefore }) => notBefore < this.clock.now() + 24 * 3_600_000).length;
	}

	private openSide(side: Side): ModelSide {
		return openSide(this.of[side], { sandbox: this.sandbox, isDedicated: this.of.isDedicated === true, sharesTags: this.shares('tags') });
	}

	private connect(side: Side): Connected {
		const { container, service } = this.sides[side];
		const system = getSystem(this.of[side]).connect({ request: this.requestOf(side), baseUrl: this.sandbox.urls[service], resource: 'event', container, clock: this.clock, unpaced: true });
		return { system, connection: `${side}-connection` };
	}

	/** Sends through the sandbox in process, signed, and dies where the test says so. */
	private requestOf(side: Side): AuthenticatedRequest {
		const send: AuthenticatedRequest = async (request) =>
			await this.sandbox.fetch(this.sides[side].service, { ...request, headers: { ...request.headers, authorization: this.authorization[side] } });
		return async (request) => {
			this.interruptions.checkAlive();
			this.interruptions.strike('before');
			await this.interruptions.cross('before');
			await this.watcher?.request(side, request);
			try {
				let answer = await send(request);
				if (answer.status === 401) {
					// n8n refreshes the token and repeats the request once.
					this.signIn();
					answer = await send(request);
				}
				this.interruptions.strike('after');
				await this.interruptions.cross('after');
				return answer;
			} catch (error) {
				if (error instanceof Killed) throw error;
				throw new SystemError('unavailable', 'The connection was cut.', 'Try again.', { mayHaveHappened: request.method !== 'GET' });
			}
		};
	}
}
