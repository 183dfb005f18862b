import { describe, expect, it } from 'vitest';
import type { CanonicalRecord } from '../../../sync/types';
import { secretDigest } from '../../../systems/shared/secrets';
import { systemModule } from '../../../systems/zohoCrm';
import { eventOf, me, meeting, quiet, readEvent, zohoWorld } from './zohoSupport';
import type { ZohoWorld } from './zohoSupport';

async function recordsOf(world: ZohoWorld, ids: string[]): Promise<CanonicalRecord[]> {
	const results = await world.system.readMany(ids);
	return results.flatMap((result) => (result.outcome === 'found' ? [result.snapshot.record] : []));
}

describe('reading records', () => {
	it('is complete: guests and the whole description', async () => {
		const world = zohoWorld();
		const id = world.zoho.person.createEvent({ ...meeting, Description: 'x'.repeat(600), Participants: [{ type: 'email', participant: 'bob@example.test' }] });
		const snapshot = await readEvent(world.system, id);
		expect(snapshot.omitted).toEqual([]);
		expect(eventOf(snapshot).description).toHaveLength(600);
		expect(eventOf(snapshot).attendees).toMatchObject([{ email: 'bob@example.test' }]);
	});

	it.each(['error', 'noContent'] as const)('B5: calls a record gone only when Zoho lists it as deleted (%s)', async (missingRecord) => {
		const world = zohoWorld();
		world.zoho.admin.set({ missingRecord });
		const [kept = '', removed = '', purged = ''] = ['A', 'B', 'C'].map((title) => world.zoho.person.createEvent({ ...meeting, Event_Title: title }));
		world.zoho.person.deleteEvent(purged);
		world.zoho.admin.forgetDeleted();
		world.zoho.person.deleteEvent(removed);
		const results = await world.system.readMany([kept, removed, purged, 'no id']);
		expect(results.map(({ outcome }) => outcome)).toEqual(['found', 'gone', 'unreadable', 'gone']);
		expect(results[2]).toMatchObject({ message: expect.stringContaining('does not count as deleted') as string });
	});

	it('B5: an error is no deletion', async () => {
		const world = zohoWorld();
		const id = world.zoho.person.createEvent(meeting);
		world.sandbox.control.faults.add({ service: 'zoho', kind: 'status', status: 500 });
		await expect(world.system.read(id)).rejects.toMatchObject({ kind: 'unavailable' });
	});

	it('Z13: a missing permission is no deletion', async () => {
		const world = zohoWorld();
		const id = world.zoho.person.createEvent(meeting);
		world.sandbox.control.faults.add({
			service: 'zoho',
			kind: 'status',
			status: 403,
			body: { code: 'NO_PERMISSION', details: { permissions: ['Crm_Implied_View_Events'] }, message: 'permission denied', status: 'error' },
		});
		expect(await world.system.read(id)).toMatchObject({ outcome: 'unreadable', message: expect.stringContaining('Crm_Implied_View_Events') as string });
	});
});

