import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { History } from './history';
import { checkAgreement, checkAtRest, writes } from './invariants';
import { pairWith } from './sides';

let history: History;

beforeEach(() => {
	history = new History(pairWith('office365'));
});

afterEach(async () => {
	await history.pair.store.close();
});

async function linked(count: number): Promise<void> {
	for (let index = 0; index < count; index += 1) history.people.create(index % 2 === 0 ? 'crm' : 'calendar');
	await history.pair.settle();
	history.pair.sandbox.control.requests.clear();
}

/** Both lanes, a few times, with hours in between. */
async function polls(): Promise<void> {
	await history.pair.settle();
	await history.pair.settle();
}

describe('what Outlook does by itself is nobody\'s edit (I4)', () => {
	it.each(['drift', 'rewrite', 'unrulyPages', 'otherWords', 'lag', 'shortMemory'] as const)('%s: nothing is written, nothing is lost', async (whim) => {
		const { pair } = history;
		await linked(4);
		for (let pick = 0; pick < 8; pick += 1) pair.sides.calendar.whim(whim, pick);
		await polls();
		expect(writes(pair)).toBe(0);
		await checkAtRest(history);
	});

	it('a position that is refused, in each of the ways in which Graph is known to say it: the calendar is read anew, nothing is written', async () => {
		const { pair } = history;
		await linked(4);
		for (let round = 0; round < 5; round += 1) {
			pair.sides.calendar.loseCursor();
			await polls();
		}
		expect(writes(pair)).toBe(0);
		await checkAtRest(history);
	});
});

describe('what an event leaves without being deleted', () => {
	it.each(['past', 'future'] as const)('the window, into the %s: the meeting follows and stays', async (place) => {
		const { pair, people } = history;
		await linked(4);
		people.move('calendar', 0, place);
		people.move('calendar', 1, place);
		await polls();
		expect(people.living('crm')).toHaveLength(4);
		await checkAgreement(history);
		people.edit('calendar', 0, ['title']);
		await pair.settle();
		await checkAtRest(history);
	});

	it('the calendar, moved by a person to another one: the meeting in the CRM stays, and a change there still reaches the event', async () => {
		const { pair, people } = history;
		const { person } = pair.sandbox.services.microsoft;
		await linked(4);
		const other = person.createCalendar('Private');
		const [moved] = people.living('calendar');
		person.move(moved?.id ?? '', other);
		await polls();
		expect(people.living('crm')).toHaveLength(4);
		expect(writes(pair)).toBe(0);
		const meeting = people.living('crm').findIndex(({ title }) => title === moved?.title);
		people.edit('crm', meeting, ['location']);
		await pair.settle();
		expect(person.get(moved?.id ?? '', { calendarId: other })?.location.displayName).toBe(people.living('crm')[meeting]?.location);
		expect(people.living('calendar')).toHaveLength(3);
		expect(pair.sandbox.control.outbox.list()).toEqual([]);
	});
});

describe('only new from now', () => {
	const day = 24 * 3_600_000;

	it('what was made since then, far beyond the window that the feed follows, comes once it is near enough', async () => {
		const { pair, people } = history;
		for (const side of ['crm', 'calendar'] as const) pair.settings[side] = { ...pair.settings[side], firstSync: 'newOnly' };
		people.create('calendar');
		pair.advance(day);
		await pair.settle();
		people.create('calendar');
		people.move('calendar', 1, 'future');
		await polls();
		expect(people.living('crm')).toEqual([]);
		for (let week = 0; week < 60; week += 1) {
			pair.advance(7 * day);
			await pair.settle();
		}
		expect(people.living('crm').map(({ title }) => title)).toEqual([people.living('calendar')[1]?.title]);
	}, 60_000);
});

describe('requests at the same time', () => {
	it('are never more than the four that a mailbox takes', async () => {
		const { pair, people } = history;
		const { throttle } = pair.sandbox.services.microsoft;
		throttle.configure({ enabled: true, holdMilliseconds: 1 });
		for (let index = 0; index < 30; index += 1) people.create('crm');
		await pair.settle();
		expect(throttle.uses().map(({ maxInFlight, refused }) => ({ isWithin: maxInFlight > 1 && maxInFlight <= 4, refused }))).toEqual([{ isWithin: true, refused: 0 }]);
		throttle.configure({ enabled: false });
		await checkAtRest(history);
	});
});
