import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { History } from './history';
import { checkAgreement, checkAtRest, checkLens, checkQuiet } from './invariants';

let history: History;

/** From here on nothing is carried across, as if the engine overlooked it. */
function blind(): void {
	history.pair.lanes = new Set();
}

beforeEach(async () => {
	history = new History();
	history.people.create('crm');
	history.people.create('calendar');
	await history.pair.settle();
});

afterEach(async () => {
	await history.pair.store.close();
});

describe('what the checks at rest would notice', () => {
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
		pair.sandbox.services.google.person.create({
			summary: event?.title, start: { dateTime: '2026-04-01T09:00:00Z' }, end: { dateTime: '2026-04-01T10:00:00Z' },
		});
		await pair.settle();
		await expect(checkAgreement(history)).rejects.toThrow(/I2: title \d stands in one record/);
	});

	it('a value that was overwritten on both sides and is in no journal (I3)', async () => {
		const { pair, people } = history;
		blind();
		const { google, zoho } = pair.sandbox.services;
		const [event] = people.living('calendar');
		const meeting = people.living('crm').find(({ title }) => title === event?.title);
		google.person.change(event?.id ?? '', { summary: 'Something else' });
		zoho.person.editEvent(meeting?.id ?? '', { Event_Title: 'Something else' });
		await expect(checkAgreement(history)).rejects.toThrow('I3');
	});

	it('an execution at rest (I4)', async () => {
		history.people.edit('calendar', 0, ['title']);
		await expect(checkQuiet(history)).rejects.toThrow('I4');
	});

	it('a mail to a guest (I6)', async () => {
		const { pair, people } = history;
		people.guest('calendar', 0, 1, true);
		const [event] = people.living('calendar');
		pair.sandbox.services.google.person.change(event?.id ?? '', { summary: event?.title }, { sendUpdates: 'all' });
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
