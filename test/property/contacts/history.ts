import fc from 'fast-check';
import { expect } from 'vitest';
import { StoreError, SyncRefusal, SystemError, type Side } from '../../../sync';
import { Killed } from '../interruptions';
import { ContactPair, syncName } from './pair';
import { create, edit, type Fields, living, remove, type Seen } from './people';

export type TextField = 'first' | 'title' | 'notes' | 'city' | 'mobile' | 'emails';

/** One step of a history of contacts: what a person, the workflow, the network or time does. Plain data, so that a failure can be kept as it is. */
export type Step =
	| { op: 'create' | 'turn' | 'pollOnly'; side: Side }
	| { op: 'edit'; side: Side; pick: number; fields: TextField[] }
	| { op: 'editBoth'; pick: number; crm: TextField[]; calendar: TextField[] }
	| { op: 'delete'; side: Side; pick: number }
	| { op: 'kill'; side: Side; calls: number; when: 'before' | 'after' | 'commit' }
	| { op: 'fault'; service: 'zoho' | 'microsoft'; kind: 'status' | 'resetBefore' | 'resetAfter' | 'errorAfter'; status: number; nth: number; only?: 'read' | 'write' }
	| { op: 'expire' | 'loseStore' | 'drift' }
	| { op: 'wait'; seconds: number };

const side = fc.constantFrom<Side>('crm', 'calendar');
const pick = fc.nat(12);
const fields = fc.uniqueArray(fc.constantFrom<TextField>('first', 'title', 'notes', 'city', 'mobile', 'emails'), { minLength: 1, maxLength: 3 });

const step: fc.Arbitrary<Step> = fc.oneof<Array<fc.WeightedArbitrary<Step>>>(
	{ weight: 8, arbitrary: fc.record({ op: fc.constant('create' as const), side }) },
	{ weight: 8, arbitrary: fc.record({ op: fc.constant('edit' as const), side, pick, fields }) },
	{ weight: 6, arbitrary: fc.record({ op: fc.constant('editBoth' as const), pick, crm: fields, calendar: fields }) },
	{ weight: 3, arbitrary: fc.record({ op: fc.constant('delete' as const), side, pick }) },
	{ weight: 14, arbitrary: fc.record({ op: fc.constant('turn' as const), side }) },
	{ weight: 2, arbitrary: fc.record({ op: fc.constant('pollOnly' as const), side }) },
	{ weight: 5, arbitrary: fc.record({ op: fc.constant('kill' as const), side, calls: fc.integer({ min: 1, max: 8 }), when: fc.constantFrom('before' as const, 'after' as const, 'commit' as const) }) },
	{
		weight: 4,
		arbitrary: fc.record({
			op: fc.constant('fault' as const),
			service: fc.constantFrom('zoho' as const, 'microsoft' as const),
			kind: fc.constantFrom('status' as const, 'resetBefore' as const, 'resetAfter' as const, 'errorAfter' as const),
			status: fc.constantFrom(500, 502, 503),
			nth: fc.integer({ min: 1, max: 4 }),
			only: fc.constantFrom('read' as const, 'write' as const),
		}),
	},
	{ weight: 2, arbitrary: fc.record({ op: fc.constantFrom('expire' as const, 'loseStore' as const, 'drift' as const) }) },
	{ weight: 4, arbitrary: fc.record({ op: fc.constant('wait' as const), seconds: fc.constantFrom(2, 90, 4000) }) },
);

export const history: fc.Arbitrary<Step[]> = fc.array(step, { minLength: 6, maxLength: 24, size: 'max' });

/** Fields that both sides hold in the same way; addresses of e-mail have more room in Office 365. */
const sharedFields = ['first', 'last', 'title', 'notes', 'city', 'mobile'] as const;

/** Plays a history of contacts and knows which values people still want. Each value is entered once. */
export class ContactHistory {
	readonly pair = new ContactPair();
	/** Values that nobody has knowingly overwritten or deleted. */
	private readonly live = new Set<string>();
	private journal = '';
	/** Addresses that went with a contact that was deleted, by its before-image. */
	private readonly deletedEmails = new Set<string>();
	/** Addresses that people entered in Office 365, which has room for three. */
	private readonly enteredInOutlook = new Set<string>();
	private count = 0;

	async run(steps: readonly Step[]): Promise<void> {
		for (const one of steps) {
			// Zoho's times count whole seconds: what happens within one cannot be told apart.
			this.pair.advance(2_000);
			await this.step(one);
		}
	}

	private async step(one: Step): Promise<void> {
		const { pair } = this;
		switch (one.op) {
			case 'create':
				return this.create(one.side);
			case 'edit':
				return this.edit(one.side, this.choose(one.side, one.pick), one.fields);
			case 'editBoth':
				this.edit('crm', this.choose('crm', one.pick), one.crm);
				return this.edit('calendar', this.choose('calendar', one.pick), one.calendar);
			case 'delete':
				return this.remove(one.side, this.choose(one.side, one.pick));
			case 'turn':
				return await this.survive(async () => void (await pair.turn(one.side)));
			case 'pollOnly':
				return await this.survive(async () => void (await pair.poll(one.side)));
			case 'kill':
				pair.killAt(one.calls, one.when);
				await this.survive(async () => void (await pair.turn(one.side)));
				return pair.restart();
			case 'fault':
				pair.sandbox.control.faults.add({ service: one.service, kind: one.kind, status: one.status, nth: one.nth, only: one.only });
				return;
			case 'expire':
				return pair.microsoft.person.expireDeltaTokens();
			case 'loseStore':
				await this.rememberJournal();
				return await pair.loseStore();
			case 'drift':
				return pair.microsoft.person.driftContacts({ folderId: pair.folderId });
			case 'wait':
				return pair.advance(one.seconds * 1_000);
		}
	}

