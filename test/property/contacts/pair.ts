import { createSandbox, type Sandbox } from '../../../sandbox';
import { openSqliteStore } from '../../../store';
import {
	activate, applyChanges, deactivate, pollSide, SystemError, undoRun,
	type ApplyOutcome, type ApplySettings, type Attention, type ChangeItem, type Clock, type Connected, type DeactivateOutcome, type DeactivateRequest, type EngineContext,
	type PollOutcome, type Side, type SideSettings, type SyncStore, type UndoOutcome,
} from '../../../sync';
import type { AuthenticatedRequest } from '../../../systems/http/types';
import { getSystem } from '../../../systems/registry';
import { Interruptions, Killed } from '../interruptions';
import { defaultApplySettings, defaultSideSettings } from '../pairSettings';
import { mortalStore } from '../mortalStore';

export const syncName = 'contacts';
export const folderName = 'Zoho CRM';

const names = { crm: 'zohoCrm', calendar: 'office365' } as const;
const services = { crm: 'zoho', calendar: 'microsoft' } as const;

/** Contacts of Zoho CRM and one contact folder of Office 365 in the sandbox, with the engine between them as the two-way workflow runs it. */
export class ContactPair {
	readonly sandbox: Sandbox;
	store: SyncStore = openSqliteStore({ file: ':memory:' });
	folderId: string;
	settings: Record<Side, SideSettings> = {
		crm: { ...defaultSideSettings(), firstSyncLimit: 10_000 },
		calendar: { ...defaultSideSettings(), firstSyncLimit: 10_000 },
	};
	apply: ApplySettings = defaultApplySettings();
	/** What a Field Mapper makes of an item. */
	mapper: (item: ChangeItem) => ChangeItem = (item) => item;
	/** What came out of "Needs Attention". */
	readonly reports: Attention[] = [];
	private time = Date.parse('2026-03-02T09:00:00Z');
	private readonly interruptions = new Interruptions();
	private runs = 0;
	private starts = 1;
	private tokens: Record<Side, string> = { crm: '', calendar: '' };
	private systems: Record<Side, Connected> | null = null;

	constructor() {
		this.sandbox = createSandbox({ time: () => this.time, randomSeed: 1 });
		this.microsoft.state.options.pushCoalesceMs = 0;
		this.folderId = this.microsoft.person.createFolder(folderName);
		this.signIn();
	}

	get microsoft() {
		return this.sandbox.services.microsoft;
	}

	get zoho() {
		return this.sandbox.services.zoho;
	}

	now(): number {
		return this.sandbox.world.clock.now();
	}

	advance(milliseconds: number): void {
		this.time += milliseconds;
	}

	/** The process dies at the n-th vendor call or store commit from now. */
	killAt(calls: number, when: 'before' | 'after' | 'commit'): void {
		this.interruptions.killAt(calls, when);
	}

	/** At the n-th vendor call from now something else happens. */
	meanwhile(calls: number, work: () => void): void {
		this.interruptions.crossAt(calls, 'before', async () => {
			work();
			await Promise.resolve();
		});
	}

	/** Starts a new process after a kill; the store's contents survive. */
	restart(): void {
		this.interruptions.restart();
		this.interruptions.uncross();
		this.systems = null;
		this.starts += 1;
	}

	/** The store is lost as if the file had been deleted. */
	async loseStore(): Promise<void> {
		await this.store.close();
		this.store = openSqliteStore({ file: ':memory:' });
		this.systems = null;
	}

	async poll(side: Side, mode: 'changes' | 'all' = 'changes'): Promise<PollOutcome> {
		const outcome = await pollSide(this.context(), { sync: syncName, side, resource: 'contact', connected: this.connected(side), settings: this.settings[side], mode });
		return { ...outcome, items: outcome.items.map(this.mapper) };
	}

	async applyTo(target: Side, items: ChangeItem[], settings: Partial<ApplySettings> = {}): Promise<ApplyOutcome[]> {
		const outcomes = await applyChanges(this.context(), {
			items,
			target: this.connected(target),
			capabilitiesOf: (system, resource) => getSystem(system).capabilities(resource),
			settings: { ...this.apply, ...settings },
		});
		for (const outcome of outcomes) if (outcome.kind === 'attention') this.reports.push(outcome);
		return outcomes;
	}

