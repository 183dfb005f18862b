import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SystemError, type FieldValues, type WriteRequest } from '../../../sync/types';
import { systemModule } from '../../../systems/office365';
import { listedGuests, withGuestList, withoutGuestList } from '../../../systems/office365/mapping/guestList';
import { meetingBlockOf, withoutMeetingBlock } from '../../../systems/office365/mapping/onlineMeeting';
import { answer, scripted, TestClock } from './googleFakes';
import { meeting, office365World, quiet, stamp, window } from './office365Support';

const fields = [
	'id', '@odata.etag', 'changeKey', 'subject', 'body', 'start', 'end', 'isAllDay', 'attendees', 'organizer', 'isOrganizer', 'recurrence', 'type', 'seriesMasterId', 'location', 'showAs',
	'sensitivity', 'categories', 'isReminderOn', 'reminderMinutesBeforeStart', 'originalStartTimeZone', 'singleValueExtendedProperties', 'responseStatus', '@removed', 'lastModifiedDateTime', 'createdDateTime',
];
const oddTime = fc.record({ dateTime: fc.string(), timeZone: fc.oneof(fc.string(), fc.constantFrom('UTC', 'W. Europe Standard Time')) }, { requiredKeys: [] });
const oddEvent = fc.oneof(
	fc.jsonValue(),
	fc.dictionary(fc.constantFrom(...fields), fc.jsonValue()),
	fc.record({ id: fc.string(), start: oddTime, end: oddTime, isAllDay: fc.boolean() }, { requiredKeys: [] }),
);
const time = { start: { date: '2026-03-10' }, end: { date: '2026-03-11' } };
const requests: WriteRequest[] = [
	{ kind: 'create', key: 'k', values: { time }, stamp },
	{ kind: 'update', id: 'e1', values: { title: 'A' }, revision: 'W/"1"' },
	{ kind: 'update', id: 'e1', values: { attendees: [] }, revision: null },
	{ kind: 'delete', id: 'e1', revision: null },
];

function connectTo(status: number, body: unknown) {
	const { request } = scripted(answer(status, body));
	return systemModule.connect({ request, baseUrl: 'https://graph.microsoft.com', resource: 'event', container: 'c', clock: new TestClock(), unpaced: true });
}

/** Every way of using the system ends in a result or a clear error. */
async function useEverything(system: ReturnType<typeof connectTo>): Promise<void> {
	const reading = async (cursor: { deltaLink: string; from: number; to: number } | null): Promise<number> => {
		let count = 0;
		for await (const page of system.changes({ cursor, window })) {
			count += page.changes.length;
			for (const change of page.changes) expect(typeof (change.kind === 'upsert' ? change.snapshot.id : change.id)).toBe('string');
		}
		return count;
	};
	const work = [
		async () => await reading(null),
		async () => await reading({ deltaLink: 'https://graph.microsoft.com/v1.0/me/x', from: window.from, to: window.to }),
		async () => await system.read('e1'),
		async () => await system.createdSince(0),
		async () => await system.identify(),
		async () => await system.subscribe?.('https://n8n.example.test/x', 'secret'),
		async () => await system.write(requests, quiet),
	];
	for (const run of work) {
		const error = await run().then(() => null, (reason: unknown) => reason);
		expect(error === null || error instanceof SystemError, String(error)).toBe(true);
	}
}

describe('answers that no Graph server should give', () => {
	it('never crash the reading of a feed: each entry comes out or is reported', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(oddEvent, { maxLength: 5 }), async (value) => {
				await useEverything(connectTo(200, { value, '@odata.deltaLink': 'https://graph.microsoft.com/v1.0/me/y' }));
			}),
			{ numRuns: 100 },
		);
	});

	it('never crash with anything but a clear error when the whole answer is odd', async () => {
		await fc.assert(
			fc.asyncProperty(fc.integer({ min: 200, max: 599 }), fc.oneof(fc.jsonValue(), oddEvent), async (status, body) => {
				await useEverything(connectTo(status, body));
			}),
			{ numRuns: 100 },
		);
	});

	it('never let a push message through', () => {
		fc.assert(
			fc.property(fc.jsonValue(), (body) => {
				expect(systemModule.verifyPush({ headers: {}, body }, { id: 's', expiresAt: 0, token: '' }).verdict).toBe('reject');
			}),
		);
	});
});

describe('texts of every kind', () => {
	const address = fc.emailAddress({ size: 'small' }).filter((email) => /^[^\s<>()@]+@[^\s<>()@]+$/.test(email) && !/mailto/i.test(email));
	const guests = fc.array(fc.record({ email: address, name: fc.string({ unit: 'grapheme' }) }, { requiredKeys: ['email'] }), { minLength: 1, maxLength: 5 });

	it('come back without the list of guests, and the list with all its addresses', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme' }), guests, (text, listed) => {
				const description = text.replace(/\r\n?/g, '\n').trim();
				const whole = withGuestList(description, listed);
				expect(withoutGuestList(whole)).toBe(description);
				expect(listedGuests(whole).map(({ email }) => email)).toHaveLength(listed.length);
			}),
			{ numRuns: 300 },
		);
	});

	it('and an online meeting\'s block come apart without a letter lost', () => {
		const line = fc.oneof(fc.string(), fc.constant('_'.repeat(80)));
		fc.assert(
			fc.property(fc.array(line, { maxLength: 6 }), (lines) => {
				const text = lines.join('\n');
				const letters = (value: string): string => [...value.replace(/\s/g, '')].sort().join('');
				expect(letters(withoutMeetingBlock(text, true) + meetingBlockOf(text, true))).toBe(letters(text));
				expect(withoutMeetingBlock(text, false)).toBe(text);
			}),
		);
	});

	it('written to an event come back as the same record', async () => {
		const world = office365World();
		const { id } = world.microsoft.person.create(meeting('Fuzz'));
		const plain = fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u00a0]/gu, ' ').trim());
		await fc.assert(
			fc.asyncProperty(plain, plain, plain, fc.option(guests), async (title, location, description, attendees) => {
				const values: FieldValues = { title, location, description, ...(attendees !== null && { attendees }) };
				const [result] = await world.system.write([{ kind: 'update', id, values, revision: null }], quiet);
				expect(result?.outcome).toBe('written');
				world.microsoft.person.rewriteBodies();
				const visible = (text: string): string => text.replace(/\s+/g, ' ').trim();
				const found = await world.system.read(id);
				const record = found.outcome === 'found' && 'description' in found.snapshot.record ? found.snapshot.record : null;
				expect([record?.title, record?.location, visible(record?.description ?? '?')]).toEqual([title, location, visible(description)]);
			}),
			{ numRuns: 60 },
		);
		expect(world.mails()).toEqual([]);
	});
});
