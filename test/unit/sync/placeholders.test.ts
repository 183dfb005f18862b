import { describe, expect, it } from 'vitest';
import type { WriteOptions } from '../../../sync';
import { MemoryPair, applySettings, syncName } from '../../support/memoryPair';

const placeholder = 'Ohne Titel';

/** A CRM that insists on a title: the text stands there, and only the action node's settings know it. */
function insistingPair(feedOmits: Array<'description'> = []): MemoryPair {
	const pair = new MemoryPair({ crm: { capabilities: { feedOmits } } });
	const write = pair.crm.write.bind(pair.crm);
	pair.crm.write = async (requests, options: WriteOptions) =>
		await write(
			requests.map((request) => (request.kind !== 'delete' && request.values.title === '' ? { ...request, values: { ...request.values, title: options.untitledPlaceholder } } : request)),
			options,
		);
	return pair;
}

/** The setting of the node that writes to the CRM; the one that writes to the calendar has its default. */
const inCrm = { write: { ...applySettings().write, untitledPlaceholder: placeholder } };

async function settle(pair: MemoryPair): Promise<void> {
	for (let round = 0; round < 6; round += 1) {
		await pair.turn('calendar', inCrm);
		await pair.turn('crm');
		pair.advance(3_600_000);
	}
}

describe('Z9: a placeholder that only the node knows that writes to the CRM', () => {
	it.each([[[]], [['description' as const]]])('never gets into the calendar as a title (CRM feed leaves out %j)', async (feedOmits) => {
		const pair = insistingPair(feedOmits);
		const calendarId = pair.calendar.create({ title: '', location: 'Lobby' });
		await settle(pair);
		const [crmId = ''] = pair.crm.living();
		expect(pair.crm.value(crmId, 'title')).toBe(placeholder);
		pair.crm.edit(crmId, { location: 'Room 2' });
		await settle(pair);
		expect([pair.calendar.value(calendarId, 'location'), pair.calendar.value(calendarId, 'title')]).toEqual(['Room 2', '']);
		expect((await pair.poll('crm', 'all')).items).toMatchObject([{ record: { title: '' } }]);
	});

	it('is kept in the row of the sync, saved when it changes and by no dry run', async () => {
		const pair = insistingPair();
		pair.calendar.create({ title: '' });
		const { items } = await pair.poll('calendar');
		const kept = async (): Promise<unknown> => (await pair.store.getSync(syncName))?.sides.crm?.placeholder;
		await pair.applyTo('crm', items, { ...inCrm, dryRun: true });
		expect(await kept()).toBeUndefined();
		await pair.applyTo('crm', items, inCrm);
		expect(await kept()).toBe(placeholder);
		await pair.applyTo('crm', items, { write: { ...inCrm.write, untitledPlaceholder: ' ' } });
		expect(await kept()).toBe('Not Provided');
		expect((await pair.store.getSync(syncName))?.sides.calendar?.placeholder).toBeUndefined();
	});

	it('a title that a person gives afterwards reaches the calendar', async () => {
		const pair = insistingPair();
		const calendarId = pair.calendar.create({ title: '' });
		await settle(pair);
		pair.crm.edit(pair.crm.living()[0] ?? '', { title: 'Offer talk' });
		await settle(pair);
		expect(pair.calendar.value(calendarId, 'title')).toBe('Offer talk');
	});
});