	private create(on: Side): void {
		const number = this.next();
		const seen: Fields = { first: `first ${number}`, last: `last ${number}`, title: `title ${number}`, notes: `notes ${number}`, city: `city ${number}`, mobile: `9${number}`, emails: [`anchor${number}@x.example`] };
		for (const value of valuesOf(seen)) this.live.add(value);
		create(this.pair, on, seen);
	}

	private edit(on: Side, seen: Seen | undefined, names: readonly TextField[]): void {
		if (seen === undefined) return;
		const changed: Fields = {};
		for (const name of names) {
			const number = this.next();
			if (name === 'emails') {
				// The first address stays: it is what tells the contact.
				for (const email of seen.emails.slice(1)) this.live.delete(email);
				changed.emails = [...seen.emails.slice(0, 1), `mail${number}@x.example`];
				if (on === 'calendar') this.enteredInOutlook.add(`mail${number}@x.example`);
			} else {
				this.live.delete(seen[name]);
				changed[name] = name === 'mobile' ? `9${number}` : `${name} ${number}`;
			}
		}
		for (const value of valuesOf(changed)) this.live.add(value);
		edit(this.pair, on, seen.id, changed);
	}

	private remove(on: Side, seen: Seen | undefined): void {
		if (seen === undefined) return;
		for (const value of valuesOf(seen)) this.live.delete(value);
		remove(this.pair, on, seen.id);
	}

	private choose(on: Side, index: number): Seen | undefined {
		const all = living(this.pair, on);
		return all[index % Math.max(all.length, 1)];
	}

	private next(): number {
		this.count += 1;
		return 1000 + this.count;
	}

	private async rememberJournal(): Promise<void> {
		const entries = await this.pair.store.listJournal(syncName, { limit: 100_000 });
		this.journal += JSON.stringify(entries.filter(({ action }) => action === 'conflict').map(({ before }) => before));
		for (const { action, before } of entries) if (action === 'delete') for (const email of (before?.emails ?? []) as string[]) this.deletedEmails.add(email);
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

	/** What found no room in the CRM, which was told as a loss, goes with the contact when the CRM's is deleted; its before-image keeps it. */
	private wentWithItsContact(value: string): boolean {
		return this.enteredInOutlook.has(value) && this.deletedEmails.has(value);
	}

	/** Lets everything come to rest and checks what is promised. */
	async check(): Promise<void> {
		const { pair } = this;
		pair.sandbox.control.faults.clear();
		pair.restart();
		await pair.settle();
		const [crm, calendar] = [living(pair, 'crm'), living(pair, 'calendar')];
		const byName = new Map(calendar.map((seen) => [seen.last, seen]));
		expect(crm.map(({ last }) => last).sort(), 'I2: one partner for each contact').toEqual(calendar.map(({ last }) => last).sort());
		expect(byName.size, 'I2: no contact twice').toBe(crm.length);
		for (const inCrm of crm) {
			const inCalendar = byName.get(inCrm.last);
			for (const field of sharedFields) expect(inCrm[field], `I1: ${field} of ${inCrm.last}`).toBe(inCalendar?.[field]);
			const isFull = inCalendar?.emails.length === 3;
			expect(inCrm.emails.filter((email) => !isFull && inCalendar?.emails.includes(email) !== true), `I1: e-mails of ${inCrm.last}`).toEqual([]);
			if (inCrm.emails.length < 2) expect(inCalendar?.emails, `I1: e-mails of ${inCrm.last}`).toEqual(inCrm.emails);
		}
		await this.rememberJournal();
		const shown = new Set([...crm, ...calendar].flatMap(valuesOf));
		expect([...this.live].filter((value) => !shown.has(value) && !this.journal.includes(value) && !this.wentWithItsContact(value)), 'I3: nothing is lost').toEqual([]);
		pair.counts();
		for (const one of ['crm', 'calendar'] as const) expect((await pair.turn(one)).items, 'I4: nothing starts an execution at rest').toEqual([]);
		expect(pair.counts().writes, 'I4: nothing is written at rest').toEqual({ crm: 0, calendar: 0 });
		expect(pair.sandbox.control.outbox.list(), 'I6: no mail').toEqual([]);
	}
}

function valuesOf(seen: Fields): string[] {
	return [...sharedFields.flatMap((field) => seen[field] ?? []), ...(seen.emails ?? [])].filter((value) => value !== '');
}

export async function play(steps: readonly Step[]): Promise<void> {
	const one = new ContactHistory();
	try {
		await one.run(steps);
		await one.check();
	} finally {
		await one.pair.store.close();
	}
}
