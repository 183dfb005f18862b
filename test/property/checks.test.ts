import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { History } from './history';
import { checkAgreement, checkAtRest, checkLens, checkQuiet } from './invariants';
import { nameOf, pairs } from './sides';

let history: History;

/** From here on nothing is carried across, as if the engine overlooked it. */
function blind(): void {
	history.pair.lanes = new Set();
}

describe.each(pairs.map((of) => [nameOf(of), of] as const))('%s: what the checks at rest would notice', (_, of) => {
	beforeEach(async () => {
		history = new History(of);
		history.people.create('crm');
		history.people.create('calendar');
		await history.pair.settle();
	});

	afterEach(async () => {
		await history.pair.store.close();
	});

	it('nothing, when all is well', async () => {
		await checkAtRest(history);
	});

	it.each(['title', 'location', 'description', 'time'] as const)('a %s that was not carried across (I1)', async (field) => {
		blind();
		history.people.edit('crm', 0, [field]);
		await expect(checkAgreement(history)).rejects.toThrow(`I1: ${field}`);
	});

	it('a guest who was not carried across (I1)', async () => {
		blind();
		history.people.guest('calendar', 0, 1, true);
		await expect(checkAgreement(history)).rejects.toThrow('I1: guests');
	});

	it('a record without partner (I2)', async () => {
		blind();
		history.people.create('crm');
		await expect(checkAgreement(history)).rejects.toThrow('I2: one partner');
	});

	it('a partner that was deleted (I2)', async () => {
		blind();
		history.people.remove('calendar', 0);
		await expect(checkAgreement(history)).rejects.toThrow('I2: one partner');
	});

	it('a second copy, even when it has a partner of its own (I2)', async () => {
		const { pair, people } = history;
		const [event] = people.living('calendar');
		pair.sides.calendar.create({ title: event?.title, time: String(Date.parse('2026-04-01T09:00:00Z')) });
		await pair.settle();
		await expect(checkAgreement(history)).rejects.toThrow(/I2: title \d stands in one record/);
	});

	it('a value that was overwritten on both sides and is in no journal (I3)', async () => {
		const { pair, people } = history;
		blind();
		const [event] = people.living('calendar');
		const meeting = people.living('crm').find(({ title }) => title === event?.title);
		pair.sides.calendar.change(event?.id ?? '', { title: 'Something else' });
		pair.sides.crm.change(meeting?.id ?? '', { title: 'Something else' });
		await expect(checkAgreement(history)).rejects.toThrow('I3');
	});

	it('an execution at rest (I4)', async () => {
		history.people.edit('calendar', 0, ['title']);
		await expect(checkQuiet(history)).rejects.toThrow('I4');
	});

	it('a mail to a guest (I6)', async () => {
		const { pair } = history;
		pair.sandbox.world.outbox.push({ at: pair.now(), service: pair.sides.calendar.service, kind: 'invitation', to: 'guest1@example.test', subject: 'Invitation', recordId: '' });
		await expect(checkAtRest(history)).rejects.toThrow('I6');
	});

	it('a write because of something that the other side cannot hold (I8)', async () => {
		const { people } = history;
		const change = people.unshared.change.bind(people.unshared);
		people.unshared.change = (side, id, part) => {
			change(side, id, part);
			people.edit(side, 0, ['description']);
		};
		await expect(checkLens(history)).rejects.toThrow('I8');
	});

	it('deactivating that removes what is no copy (I5)', async () => {
		const { pair, people, watch } = history;
		const original = people.living('calendar').find(({ title }) => people.entered.get(title)?.side === 'calendar');
		await watch.deactivate(async () => await pair.connected('calendar').system.write([{ kind: 'delete', id: original?.id ?? '', revision: null }], pair.apply.write));
		expect(watch.failures).toContainEqual(expect.stringMatching(/^I5: deactivating, delete of .* no copy of ours$/));
	});
});
