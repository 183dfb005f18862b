import { openSqliteStore } from '../../store';
import {
	activate, applyChanges, deactivate, pollSide, rebind, undoRun, uploadUnsynced,
	type ActivateOutcome, type ApplyOutcome, type ApplySettings, type ChangeItem, type Clock, type Connected, type DeactivateOutcome, type DeactivateRequest, type EngineContext, type Link,
	type PollOutcome, type PollRequest, type Side, type SideSettings, type SyncStatus, type SyncStore, type UndoOutcome, type UndoRequest,
} from '../../sync';
import { MemorySystem, type MemoryOptions } from './memorySystem';

export const syncName = 'memory';
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;

export function sideSettings(change: Partial<SideSettings> = {}): SideSettings {
	return {
		window: { monthsBack: 3, monthsAhead: 12 },
		firstSync: 'all',
		firstSyncLimit: 5_000,
		runLimit: 500,
		filters: { includeTypes: [], excludeTypes: [], includeTags: [], excludeTags: [], excludeTitles: [], skipDeclined: false, skipAllDay: false, workingHours: null, owner: null },
		privateEvents: 'asPrivate',
		...change,
	};
}

export function applySettings(change: Partial<ApplySettings> = {}): ApplySettings {
	return {
		dryRun: false,
		conflictPolicy: 'newest',
		onDelete: 'delete',
		deleteGuard: { count: 20, percent: 10 },
		write: { notifyGuests: 'none', runAutomations: false, defaults: {}, untitledPlaceholder: 'Not Provided', guests: 'linkExisting' },
		...change,
	};
}

/** Two vendors in memory with the engine between them. Time is the test's own. */
export class MemoryPair {
	readonly crm: MemorySystem;
	readonly calendar: MemorySystem;
	store: SyncStore = openSqliteStore({ file: ':memory:' });
	settings: Record<Side, SideSettings> = { crm: sideSettings(), calendar: sideSettings() };
	apply: ApplySettings = applySettings();
	connections: Record<Side, string> = { crm: 'crm-1', calendar: 'calendar-1' };
	private time = Date.parse('2026-03-02T09:00:00Z');
	private runs = 0;

	constructor(options: Partial<Record<Side, Partial<MemoryOptions>>> = {}) {
		this.crm = new MemorySystem({ side: 'crm', now: () => this.now(), ...options.crm });
		this.calendar = new MemorySystem({ side: 'calendar', now: () => this.now(), ...options.calendar });
	}

	now(): number {
		return this.time;
	}

	advance(milliseconds: number): void {
		this.time += milliseconds;
	}

	system(side: Side): MemorySystem {
		return side === 'crm' ? this.crm : this.calendar;
	}

	connected(side: Side): Connected {
		return { system: this.system(side), connection: this.connections[side] };
	}

	context(): EngineContext {
		this.runs += 1;
		const clock: Clock = { now: () => this.time, sleep: async (milliseconds) => this.advance(milliseconds) };
		return { store: this.store, clock, owner: `test/1/start/${this.runs}`, run: `run-${this.runs}` };
	}

	pollRequest(side: Side, mode: PollRequest['mode'] = 'changes'): PollRequest {
		return { sync: syncName, side, resource: 'event', connected: this.connected(side), settings: this.settings[side], mode };
	}

	async poll(side: Side, mode: PollRequest['mode'] = 'changes'): Promise<PollOutcome> {
		return await pollSide(this.context(), this.pollRequest(side, mode));
	}

	async applyTo(target: Side, items: ChangeItem[], change: Partial<ApplySettings> = {}): Promise<ApplyOutcome[]> {
		return await applyChanges(this.context(), {
			items,
			target: this.connected(target),
			capabilitiesOf: (system) => [this.crm, this.calendar].find(({ capabilities }) => capabilities.system === system)?.capabilities ?? null,
			settings: { ...this.apply, ...change },
		});
	}

	/** One turn of one lane of the workflow. */
	async turn(source: Side, change: Partial<ApplySettings> = {}): Promise<ApplyOutcome[]> {
		const { items } = await this.poll(source);
		return items.length === 0 ? [] : await this.applyTo(source === 'crm' ? 'calendar' : 'crm', items, change);
	}

	/** Both lanes until nothing comes any more; fails when the two keep talking. */
	async settle(): Promise<void> {
		// Twice quiet, with an hour in between: what was handed back comes again within that time.
		for (let round = 0, quiet = 0; round < 12; round += 1) {
			const outcomes = [...(await this.turn('crm')), ...(await this.turn('calendar'))];
			this.advance(61 * MINUTE);
			quiet = outcomes.length === 0 ? quiet + 1 : 0;
			if (quiet === 2) return;
		}
		throw new Error('The two sides keep talking.');
	}

	/** A linked pair that is in step, made from a CRM record. */
	async linked(values: Parameters<MemorySystem['create']>[0] = { title: 'Demo' }): Promise<{ crmId: string; calendarId: string }> {
		const crmId = this.crm.create(values);
		await this.settle();
		return { crmId, calendarId: (await this.link(crmId)).calendarId ?? '' };
	}

	async link(crmId: string): Promise<Link> {
		const [link] = await this.store.linksByRecord(syncName, 'crm', [crmId]);
		if (link === undefined) throw new Error(`There is no link of ${crmId}.`);
		return link;
	}

	async links(): Promise<Link[]> {
		return await this.store.listLinks(syncName, { state: 'linked', limit: 10_000 });
	}

	async journal() {
		return await this.store.listJournal(syncName, { limit: 10_000 });
	}

	async loseStore(): Promise<void> {
		await this.store.close();
		this.store = openSqliteStore({ file: ':memory:' });
	}

	async deactivate(change: Partial<DeactivateRequest> = {}): Promise<DeactivateOutcome> {
		return await deactivate(this.context(), { sync: syncName, copies: 'keep', later: 'relink', calendar: this.connected('calendar'), ...change });
	}

	async activate(side: Side = 'crm'): Promise<ActivateOutcome> {
		return await activate(this.context(), { sync: syncName, side, resource: 'event', connected: this.connected(side), settings: this.settings[side] });
	}

	async rebind(side: Side): Promise<SyncStatus> {
		return await rebind(this.context(), { sync: syncName, side, resource: 'event', connected: this.connected(side) });
	}

	async uploadUnsynced(side: Side): Promise<PollOutcome> {
		return await uploadUnsynced(this.context(), this.pollRequest(side));
	}

	/** The run that wrote last, as the journal names it. */
	async lastRun(): Promise<string> {
		const [entry] = await this.store.listJournal(syncName, { limit: 1 });
		if (entry === undefined) throw new Error('Nothing was written yet.');
		return entry.run;
	}

	async undo(target: Side, run: string, change: Partial<UndoRequest> = {}): Promise<UndoOutcome[]> {
		return await undoRun(this.context(), { sync: syncName, run, target: this.connected(target), dryRun: false, ...change });
	}

	/** Numbers of requests that changed something on either side. */
	writes(): number {
		return this.crm.requests.length + this.calendar.requests.length;
	}
}
