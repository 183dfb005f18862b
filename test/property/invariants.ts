import { expect } from 'vitest';
import type { JournalEntry, Link, Side } from '../../sync';
import { Claims, comparedFields, type Rest } from './claims';
import { unsharedParts } from './commands';
import type { History } from './history';
import { type Pair, syncName } from './pair';
import { filtersOf } from './pairSettings';
import { busyTitle, type Seen, textFields, valuesOf } from './seen';

const sides: readonly Side[] = ['crm', 'calendar'];

/** Lets the pair come to rest and checks I1 to I8 of docs/semantics.md. */
export async function checkAtRest(history: History): Promise<void> {
	const { pair } = history;
	await comeToRest(history);
	await checkAgreement(history);
	if (await takeBack(history)) await checkAgreement(history);
	if (await resolveConflicts(history)) await checkAgreement(history);
	await checkQuiet(history);
	await checkLens(history);
	expect(pair.sandbox.control.outbox.list(), 'I6: no mail').toEqual([]);
}

/** Nothing goes wrong any more, and nobody does anything. */
export async function comeToRest({ pair, isReset }: History): Promise<void> {
	pair.sandbox.control.faults.clear();
	for (const side of sides) pair.sides[side].calm();
	pair.restart();
	if (await isStopped(pair)) await pair.activate();
	await pair.settle();
	// What a filter or the mapping left out before flows with each record's next change, or with Everything Again.
	if (isReset) await readAllAgain(pair);
}

async function isStopped({ store }: Pair): Promise<boolean> {
	const row = await store.getSync(syncName);
	return row !== null && row.state !== 'active';
}

async function readAllAgain(pair: Pair): Promise<void> {
	for (const side of sides) await pair.everythingAgain(side);
	await pair.settle();
}

/** Filters and the mapping go back to what leaves nothing out, and nobody is invited any more where that keeps events from being changed. Returns whether something was different. */
export async function takeBack(history: History): Promise<boolean> {
	const { pair, people } = history;
	const wasInvited = pair.capabilities('calendar').guestMails === 'always' && people.disinviteAll('calendar');
	history.settledReports = pair.reports.length;
	const wasFiltered = sides.some((side) => JSON.stringify(pair.settings[side].filters) !== JSON.stringify(filtersOf(null)));
	if (!wasFiltered && !wasInvited && pair.mapping !== 'noLocation') return false;
	for (const side of sides) pair.settings[side] = { ...pair.settings[side], filters: filtersOf(null) };
	pair.mapping = 'default';
	await readAllAgain(pair);
	return true;
}

/** People decide each conflict that was left to them. Returns whether there was one. */
export async function resolveConflicts(history: History): Promise<boolean> {
	if (history.setup.conflictPolicy !== 'ask') return false;
	const rest = await restOf(history);
	const claims = new Claims(history, rest);
	let count = 0;
	for (const [crm, calendar] of pairsOf(rest)) {
		const fields = claims.asked(crm, calendar);
		if (fields.length === 0) continue;
		history.people.agreeOn(crm, calendar, fields);
		count += 1;
	}
	if (count === 0) return false;
	await history.pair.settle();
	return true;
}

/** I1, I2 and I3. */
export async function checkAgreement(history: History): Promise<void> {
	const { pair } = history;
	const rest = await restOf(history);
	const claims = new Claims(history, rest);
	const alone = checkPartners(rest, claims);
	checkDuplicates(rest, claims);
	const kept = new Set(claims.goneUnseen());
	for (const [crm, calendar] of pairsOf(rest)) {
		const open = claims.openFields(crm, calendar);
		const [inCrm, inCalendar] = claims.guests(crm, calendar);
		for (const field of comparedFields(pair)) if (!open.has(field)) expect({ ...crm, ...inCrm }[field], `I1: ${field} of ${crm.id} and ${calendar.id} agrees`).toEqual({ ...calendar, ...inCalendar }[field]);
		for (const field of textFields) if (open.has(field)) for (const value of [crm[field], calendar[field]]) kept.add(value);
	}
	for (const record of alone) for (const value of valuesOf(record)) kept.add(value);
	const { people } = history;
	const shown = { crm: people.values('crm'), calendar: people.values('calendar') };
	const journal = journalValues(rest.journal);
	const lost = [...people.live].filter((value) => !(shown.crm.has(value) && shown.calendar.has(value)) && !journal.has(value) && !kept.has(value));
	expect(lost, 'I3: every value that nobody overwrote knowingly is on both sides or in the journal').toEqual([]);
}

async function restOf({ pair, people, past }: History): Promise<Rest> {
	const links = await pair.store.listLinks(syncName, { state: 'linked', limit: 10_000 });
	return {
		records: { crm: byId(people.living('crm')), calendar: byId(people.living('calendar')) },
		links,
		refused: await refusedAmong(pair, links),
		journal: [...past.journal, ...(await pair.store.listJournal(syncName, { limit: 100_000 }))],
	};
}