describe('finding what is there already', () => {
	it('finds an event of the same time, timed or all day', async () => {
		const world = zohoWorld();
		const timed = world.zoho.person.createEvent(meeting);
		const allDay = world.zoho.person.createEvent({ Event_Title: 'Fair', Start_DateTime: '2026-11-20T00:00:00+00:00', End_DateTime: '2026-11-20T23:59:59+00:00', All_day: true });
		world.zoho.person.createEvent({ ...meeting, Start_DateTime: '2026-11-25T10:00:00+01:00', End_DateTime: '2026-11-25T11:00:00+01:00' });
		world.later(60 * 60_000);
		const wanted = await recordsOf(world, [timed, allDay]);
		const found = await world.connect().findCandidates(wanted);
		expect(found.map(({ id }) => id).sort()).toEqual([timed, allDay].sort());
	});

	it('finds what the index does not show yet', async () => {
		const world = zohoWorld();
		world.zoho.admin.set({ searchLagMilliseconds: 60_000 });
		const id = world.zoho.person.createEvent(meeting);
		const found = await world.system.findCandidates(await recordsOf(world, [id]));
		expect(found.map((snapshot) => snapshot.id)).toEqual([id]);
	});

	it('looks at everything without the scope for COQL', async () => {
		const world = zohoWorld({ scopes: ['ZohoCRM.modules.ALL'] });
		const id = world.zoho.person.createEvent(meeting);
		const found = await world.system.findCandidates(await recordsOf(world, [id]));
		expect(found.map((snapshot) => snapshot.id)).toEqual([id]);
	});

	it('reads 1,000 events in 5 requests for many records, and only news for the next ones', async () => {
		const world = zohoWorld();
		const ids = Array.from({ length: 1000 }, (_, index) => world.zoho.person.createEvent({ ...meeting, Event_Title: `Meeting ${index}` }));
		world.later(60 * 60_000);
		const wanted = await recordsOf(world, ids.slice(0, 30));
		world.asked();
		expect(await world.system.findCandidates(wanted)).toHaveLength(1000);
		expect(world.asked()).toEqual(Array<string>(5).fill('GET Events'));
		world.later(60 * 60_000);
		const fresh = world.zoho.person.createEvent(meeting);
		world.later(60_000);
		expect((await world.system.findCandidates(wanted)).map(({ id }) => id)).toContain(fresh);
		expect(world.asked()).toEqual(['GET Events']);
	});

	it('finds contacts by address and by last name', async () => {
		const world = zohoWorld({ resource: 'contact' });
		const byEmail = world.zoho.person.create('Contacts', { Last_Name: 'Other', Email: 'anna@example.test' });
		const byName = world.zoho.person.create('Contacts', { Last_Name: 'Neil' });
		const quoted = world.zoho.person.create('Contacts', { Last_Name: "O'Neil" });
		world.zoho.person.create('Contacts', { Last_Name: 'Stranger', Email: 'stranger@example.test' });
		world.later(60 * 60_000);
		const wanted = await recordsOf(world, [byEmail, byName]);
		expect((await world.system.findCandidates(wanted)).map(({ id }) => id).sort()).toEqual([byEmail, byName].sort());
		expect((await world.system.findCandidates(await recordsOf(world, [quoted]))).map(({ id }) => id)).toContain(quoted);
	});

	it('lists what the connected user created since a time, and nobody else', async () => {
		const world = zohoWorld();
		world.zoho.person.createEvent(meeting);
		world.later(10_000);
		const since = world.connection.clock.now();
		world.zoho.person.createEvent(meeting, '5725767000000411002');
		const own = world.zoho.person.createEvent(meeting);
		expect((await world.system.createdSince(since)).map(({ id }) => id)).toEqual([own]);
	});
});

describe('who is connected', () => {
	it('resolves "me" to real ids with two requests', async () => {
		const world = zohoWorld();
		expect(await world.system.identify()).toEqual({
			account: '5725767000000000183',
			accountName: expect.any(String) as string,
			container: me,
			containerName: 'Sales Lead',
			writable: true,
		});
		expect(world.requests).toHaveLength(2);
	});

	it('knows another owner', async () => {
		const world = zohoWorld({ container: '5725767000000411002' });
		expect(await world.system.identify()).toMatchObject({ container: '5725767000000411002', containerName: 'Sales Colleague' });
	});

	it('an owner that does not exist is named as the mistake', async () => {
		const world = zohoWorld({ container: '5725767000000999999' });
		await expect(world.system.identify()).rejects.toMatchObject({
			kind: 'rejected', message: expect.stringContaining('no user with the ID 5725767000000999999') as string, next: expect.stringContaining('Choose the owner from the list') as string,
		});
	});

	it('takes the user for the account when the organisation may not be read', async () => {
		const world = zohoWorld({ scopes: ['ZohoCRM.users.READ'] });
		expect(await world.system.identify()).toMatchObject({ account: `user:${me}`, container: me });
	});
});

