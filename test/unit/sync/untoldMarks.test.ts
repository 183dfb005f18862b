import { describe, expect, it } from 'vitest';
import type { FieldDecision } from '../../../sync/plan/merge';
import { mergeFields } from '../../../sync/plan/merge';
import { emptySetHash, hashField } from '../../../sync/record/hash';
import type { Attendee, Capabilities } from '../../../sync';
import { memoryCapabilities } from '../../support/memorySystem';
import { MemoryPair, syncName } from '../../support/memoryPair';
import { event } from './samples';

const later = { start: { dateTime: '2026-04-01T10:00:00Z' }, end: { dateTime: '2026-04-01T11:00:00Z' } };

/** A calendar whose feed tells no marks: only its full listing and single reads do. */
function pairWithSilentFeed(): MemoryPair {
	const pair = new MemoryPair();
	const changes = pair.calendar.changes.bind(pair.calendar);
	pair.calendar.changes = async function* (request) {
		for await (const page of changes(request)) {
			const silent = (change: (typeof page.changes)[number]) => (change.kind === 'upsert' ? { ...change, snapshot: { ...change.snapshot, stamp: undefined, isStampUntold: true } } : change);
			yield request.cursor === null ? page : { ...page, changes: page.changes.map(silent) };
		}
	};
	return pair;
}

describe('a feed that tells no marks', () => {
	it('an event without link is read by itself, so that a copy of our own is joined whatever somebody made of it (I2)', async () => {
		const pair = pairWithSilentFeed();
		await pair.poll('calendar');
		const crmId = pair.crm.create({ title: 'Demo' });
		const copy = pair.calendar.create({ title: 'Edited', time: later }, { stamp: { sync: syncName, partnerId: crmId, generation: 0 } });
		await pair.turn('calendar');
		expect(pair.calendar.readIds).toEqual([copy]);
		expect(pair.crm.living()).toEqual([crmId]);
		expect(await pair.links()).toMatchObject([{ crmId, calendarId: copy, origin: 'crm', createdByUs: true }]);
	});

	it('an event with link, and a series, cost no read of their own', async () => {
		const pair = pairWithSilentFeed();
		const { crmId, calendarId } = await pair.linked();
		pair.calendar.readIds.splice(0);
		pair.calendar.edit(calendarId, { title: 'Edited' });
		pair.calendar.create({ title: 'Series' }, { recurring: true });
		const outcomes = await pair.turn('calendar');
		expect(outcomes).toHaveLength(2);
		expect(pair.crm.value(crmId, 'title')).toBe('Edited');
		expect(pair.calendar.readIds).toEqual([]);
	});
});

describe('a vendor that answers a used key as if it had just made the record', () => {
	it('gets another key, when that record has another partner by now (I2)', async () => {
		const pair = new MemoryPair();
		const { calendarId } = await pair.linked({ title: 'First' });
		pair.crm.create({ title: 'Second' });
		let calls = 0;
		pair.calendar.mishap = () => (calls++ === 0 ? { outcome: 'written', id: calendarId, revision: 'r9', modifiedAt: null } : undefined);
		await pair.turn('crm');
		expect(pair.calendar.living()).toHaveLength(2);
		expect(await pair.links()).toHaveLength(2);
		const [first, second] = pair.calendar.writesOf('create').slice(-2);
		expect(first).not.toMatchObject({ key: second?.kind === 'create' ? second.key : '' });
	});
});

describe('a feed that begins anew', () => {
	it('what waits to be delivered and is not listed is looked at: nobody tells of its last edit any more (I1)', async () => {
		const pair = new MemoryPair();
		const far = { start: { dateTime: '2028-04-01T10:00:00Z' }, end: { dateTime: '2028-04-01T11:00:00Z' } };
		const id = pair.calendar.create({ title: 'Waits', time: far });
		expect((await pair.poll('calendar')).items).toEqual([]);
		pair.calendar.edit(id, { title: 'Edited', time: later });
		pair.calendar.expireCursors();
		const changes = pair.calendar.changes.bind(pair.calendar);
		pair.calendar.changes = async function* (request) {
			for await (const page of changes(request)) yield request.cursor === null ? { ...page, changes: [] } : page;
		};
		expect((await pair.poll('calendar')).items).toMatchObject([{ id, record: { title: 'Edited' } }]);
	});
});

describe('the last guest is taken away where guests may only be listed', () => {
	const guest: Attendee = { email: 'guest@example.test' };

	function plan(guestMails: Capabilities['guestMails'], before: Attendee[], present: Attendee[]): FieldDecision | undefined {
		const capabilities: Capabilities = { ...memoryCapabilities('calendar'), guestMails };
		return mergeFields({
			source: event({ attendees: [] }), sourceSide: 'crm', sourceModifiedAt: null, values: { attendees: [] }, pairs: [{ from: 'attendees', to: 'attendees' }],
			baseline: { crm: { attendees: hashField('attendees', before) }, calendar: { attendees: emptySetHash } },
			target: { record: event({ attendees: present }), modifiedAt: null }, capabilities, policy: 'newest',
		}).get('attendees');
	}

	it('is told to the system, which ends its list', () => {
		expect(plan('always', [guest], [])).toMatchObject({ kind: 'write', value: [] });
	});

	it.each<[string, Capabilities['guestMails'], Attendee[]]>([
		['the system invites without mails', 'onRequest', []],
		['the event has guests of its own, who would be mailed', 'always', [{ email: 'other@example.test' }]],
	])('is no write when %s', (_, guestMails, present) => {
		expect(plan(guestMails, [guest], present)).toMatchObject({ kind: 'same' });
	});
});
