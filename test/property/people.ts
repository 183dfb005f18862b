import type { Side } from '../../sync';
import type { EditableField, Place, UnsharedPart } from './commands';
import { Foreign } from './foreign';
import type { Pair } from './pair';
import { type Seen, textFields, type Values, valuesOf } from './seen';
import { Unshared } from './unshared';

const hour = 3_600_000;
/** How far ahead the time window reaches: the default of the settings, from 2 March 2026. */
const windowAhead = 365 * 24 * hour;

/**
 * The people on both sides. Every value they write is unique, so that at the end it can be told where each one went. A
 * value counts as knowingly overwritten when somebody changed the field, or deleted the record, on a side that showed it.
 */
export class People {
	/** Values that nobody has knowingly overwritten. */
	readonly live = new Set<string>();
	/** Values that somebody replaced while looking at them; undeleting a record does not make them anybody's wish again. */
	private readonly replaced = new Set<string>();
	/** Who entered a value, on which side, and how late: values are numbered. */
	readonly entered = new Map<string, { side: Side; number: number }>();
	/** Records whose guests a person changed on that side. */
	readonly invited: Record<Side, Set<string>> = { crm: new Set(), calendar: new Set() };
	/** Records whose tags a person changed on that side. */
	readonly tagged: Record<Side, Set<string>> = { crm: new Set(), calendar: new Set() };
	/** Records that a person took out of the recycle bin: what became of them meanwhile stays, so their values may stand there twice. */
	readonly restored: Record<Side, Set<string>> = { crm: new Set(), calendar: new Set() };
	/** Values of records that a person deleted on that side. */
	private readonly discarded: Record<Side, Set<string>> = { crm: new Set(), calendar: new Set() };
	readonly foreign: Foreign;
	readonly unshared: Unshared;
	private count = 0;

	constructor(private readonly pair: Pair) {
		this.foreign = new Foreign(pair.sides);
		this.unshared = new Unshared(pair.sides);
		for (const side of Object.values(pair.sides)) side.knowGuests([0, 1, 2, 3].map(guestAddress));
		// The CRM's search finds new contacts only after a while.
		pair.advance(10 * 60_000);
	}

	/** Number of the value that was entered last. */
	get latest(): number {
		return this.count;
	}

	isYounger(value: string, than: number): boolean {
		return (this.entered.get(value)?.number ?? 0) > than;
	}

	/** True when a person made or changed this record on this side, as far as it still shows. */
	hasTouched(side: Side, record: Seen): boolean {
		return this.invited[side].has(record.id) || this.tagged[side].has(record.id) || this.restored[side].has(record.id) || valuesOf(record).some((value) => this.entered.get(value)?.side === side);
	}

	/** What exists on a side; a meeting that was called off counts as deleted. */
	living(side: Side): Seen[] {
		return this.pair.sides[side].living().filter(({ id }) => !this.foreign.has(side, id));
	}

	/** What people or the sync deleted on either side. */
	deleted(): Seen[] {
		return [...this.pair.sides.crm.deleted(), ...this.pair.sides.calendar.deleted()];
	}

	/** Titles, places, texts and times shown on a side. */
	values(side: Side): Set<string> {
		return new Set(this.living(side).flatMap(valuesOf));
	}

	create(side: Side): void {
		const values: Values = Object.fromEntries(textFields.map((field) => [field, this.next(side, field)]));
		this.pair.sides[side].create(values);
		for (const value of Object.values(values)) this.live.add(value);
	}

	edit(side: Side, pick: number, fields: readonly EditableField[]): void {
		const record = this.choose(side, pick);
		if (record !== undefined) this.enter(side, record, Object.fromEntries(fields.map((field) => [field, this.next(side, field)])));
	}

	move(side: Side, pick: number, to: Place): void {
		const record = this.choose(side, pick);
		if (record !== undefined) this.enter(side, record, { time: this.next(side, 'time', to) });
	}

	/** People talk about a conflict and enter the same values on both sides. */
	agreeOn(crm: Seen, calendar: Seen, fields: readonly EditableField[]): void {
		const values: Values = Object.fromEntries(fields.map((field) => [field, this.next('crm', field)]));
		this.enter('crm', crm, values);
		this.enter('calendar', calendar, values);
	}

	private enter(side: Side, record: Seen, values: Values): void {
		for (const [field, value] of Object.entries(values) as Array<[EditableField, string]>) {
			this.live.delete(record[field]);
			this.replaced.add(record[field]);
			this.live.add(value);
		}
		this.pair.sides[side].change(record.id, values);
	}

