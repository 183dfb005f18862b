import { expect } from 'vitest';
import type { JournalEntry } from '../../sync';
import { unsharedParts } from './commands';
import { type Pair, syncName } from './pair';
import type { History } from './history';

/** Lets the pair come to rest and checks I1 to I8 of docs/semantics.md. */
export async function checkAtRest({ pair, people, watch }: History): Promise<void> {
	pair.sandbox.control.faults.clear();
	pair.restart();
	await pair.settle();

	const crm = people.living('crm');
	const calendar = people.living('calendar');
	const links = await pair.store.listLinks(syncName, { state: 'linked', limit: 10_000 });
	const crmById = new Map(crm.map((record) => [record.id, record]));
	const calendarById = new Map(calendar.map((record) => [record.id, record]));

	expect(new Set(links.map(({ crmId }) => crmId)), 'I2: one partner for each CRM record').toEqual(new Set(crmById.keys()));
	expect(new Set(links.map(({ calendarId }) => calendarId)), 'I2: one partner for each calendar record').toEqual(new Set(calendarById.keys()));
	expect(links.length, 'I2: no record is linked twice').toBe(crm.length);
	for (const link of links) {
		const { id: crmId, ...left } = crmById.get(link.crmId ?? '') ?? { id: '' };
		const { id: calendarId, ...right } = calendarById.get(link.calendarId ?? '') ?? { id: '' };
		expect(left, `I1: ${crmId} and ${calendarId} agree`).toEqual(right);
	}

	const journal = journalValues(await pair.store.listJournal(syncName, { limit: 100_000 }));
	const shown = { crm: people.values('crm'), calendar: people.values('calendar') };
	const lost = [...people.live].filter((value) => !(shown.crm.has(value) && shown.calendar.has(value)) && !journal.has(value));
	expect(lost, 'I3: every value that nobody overwrote knowingly is on both sides or in the journal').toEqual([]);

	pair.sandbox.control.requests.clear();
	const after = [await pair.turn('crm'), await pair.turn('calendar')];
	expect(after.flatMap(({ items }) => items), 'I4: nothing starts an execution at rest').toEqual([]);
	expect(writes(pair), 'I4: nothing is written at rest').toBe(0);
	expect(watch.failures, 'I5, I7: only our records are written, and no run deletes more than the guard allows').toEqual([]);
	expect(await watch.unexplained(), 'I5: only our records are written').toEqual([]);

	people.unshared.checkKept();
	for (const side of ['crm', 'calendar'] as const) people.living(side).forEach(({ id }, index) => people.unshared.change(side, id, unsharedParts[index % unsharedParts.length] ?? 'color'));
	pair.sandbox.control.requests.clear();
	await pair.settle();
	expect(writes(pair), 'I8: what the other side cannot hold is not written to it').toBe(0);
	people.unshared.checkKept();
	people.foreign.checkUntouched();
	expect(pair.sandbox.control.outbox.list(), 'I6: no mail').toEqual([]);
}

function writes({ sandbox }: Pair): number {
	const { google, zoho } = sandbox.control.requests.all();
	return (google?.writes ?? 0) + (zoho?.writes ?? 0);
}

function journalValues(entries: JournalEntry[]): Set<string> {
	const values = new Set<string>();
	for (const { before, after } of entries) {
		for (const part of [before, after]) {
			for (const value of Object.values(part ?? {})) {
				if (typeof value === 'string') values.add(value);
				else if (value !== null && typeof value === 'object' && 'start' in value && 'dateTime' in value.start) values.add(String(Date.parse(value.start.dateTime)));
			}
		}
	}
	return values;
}
