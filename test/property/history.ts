import type { ChangeItem, Side } from '../../sync';
import { StoreError, SyncRefusal, SystemError } from '../../sync';
import type { Command, Deactivation, Fault, Setup } from './commands';
import { Killed, Pair, syncName } from './pair';
import { filtersOf } from './pairSettings';
import { Past } from './past';
import { People } from './people';
import { type PairOf } from './sides';
import { WriteWatch } from './writeWatch';

const deleteGuard = { count: 3, percent: 30 };

const defaultSetup: Setup = { conflictPolicy: 'newest', onDelete: 'delete', privateEvents: 'asPrivate', lanes: 'both' };

/** Runs a history against the pair in the sandbox. */
export class History {
	readonly pair: Pair;
	readonly people: People;
	readonly past: Past;
	readonly watch: WriteWatch;
	setup: Setup = defaultSetup;
	/** A filter or the mapping was changed, so that not all of what exists has passed what is set now. */
	isReset = false;
	/** At some time the place was not mapped. */
	wasUnmapped = false;
	/** Reports that people have seen to. */
	settledReports = 0;
	private late: Array<{ source: Side; items: ChangeItem[] }> = [];

	constructor(of?: PairOf) {
		this.pair = new Pair({ of });
		this.people = new People(this.pair);
		this.past = new Past(this.pair, this.people);
		// Small histories must be able to trip the guard.
		this.pair.apply = { ...this.pair.apply, deleteGuard };
		this.watch = new WriteWatch(this.pair, (side, id) => this.people.foreign.has(side, id), deleteGuard);
		this.pair.watcher = this.watch;
	}

	async run(commands: readonly Command[]): Promise<void> {
		for (const command of commands) {
			await this.step(command);
			this.past.noteDisguised();
		}
	}

	private async step(command: Command): Promise<void> {
		const { pair, people } = this;
		if (command.op === 'edit' || command.op === 'editBoth' || command.op === 'move' || command.op === 'allDay') await this.past.noteUnsettled();
		switch (command.op) {
			case 'pair':
				return;
			case 'setup':
				return this.setUp(command);
			case 'create':
				return people.create(command.side);
			case 'edit':
				return people.edit(command.side, command.pick, command.fields);
			case 'editBoth':
				people.edit('crm', command.pick, command.crm);
				return people.edit('calendar', command.pick, command.calendar);
			case 'move':
				return people.move(command.side, command.pick, command.to);
			case 'guest':
				return people.guest(command.side, command.pick, command.guest, command.add);
			case 'tag':
				return people.tag(command.side, command.pick, command.add);
			case 'allDay':
				return people.allDay(command.side, command.pick);
			case 'delete':
				return people.remove(command.side, command.pick);
			case 'undelete':
				return people.restore(command.side, command.pick);
			case 'wipe':
				return await this.wipe(command.side);
			case 'unshared':
				return people.changeUnshared(command.side, command.pick, command.part);
			case 'cross':
				pair.crossAt(command.calls, command.when, async () => await this.turn(other(command.side)));
				await this.turn(command.side);
				return pair.uncross();
			case 'twin':
				pair.crossAt(command.calls, command.when, async () => await this.turnInAnotherProcess());
				await this.turn(command.side);
				return pair.uncross();
			case 'meanwhile':
				return await this.meanwhile(command);
			case 'turn':
				return await this.turn(command.side);
			case 'pollOnly':
				return await this.survive(async () => void (await pair.poll(command.side)));
			case 'pollLate':
				return await this.survive(async () => {
					const { items } = await pair.poll(command.side);
					this.late.push({ source: command.side, items });
				});
			case 'applyLate':
				return await this.applyLate();
			case 'turnTwice':
				return await this.survive(async () => {
					const { items } = await pair.turn(command.side);
					await pair.applyTo(other(command.side), items);
				});
			case 'copies':
				return await this.survive(async () => {
					const turns = await Promise.allSettled([pair.turn('crm'), pair.turn('calendar'), pair.turn('crm'), pair.turn('calendar')]);
					for (const turn of turns) if (turn.status === 'rejected') throw turn.reason;
				});
			case 'kill':
				pair.killAt(command.calls, command.when);
				await this.turn(command.side);
				return pair.restart();
			case 'fault':
				return this.addFault(command);
			case 'expireCursor':
				return pair.sides.calendar.loseCursor();
			case 'whim':
				return pair.sides[command.side].whim(command.whim, command.pick);
			case 'loseStore':
				await this.past.remember();
				return await pair.loseStore();
			case 'mapping':
				pair.mapping = command.mapping;
				this.isReset = true;
				this.wasUnmapped ||= command.mapping === 'noLocation';
				return;
			case 'filter':
				pair.settings[command.side] = { ...pair.settings[command.side], filters: filtersOf(command.filter) };
				this.isReset = true;
				return;
			case 'deactivate':
				return await this.deactivate(command, command.dieAt);
			case 'activate':
				return await this.survive(async () => await pair.activate());
			case 'everythingAgain':
				return await this.survive(async () => await pair.everythingAgain(command.side));
			case 'clock':
				pair.skew += command.seconds * 1_000;
				return;
			case 'wait':
				return pair.advance(command.seconds * 1_000);
		}
	}