	guest(side: Side, pick: number, guest: number, add: boolean): void {
		const record = this.choose(side, pick);
		if (record === undefined) return;
		const address = guestAddress(guest);
		const others = record.invited.filter((email) => email !== address);
		this.invited[side].add(record.id);
		this.pair.sides[side].change(record.id, { guests: add ? [...others, address] : others });
	}

	/** Nobody is invited any more to what is in the calendar. Returns whether somebody was. */
	disinviteAll(side: Side): boolean {
		const records = this.living(side).filter(({ invited }) => invited.length > 0);
		for (const { id } of records) {
			this.invited[side].add(id);
			this.pair.sides[side].change(id, { guests: [] });
		}
		return records.length > 0;
	}

	/** Where the other system holds no tags, a tag is unshared, and a system without tags has nothing to change. */
	tag(side: Side, pick: number, add: boolean): void {
		const record = this.choose(side, pick);
		if (record === undefined || !this.pair.shares('tags')) return;
		this.count += 1;
		this.tagged[side].add(record.id);
		this.pair.sides[side].change(record.id, { tags: add ? [...record.tags.slice(-5), `tag ${this.count}`] : [] });
	}

	allDay(side: Side, pick: number): void {
		const record = this.choose(side, pick);
		if (record !== undefined) this.enter(side, record, { time: this.next(side, 'time', 'day') });
	}

	/** Changes what only one side holds. */
	changeUnshared(side: Side, pick: number, part: UnsharedPart): void {
		const record = this.choose(side, pick);
		if (record !== undefined) this.unshared.change(side, record.id, part);
	}

	remove(side: Side, pick: number): void {
		const record = this.choose(side, pick);
		if (record !== undefined) this.removeRecord(side, record);
	}

	removeAll(side: Side): void {
		for (const record of this.living(side)) this.removeRecord(side, record);
	}

	private removeRecord(side: Side, record: Seen): void {
		this.letGo(record);
		for (const value of valuesOf(record)) this.discarded[side].add(value);
		this.pair.sides[side].remove(record.id);
	}

	/** What a record in the recycle bin held is nobody's wish any more. */
	letGoIfDeleted(side: Side, id: string): void {
		const record = this.pair.sides[side].deleted().find((seen) => seen.id === id);
		if (record !== undefined) this.letGo(record);
	}

	private letGo(record: Seen): void {
		for (const value of valuesOf(record)) this.live.delete(value);
	}

	restore(side: Side, pick: number): void {
		const gone = this.pair.sides[side].restorable();
		const id = gone[pick % Math.max(gone.length, 1)];
		if (id === undefined) return;
		this.pair.sides[side].restore(id);
		this.restored[side].add(id);
		const record = this.living(side).find((seen) => seen.id === id);
		if (record === undefined) return;
		// An empty place, or what stands in for a hidden title, was never anybody's value.
		for (const value of valuesOf(record).filter((text) => this.entered.has(text))) {
			this.discarded[side].delete(value);
			// Where a person has deleted it on the other side as well, that deletion still stands.
			if (!this.replaced.has(value) && !this.discarded[side === 'crm' ? 'calendar' : 'crm'].has(value)) this.live.add(value);
		}
	}

	choose(side: Side, pick: number): Seen | undefined {
		const records = this.living(side);
		return records.length === 0 ? undefined : records[pick % records.length];
	}

	private next(side: Side, field: EditableField, place: Place | 'day' = 'inside'): string {
		this.count += 1;
		const value = field !== 'time' ? `${field} ${this.count}` : place === 'day' ? this.dayAt() : String(this.timeAt(place));
		this.entered.set(value, { side, number: this.count });
		return value;
	}

	/** A whole day that no other record has; the model's histories are short enough for the window. */
	private dayAt(): string {
		return new Date(Date.parse('2026-03-20T00:00:00Z') + this.count * 24 * hour).toISOString().slice(0, 10);
	}

	/** A start that no other record has. */
	private timeAt(place: Place): number {
		switch (place) {
			case 'past':
				return Date.parse('2025-06-02T08:00:00Z') + this.count * hour;
			case 'future':
				return Date.parse('2027-09-06T08:00:00Z') + this.count * hour;
			case 'edge':
				return Math.floor((this.pair.now() + windowAhead + hour / 2) / 1_000_000) * 1_000_000 + this.count * 1_000;
			case 'inside':
				return Date.parse('2026-03-20T08:00:00Z') + this.count * hour;
		}
	}
}

function guestAddress(guest: number): string {
	return `guest${guest}@example.test`;
}