async function refusedAmong({ store }: Pair, links: Link[]): Promise<Set<string>> {
	const open = links.filter(({ seen }) => seen.crm?.inStep === false);
	const sightings = await store.getSightings(syncName, 'crm', open.flatMap(({ crmId }) => crmId ?? []));
	const refused = new Set(sightings.filter(({ reason }) => reason.startsWith('rejected') && reason.includes('guests')).map(({ recordId }) => recordId));
	return new Set(open.flatMap(({ crmId, calendarId }) => (refused.has(crmId ?? '') ? (calendarId ?? []) : [])));
}

function pairsOf({ links, records }: Rest): Array<[Seen, Seen]> {
	return links.flatMap(({ crmId, calendarId }): Array<[Seen, Seen]> => {
		const [crm, calendar] = [records.crm.get(crmId ?? ''), records.calendar.get(calendarId ?? '')];
		return crm === undefined || calendar === undefined ? [] : [[crm, calendar]];
	});
}

/** Each record has one partner. Returns those that need none. */
function checkPartners(rest: Rest, claims: Claims): Seen[] {
	const pairs = pairsOf(rest);
	const alone: Seen[] = [];
	for (const side of sides) {
		const partnered = pairs.map((pair) => pair[side === 'crm' ? 0 : 1].id);
		expect(new Set(partnered).size, `I2: no record on side ${side} is linked twice`).toBe(partnered.length);
		const single = [...rest.records[side].values()].filter(({ id }) => !partnered.includes(id));
		expect(single.filter((record) => !claims.mayStandAlone(side, record)), `I2: one partner for each record on side ${side}`).toEqual([]);
		alone.push(...single);
	}
	return alone;
}

/** People never enter a value twice, so two records with the same one are copies of one record. */
function checkDuplicates(rest: Rest, claims: Claims): void {
	for (const side of sides) {
		const holders = new Map<string, Seen>();
		for (const record of rest.records[side].values()) {
			for (const value of valuesOf(record).filter((text) => text !== '' && text !== busyTitle)) {
				const first = holders.get(value);
				holders.set(value, record);
				if (first === undefined || claims.mayBeTwins(side, first) || claims.mayBeTwins(side, record)) continue;
				expect([first, record], `I2: ${value} stands in one record on side ${side}`).toEqual([]);
			}
		}
	}
}

/** I4, and I5 and I7 for all that was written. */
export async function checkQuiet({ pair, watch, past }: History): Promise<void> {
	pair.sandbox.control.requests.clear();
	// What was left out of step knowingly is looked at once more under a new revision; from then on it is known.
	if (stir(pair)) {
		await pair.settle();
		stir(pair);
	}
	const after = [await pair.turn('crm'), await pair.turn('calendar')];
	expect(after.flatMap(({ items }) => items), 'I4: nothing starts an execution at rest').toEqual([]);
	expect(writes(pair), 'I4: nothing is written at rest').toBe(0);
	expect(watch.failures, 'I5, I7: only our records are written, and no run deletes more than the guard allows').toEqual([]);
	expect(await watch.unexplained(past), 'I5: only our records are written').toEqual([]);
}

/** Returns whether a system did anything by itself. */
function stir(pair: Pair): boolean {
	return sides.map((side) => pair.sides[side].stir()).includes(true);
}

/** I8, and I5 for what a sync has nothing to do with. */
export async function checkLens(history: History): Promise<void> {
	const { pair, people, setup } = history;
	people.unshared.checkKept();
	// Where private events are treated on their own, being private is no matter of one side alone.
	const parts = unsharedParts.filter((part) => part !== 'visibility' || setup.privateEvents === 'asPrivate');
	// Of pairs only: a record without partner that somebody touches is taken in like a new one.
	const rest = await restOf(history);
	const claims = new Claims(history, rest);
	const inStep = pairsOf(rest).filter(([crm, calendar]) => !claims.areLeftOut(crm, calendar));
	inStep.forEach(([crm, calendar], index) => {
		people.unshared.change('crm', crm.id, 'color');
		people.unshared.change('calendar', calendar.id, parts[index % parts.length] ?? 'color');
	});
	pair.sandbox.control.requests.clear();
	await pair.settle();
	expect(writes(pair), 'I8: what the other side cannot hold is not written to it').toBe(0);
	people.unshared.checkKept();
	people.foreign.checkUntouched();
}

export function writes({ sandbox }: Pair): number {
	return Object.values(sandbox.control.requests.all()).reduce((sum, { writes: count }) => sum + count, 0);
}

function byId(records: Seen[]): Map<string, Seen> {
	return new Map(records.map((record) => [record.id, record]));
}

/** Values that lost a conflict. What the journal tells of other writes is history, and no place to look for what somebody entered last. */
function journalValues(entries: JournalEntry[]): Set<string> {
	const values = new Set<string>();
	for (const { action, before } of entries) {
		if (action !== 'conflict') continue;
		for (const value of Object.values(before ?? {})) {
			if (typeof value === 'string') values.add(value);
			else if (value !== null && typeof value === 'object' && 'start' in value && 'dateTime' in value.start) values.add(String(Date.parse(value.start.dateTime)));
			else if (value !== null && typeof value === 'object' && 'start' in value && 'date' in value.start) values.add(value.start.date);
		}
	}
	return values;
}