	/** One turn of one lane of the workflow. */
	async turn(source: Side): Promise<{ items: ChangeItem[]; outcomes: ApplyOutcome[] }> {
		const { items } = await this.poll(source);
		return { items, outcomes: items.length === 0 ? [] : await this.applyTo(source === 'crm' ? 'calendar' : 'crm', items) };
	}

	/** Both lanes until neither has anything to say, time passing in between. */
	async settle(limit = 25): Promise<void> {
		let quiet = 0;
		for (let turn = 1; turn <= limit; turn += 1) {
			await this.store.releaseRows(syncName, 'all', this.now());
			const crm = await this.turn('crm');
			this.advance(5_000);
			const calendar = await this.turn('calendar');
			this.advance(61 * 60_000);
			const open = (await this.store.listRows(syncName, { states: ['waiting', 'delivered'] })).length;
			quiet = crm.items.length + calendar.items.length + open === 0 ? quiet + 1 : 0;
			if (quiet === 2) return;
		}
		throw new Error(`The pair did not come to rest within ${limit} turns.`);
	}

	async deactivate(choice: Pick<DeactivateRequest, 'copies' | 'later'>): Promise<DeactivateOutcome> {
		return await deactivate(this.context(), { sync: syncName, ...choice, calendar: choice.copies === 'keep' ? null : this.connected('calendar') });
	}

	async activate(): Promise<void> {
		await activate(this.context(), { sync: syncName, side: 'calendar', resource: 'contact', connected: this.connected('calendar') });
	}

	/** Takes back what the latest run wrote on a side. */
	async undo(side: Side): Promise<UndoOutcome[]> {
		const [latest] = (await this.store.listJournal(syncName, { limit: 1_000 })).filter((entry) => entry.side === side).sort((one, other) => other.at - one.at);
		return await undoRun(this.context(), { sync: syncName, run: latest?.run ?? '', target: this.connected(side), dryRun: false });
	}

	/** Requests since the last call of this function. */
	counts(): { reads: Record<Side, number>; writes: Record<Side, number> } {
		const all = this.sandbox.control.requests.all();
		const of = (kind: 'reads' | 'writes'): Record<Side, number> => ({ crm: all.zoho?.[kind] ?? 0, calendar: all.microsoft?.[kind] ?? 0 });
		const counts = { reads: of('reads'), writes: of('writes') };
		this.sandbox.control.requests.clear();
		// A refused token would be counted as well.
		this.signIn();
		return counts;
	}

	connected(side: Side): Connected {
		this.systems ??= { crm: this.connect('crm'), calendar: this.connect('calendar') };
		return this.systems[side];
	}

	private readonly clock: Clock = {
		now: () => this.now(),
		sleep: async (milliseconds) => {
			this.advance(milliseconds);
			await Promise.resolve();
		},
	};

	private context(): EngineContext {
		this.runs += 1;
		return { store: mortalStore(this.store, this.interruptions), clock: this.clock, owner: `test/start-${this.starts}/${this.runs}`, run: `run-${this.runs}` };
	}

	private signIn(): void {
		this.tokens = { crm: this.zoho.admin.issueToken().access_token, calendar: this.microsoft.issueToken().accessToken };
	}

	private connect(side: Side): Connected {
		const system = getSystem(names[side]).connect({
			request: this.requestOf(side),
			baseUrl: this.sandbox.urls[services[side]],
			resource: 'contact',
			container: side === 'crm' ? 'me' : this.folderId,
			clock: this.clock,
			unpaced: true,
		});
		return { system, connection: `${side}-connection` };
	}

	/** Sends through the sandbox in process, signed, and dies where the test says so. */
	private requestOf(side: Side): AuthenticatedRequest {
		const scheme = side === 'crm' ? 'Zoho-oauthtoken' : 'Bearer';
		const send: AuthenticatedRequest = async (request) =>
			await this.sandbox.fetch(services[side], { ...request, headers: { ...request.headers, authorization: `${scheme} ${this.tokens[side]}` } });
		return async (request) => {
			this.interruptions.checkAlive();
			this.interruptions.strike('before');
			await this.interruptions.cross('before');
			try {
				let answer = await send(request);
				if (answer.status === 401) {
					// n8n refreshes the token and repeats the request once.
					this.signIn();
					answer = await send(request);
				}
				this.interruptions.strike('after');
				return answer;
			} catch (error) {
				if (error instanceof Killed) throw error;
				throw new SystemError('unavailable', 'The connection was cut.', 'Try again.', { mayHaveHappened: request.method !== 'GET' });
			}
		};
	}
}
