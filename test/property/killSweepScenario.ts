import type { Side } from '../../sync';
import type { Pair } from './pair';
import type { Entry } from './seen';

/** A meeting that both sides hold and that is in step, by its ids. */
interface Linked {
	crm: string;
	calendar: string;
}

const hour = 3_600_000;
const day = 24 * hour;
const firstDay = Date.parse('2026-03-20T08:00:00Z');
/** Beyond the default window of twelve months. */
const farAway = Date.parse('2028-03-20T08:00:00Z');

const guest = (number: number): string => `guest${number}@example.test`;
/** No contact of the CRM, which therefore leaves this guest out. */
const stranger = 'stranger@example.test';

/** Meetings that are in step before the changes begin. */
export const linkedBefore = 160;
/** Meetings on each side when all is done: 21 are deleted for good, 50 are new, 3 were entered on both sides, and 6 came into the window. */
export const linkedAfter = linkedBefore - 21 + 50 + 3 + 6;
/** Meetings beyond the window on each side, which no side has copied. */
const farBefore = 3;

/**
 * The people of the kill sweep. Each of their changes takes a second, so that it is always clear which of two came last, and
 * every value they enter is unique, so that it can be told afterwards where each one went.
 */
export class SweepPeople {
	changes = 0;
	/** Titles that lose against a later one of the other side. */
	readonly losers: string[] = [];
	private values = 0;
	private readonly far: Record<Side, string[]> = { crm: [], calendar: [] };

	constructor(private readonly pair: Pair) {}

	/** Everything that is there before the first run; the caller then lets it come to rest. */
	prepare(): void {
		for (const side of Object.values(this.pair.sides)) side.knowGuests([0, 1, 2, 3].map(guest));
		// The CRM's search finds new contacts only after a while.
		this.pair.advance(10 * 60_000);
		for (let number = 0; number < linkedBefore; number += 1) {
			const side = number % 2 === 0 ? 'crm' : 'calendar';
			// Events whose guests would be mailed are not changed by the sync, so that nothing more could happen to them.
			const isTold = this.pair.capabilities(side).guestMails === 'always';
			this.create(side, { ...this.meeting(number), guests: number % 8 < 2 && !isTold ? [guest(0)] : [] });
		}
		for (const side of ['crm', 'calendar'] as const) {
			for (let number = 0; number < farBefore; number += 1) this.far[side].push(this.create(side, { ...this.meeting(number), time: String(farAway + number * day) }));
		}
		this.changes = 0;
	}

	/** 200 mixed changes on both sides, while no sync runs. `linked`: the meetings of `prepare` that are in step, in a fixed order. */
	change(linked: Linked[]): void {
		const left = [...linked];
		const each = (count: number, work: (pair: Linked, number: number) => void): void => left.splice(0, count).forEach(work);
		const onBoth = (count: number, work: (side: Side, pair: Linked, number: number) => void): void => {
			each(count, (pair, number) => work('crm', pair, number));
			each(count, (pair, number) => work('calendar', pair, number));
		};
		for (let number = 0; number < 25; number += 1) {
			this.create('crm', this.meeting(number));
			this.create('calendar', { ...this.meeting(number), guests: number % 5 === 0 ? [guest(1), stranger] : [] });
		}
		onBoth(13, (side, pair, number) => this.edit(side, pair[side], { title: this.next('title'), ...(number % 2 === 0 && { location: this.next('location') }), ...(number % 3 === 0 && { description: this.next('description') }) }));
		onBoth(14, (side, pair, number) => this.edit(side, pair[side], { time: String(number === 0 ? farAway + this.values * day : firstDay + (200 + this.values) * hour) }));
		for (const side of ['crm', 'calendar'] as const) for (const id of this.far[side]) this.edit(side, id, { time: String(firstDay + (500 + this.values++) * hour) });
		onBoth(10, (side, pair, number) => this.edit(side, pair[side], { guests: [[], [guest(1)], [guest(0), guest(2)], [guest(2), guest(3)]][number % 4] }));
		// Below the guard in each direction, above it when a kill makes the sync see its own deletions as somebody's.
		onBoth(10, (side, pair) => this.remove(side, pair[side]));
		each(7, (pair) => this.editBoth(pair, { location: this.next('location') }, { description: this.next('description') }));
		each(6, (pair) => this.editBoth(pair, { title: this.losing() }, { title: this.next('title') }));
		each(4, (pair) => {
			this.edit('calendar', pair.calendar, { title: this.losing(), location: this.next('location') });
			this.edit('crm', pair.crm, { title: this.next('title'), description: this.next('description') });
		});
		// Deleted here, edited there: the edit wins.
		each(2, (pair) => {
			this.remove('crm', pair.crm);
			this.edit('calendar', pair.calendar, { title: this.next('title') });
		});
		each(2, (pair) => {
			this.edit('crm', pair.crm, { title: this.next('title') });
			this.remove('calendar', pair.calendar);
		});
		// Deleted on both sides.
		each(1, (pair) => {
			this.remove('crm', pair.crm);
			this.remove('calendar', pair.calendar);
		});
		// The same meeting entered on both sides by hand: joined, not copied.
		for (let number = 0; number < 3; number += 1) {
			const meeting = this.meeting(number);
			this.create('crm', meeting);
			this.create('calendar', meeting);
		}
	}

	private editBoth(pair: Linked, crm: Entry, calendar: Entry): void {
		this.edit('crm', pair.crm, crm);
		this.edit('calendar', pair.calendar, calendar);
	}

	private meeting(number: number): Entry {
		return { title: this.next('title'), location: this.next('location'), ...(number % 3 === 0 && { description: this.next('description') }), time: String(firstDay + this.values * hour) };
	}

	private losing(): string {
		const title = this.next('title');
		this.losers.push(title);
		return title;
	}

	private next(name: string): string {
		this.values += 1;
		return `${name} ${this.values}`;
	}

	private create(side: Side, meeting: Entry): string {
		this.pass();
		return this.pair.sides[side].create(meeting);
	}

	private edit(side: Side, id: string, changes: Entry): void {
		this.pass();
		this.pair.sides[side].change(id, changes);
	}

	private remove(side: Side, id: string): void {
		this.pass();
		this.pair.sides[side].remove(id);
	}

	private pass(): void {
		this.changes += 1;
		this.pair.advance(1_000);
	}
}