	private setUp(setup: Setup): void {
		const { pair } = this;
		this.setup = setup;
		pair.apply = { ...pair.apply, conflictPolicy: setup.conflictPolicy, onDelete: setup.onDelete };
		pair.settings = { ...pair.settings, calendar: { ...pair.settings.calendar, privateEvents: setup.privateEvents } };
		pair.lanes = new Set<Side>(setup.lanes === 'both' ? ['crm', 'calendar'] : [setup.lanes]);
	}

	private addFault({ at, kind, status, nth, only, times, retryAfter }: Fault): void {
		this.pair.sandbox.control.faults.add({
			service: this.pair.sides[at].service, kind, status, nth, only, times,
			...(kind === 'delay' && { delayMs: 1 }),
			...(retryAfter !== undefined && { headers: { 'retry-after': String(retryAfter) } }),
		});
	}

	private async turn(side: Side): Promise<void> {
		await this.survive(async () => void (await this.pair.turn(side)));
	}

	private async turnInAnotherProcess(): Promise<void> {
		await this.pair.inAnotherProcess(async () => {
			await this.turn('crm');
			await this.turn('calendar');
		});
	}

	private async meanwhile({ side, calls, when, by, pick, fields }: Extract<Command, { op: 'meanwhile' }>): Promise<void> {
		const { pair, people } = this;
		let edited: string | undefined;
		pair.crossAt(calls, when, async () => {
			// Zoho's precondition counts in whole seconds: an edit within the second of the engine's last look cannot be told from it.
			pair.advance(1_000);
			await this.past.noteUnsettled();
			edited = people.choose(by, pick)?.id;
			people.edit(by, pick, fields);
			this.past.noteDisguised();
		});
		await this.turn(side);
		pair.uncross();
		// Zoho's delete knows no precondition: an edit between the last look and the deletion goes to the recycle bin with the record.
		if (!pair.capabilities(by).precondition.delete && edited !== undefined) people.letGoIfDeleted(by, edited);
	}

	/** Everything is deleted on one side: as long as nobody has looked at it, the other side keeps what it has. */
	private async wipe(side: Side): Promise<void> {
		const partners = await this.partnersOf(side);
		this.people.removeAll(side);
		await this.turn(side);
		if (partners.length <= deleteGuard.count) return;
		const left = new Set(this.people.living(other(side)).map(({ id }) => id));
		for (const id of partners) if (!left.has(id)) this.watch.failures.push(`I7: ${id} was deleted after everything on side ${side} was gone`);
	}

	/** Records of the other side whose partner on this side is living. */
	private async partnersOf(side: Side): Promise<string[]> {
		const living = { crm: new Set(this.people.living('crm').map(({ id }) => id)), calendar: new Set(this.people.living('calendar').map(({ id }) => id)) };
		const links = await this.pair.store.listLinks(syncName, { state: 'linked', limit: 10_000 });
		const paired = links.filter(({ crmId, calendarId }) => living.crm.has(crmId ?? '') && living.calendar.has(calendarId ?? ''));
		return paired.map(({ crmId, calendarId }) => (side === 'crm' ? calendarId : crmId) ?? '');
	}

	private async applyLate(): Promise<void> {
		const next = this.late.shift();
		if (next !== undefined) await this.survive(async () => void (await this.pair.applyTo(other(next.source), next.items)));
	}

	private async deactivate(choice: Deactivation, dieAt?: number): Promise<void> {
		const { pair } = this;
		if (choice.later === 'fresh' || choice.copies === 'deleteContainer') await this.past.remember();
		if (dieAt !== undefined) pair.killAt(dieAt, 'after');
		await this.survive(async () => void (await pair.deactivate({ copies: choice.copies, later: choice.later })));
		if (dieAt !== undefined) pair.restart();
	}

	/** Executions may fail; what matters is what the next ones make of it. */
	private async survive(work: () => Promise<void>): Promise<void> {
		try {
			await work();
		} catch (error) {
			if (error instanceof Killed || error instanceof SystemError || error instanceof StoreError || error instanceof SyncRefusal) return;
			throw error;
		}
	}
}

/** The pair that a history says it is about. */
export function pairIn([first]: readonly Command[]): PairOf | undefined {
	return first?.op === 'pair' ? first : undefined;
}

export function other(side: Side): Side {
	return side === 'crm' ? 'calendar' : 'crm';
}
