import { describe, expect, test } from 'vitest';
import type { Side } from '../../sync';
import { SyncRefusal } from '../../sync';
import { isOutsideWindow } from './claims';
import type { Deactivation } from './commands';
import { inOwnCalendar, joinedHistory } from './generate';
import type { History } from './history';
import { checkAgreement, checkQuiet, comeToRest, resolveConflicts, takeBack, writes } from './invariants';
import { histories, prove, seed } from './prove';
import { type Seen, valuesOf } from './seen';
import { nameOf, pairs } from './sides';

const count = Math.ceil(histories / 200);

const sides = ['crm', 'calendar'] as const;

/** Deactivates and activates again while nobody does anything, and checks that everything is as it was. */
async function checkReactivation(history: History, choice: Deactivation, isStoreLost: boolean): Promise<void> {
	const { pair, past } = history;
	await beAtRest(history);
	// A copy that was removed is made again where the time window reaches; what is kept stays wherever it is.
	const held = heldBy(history, (record) => choice.copies === 'keep' || !isOutsideWindow(record, pair.clock.now()));
	const before = { crm: held('crm'), calendar: held('calendar') };
	pair.sandbox.control.requests.clear();
	await past.remember();
	await pair.deactivate(choice);
	await expectStopped(history);
	if (isStoreLost) await pair.loseStore();
	await pair.activate();
	await pair.settle();
	if (choice.copies === 'keep') expect(writes(pair), 'B12: keep and re-activate writes nothing').toBe(0);
	for (const side of sides) expect(held(side), `I2: after re-activation side ${side} holds what it held before`).toEqual(before[side]);
	await checkAgreement(history);
	await checkQuiet(history);
}

/**
 * Deletes the calendar that was made for the sync, if it holds nothing but copies, and goes on with another one. Otherwise the sync
 * refuses, and everything is as it was.
 */
async function checkNewCalendar(history: History, later: Deactivation['later'], isStoreLost: boolean): Promise<void> {
	const { pair, past } = history;
	await beAtRest(history);
	const held = heldBy(history, (record) => !isOutsideWindow(record, pair.clock.now()));
	const before = { crm: held('crm'), calendar: held('calendar') };
	await past.remember();
	pair.sandbox.control.requests.clear();
	const isDeleted = await isContainerDeleted(history, later);
	expect(pair.sides.calendar.isThere(), 'B12: the calendar is gone unless the sync refused').toBe(!isDeleted);
	if (isDeleted) {
		await expectStopped(history);
		if (isStoreLost) await pair.loseStore();
		pair.renewCalendar();
		await pair.activate();
		await pair.settle();
		expect(held('calendar'), 'I2: each meeting has one copy in the new calendar').toEqual(before.crm);
	} else {
		expect(writes(pair), 'B12: a refusal changes nothing').toBe(0);
		expect(held('calendar'), 'B12: a refusal changes nothing').toEqual(before.calendar);
	}
	expect(held('crm'), 'B12: the CRM keeps everything').toEqual(before.crm);
	await checkAgreement(history);
	await checkQuiet(history);
}

async function isContainerDeleted({ pair }: History, later: Deactivation['later']): Promise<boolean> {
	try {
		await pair.deactivate({ copies: 'deleteContainer', later });
		return true;
	} catch (error) {
		if (!(error instanceof SyncRefusal)) throw error;
		return false;
	}
}

async function beAtRest(history: History): Promise<void> {
	await comeToRest(history);
	await takeBack(history);
	await resolveConflicts(history);
}

async function expectStopped({ pair }: History): Promise<void> {
	for (const side of sides) expect((await pair.turn(side)).items, 'a sync that is deactivated hands nothing on').toEqual([]);
}

/** Contents of the records of a side that count. */
function heldBy({ people }: History, counts: (record: Seen) => boolean): (side: Side) => string[] {
	return (side) => people.living(side).filter(counts).map((record) => valuesOf(record).join(' | ')).sort();
}

const losses = [{ isStoreLost: true, store: 'lost in between' }, { isStoreLost: false, store: 'kept' }];
const laters = ['relink', 'fresh'] as const;
const choices = (['keep', 'deleteCopies'] as const).flatMap((copies) => laters.flatMap((later) => losses.map((loss) => ({ copies, later, ...loss }))));
const containerChoices = laters.flatMap((later) => losses.map((loss) => ({ later, ...loss })));

describe.each(pairs.map((of) => [nameOf(of), of] as const))('%s: deactivated and activated again, after random histories (B12, I2, I4)', (_, of) => {
	test.each(choices)(`copies: $copies, later: $later, the store is $store: ${count} histories (CRM_SYNC_SEED=${seed})`, async (choice) => {
		const { copies, later, isStoreLost } = choice;
		await prove(100 + choices.indexOf(choice), count, joinedHistory(of), async (history) => await checkReactivation(history, { copies, later }, isStoreLost));
	});

	test.each(containerChoices)(`the whole calendar is deleted, later: $later, the store is $store: ${count} histories (CRM_SYNC_SEED=${seed})`, async (choice) => {
		let deleted = 0;
		await prove(200 + containerChoices.indexOf(choice), count, inOwnCalendar(of), async (history) => {
			await checkNewCalendar(history, choice.later, choice.isStoreLost);
			if (history.watch.deletedContainers > 0) deleted += 1;
		});
		expect(deleted, 'most calendars hold nothing but copies').toBeGreaterThan(count / 2);
	});
});