describe('pick lists', () => {
	it('list active users, contacts and custom fields', async () => {
		const world = zohoWorld();
		world.zoho.admin.addField('Events', { api_name: 'Room_Code', display_label: 'Room code', length: 20 });
		const anna = world.zoho.person.create('Contacts', { Last_Name: 'Example', First_Name: 'Anna', Email: 'anna@example.test' });
		world.later(60_000);
		const lists = systemModule.directory(world.connection);
		expect((await lists.containers()).map(({ detail }) => detail)).toEqual(['sales.lead@northwind.example', 'sales.colleague@northwind.example']);
		expect((await lists.containers('COLLEAGUE')).map(({ detail }) => detail)).toEqual(['sales.colleague@northwind.example']);
		expect(await lists.people?.('Exam')).toEqual([{ id: anna, name: 'Anna Example', email: 'anna@example.test' }]);
		expect(await lists.customFields?.()).toMatchObject({ 'custom.Room_Code': { label: 'Room code', kind: 'text', custom: true, maxLength: 20 } });
	});
});

describe('push', () => {
	const url = 'https://n8n.example.test/webhook/zoho';

	it('opens a channel for just under a week and closes it, twice without complaint', async () => {
		const world = zohoWorld();
		const subscription = await world.system.subscribe?.(url, 'a'.repeat(60));
		if (subscription === undefined) throw new Error('no push');
		expect(subscription.token).toBe(secretDigest('a'.repeat(50)));
		expect(world.zoho.admin.channels).toMatchObject([{ channelId: subscription.id, events: ['Events.all'], notifyUrl: url, expiresAt: subscription.expiresAt }]);
		expect(subscription.expiresAt - world.connection.clock.now()).toBe((7 * 24 - 1) * 60 * 60 * 1000);
		await world.system.unsubscribe?.(subscription);
		expect(world.zoho.admin.channels).toEqual([]);
		await world.system.unsubscribe?.(subscription);
	});

	it('says what is wrong with an address that is too long, or a missing scope', async () => {
		const world = zohoWorld({ scopes: ['ZohoCRM.modules.ALL'] });
		await expect(world.system.subscribe?.(`${url}/${'x'.repeat(255)}`, 'secret')).rejects.toMatchObject({ kind: 'rejected' });
		await expect(world.system.subscribe?.(url, 'secret')).rejects.toMatchObject({ kind: 'forbidden', next: expect.stringContaining('ZohoCRM.notifications.CREATE') as string });
	});

	it('knows a genuine message from a forged one', () => {
		const subscription = { id: '1762070400000001', token: secretDigest('secret'), expiresAt: 0 };
		const verify = (body: unknown) => systemModule.verifyPush({ headers: {}, body }, subscription);
		const genuine = { channel_id: 1762070400000001, token: 'secret', module: 'Events', ids: ['1'] };
		expect(verify({ ...genuine, operation: 'insert' })).toEqual({ verdict: 'wake', hint: 'upsert' });
		expect(verify({ ...genuine, operation: 'update', channel_id: '1762070400000001' })).toEqual({ verdict: 'wake', hint: 'upsert' });
		expect(verify({ ...genuine, operation: 'delete' })).toEqual({ verdict: 'wake', hint: 'delete' });
		expect(verify({ ...genuine, operation: 'constructor' })).toEqual({ verdict: 'wake' });
		for (const forged of [undefined, null, 'text', [], {}, { ...genuine, token: 'other' }, { ...genuine, token: undefined }, { ...genuine, channel_id: '2' }, { ...genuine, token: ['secret'] }]) {
			expect(verify(forged)).toEqual({ verdict: 'reject' });
		}
	});
});

describe('capabilities', () => {
	it('Z11: carry the labels that Zoho shows', () => {
		const { fields } = systemModule.capabilities('event');
		expect(Object.values(fields).map((field) => field?.label)).toEqual(['Subject', 'Start/End', 'Venue', 'Description', 'Remind At', 'Invitees', 'Tags']);
	});

	it('Z9: offer the placeholder that is read back as empty', async () => {
		const world = zohoWorld();
		const placeholder = systemModule.capabilities('event').untitledPlaceholder ?? '';
		const id = world.zoho.person.createEvent({ ...meeting, Event_Title: placeholder });
		expect(placeholder).not.toBe('');
		expect(eventOf(await readEvent(world.system, id)).title).toBe('');
		await world.system.write([{ kind: 'update', id, values: { title: '' }, revision: null }], { ...quiet, untitledPlaceholder: ' ' });
		expect(world.zoho.find('Events', id)?.fields.Event_Title).toBe(placeholder);
	});
});
