import { describe, expect, it } from 'vitest';
import { createSandbox, type Sandbox } from '../../../sandbox';
import { asObject, type JsonObject } from '../../../sandbox/core/json';
import { clientOf, errorCode, graphClient, meeting, start, valuesOf } from './graphSupport';

function control(sandbox: Sandbox, method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<{ status: number; body: JsonObject }> {
	return sandbox.fetch('microsoft', { method, url: `/_sandbox/microsoft${path}`, body }).then((answer) => ({ status: answer.status, body: asObject(answer.body) }));
}

const items = (answer: { body: JsonObject }): JsonObject[] => valuesOf({ value: answer.body.items });

describe('the control interface', () => {
	it('lets a person work in Outlook', async () => {
		const sandbox = createSandbox({ time: () => start });
		const { body: event } = await control(sandbox, 'POST', '/events', meeting());
		const path = `/events/${String(event.id)}`;
		expect((await control(sandbox, 'PATCH', path, { subject: 'New' })).body).toMatchObject({ subject: 'New', start: { dateTime: '2026-03-10T10:00:00.0000000', timeZone: 'Europe/Berlin' } });
		expect(items(await control(sandbox, 'GET', '/events'))).toHaveLength(1);
		const { body: calendar } = await control(sandbox, 'POST', '/calendars', { name: 'CRM' });
		await control(sandbox, 'POST', `${path}/move`, { to: calendar.id });
		expect(items(await control(sandbox, 'GET', `/events?calendarId=${String(calendar.id)}`))).toMatchObject([{ id: event.id }]);
		expect((await control(sandbox, 'POST', `${path}/rewrite?calendarId=${String(calendar.id)}`)).status).toBe(200);
		expect((await control(sandbox, 'DELETE', `/events?calendarId=${String(calendar.id)}`)).body).toEqual({ deleted: 1 });
		await control(sandbox, 'PATCH', `/calendars/${String(calendar.id)}`, { name: 'Zoho CRM' });
		expect(items(await control(sandbox, 'GET', '/calendars')).map(({ name }) => name)).toContain('Zoho CRM');
		await control(sandbox, 'DELETE', `/calendars/${String(calendar.id)}`);
		expect((await control(sandbox, 'GET', path)).status).toBe(404);
	});

	it('shows the events of all calendars in UTC, and adds to the newest one', async () => {
		const sandbox = createSandbox({ time: () => start });
		await control(sandbox, 'POST', '/events?calendarId=newest', meeting({ subject: 'First' }));
		await control(sandbox, 'POST', '/calendars', { name: 'CRM' });
		await control(sandbox, 'POST', '/events?calendarId=newest', meeting({ subject: 'Second' }));
		const all = items(await control(sandbox, 'GET', '/events?calendarId=all'));
		expect(all.map(({ subject, calendar, start: at }) => [subject, calendar, asObject(at).dateTime])).toEqual([
			['First', 'Calendar', '2026-03-10T09:00:00.0000000'],
			['Second', 'CRM', '2026-03-10T09:00:00.0000000'],
		]);
	});

	it('lets a person keep contacts', async () => {
		const sandbox = createSandbox({ time: () => start });
		const { body: folder } = await control(sandbox, 'POST', '/folders', { name: 'CRM' });
		const { body: contact } = await control(sandbox, 'POST', `/contacts?folderId=${String(folder.id)}`, { givenName: 'Mei' });
		expect((await control(sandbox, 'PATCH', `/contacts/${String(contact.id)}`, { surname: 'Tanaka' })).body).toMatchObject({ displayName: 'Mei Tanaka' });
		expect(items(await control(sandbox, 'GET', '/folders'))).toMatchObject([{ isDefault: true, contacts: 0 }, { name: 'CRM', contacts: 1 }]);
		await control(sandbox, 'DELETE', `/contacts/${String(contact.id)}`);
		expect((await control(sandbox, 'GET', `/contacts/${String(contact.id)}`)).status).toBe(404);
		expect((await control(sandbox, 'DELETE', `/folders/${String(folder.id)}`)).status).toBe(200);
	});

	it('sets options, and changes nothing when one of them is wrong', async () => {
		const sandbox = createSandbox({ time: () => start });
		expect((await control(sandbox, 'POST', '/options', { lagMs: 5, deltaRefusal: 'resyncRequired' })).body).toMatchObject({ lagMs: 5, deltaRefusal: 'resyncRequired' });
		for (const wrong of [{ lagMs: '5' }, { lag: 5 }, { deltaRefusal: 'never' }, { secondDelete: 410 }]) {
			expect((await control(sandbox, 'POST', '/options', { emptyPages: true, ...wrong })).status).toBe(400);
		}
		expect((await control(sandbox, 'GET', '/options')).body).toMatchObject({ lagMs: 5, emptyPages: false });
	});

	it('ends tokens, delta links and subscriptions', async () => {
		const { sandbox, call } = graphClient();
		const token = String((await control(sandbox, 'POST', '/token', { user: 'colleague@example.test' })).body.access_token);
		const colleague = clientOf(sandbox, token);
		expect(await colleague.ok('GET', '/me')).toMatchObject({ mail: 'colleague@example.test' });
		const { deltaLink } = await colleague.readAll('/me/contacts/delta');
		await control(sandbox, 'POST', '/expire-delta-tokens', { user: 'colleague@example.test' });
		expect((await colleague.call('GET', deltaLink)).status).toBe(410);
		await control(sandbox, 'POST', '/scopes', { scopes: ['User.Read'], user: 'colleague@example.test' });
		expect(errorCode(await colleague.call('GET', '/me/events'))).toBe('403 ErrorAccessDenied');
		await control(sandbox, 'POST', '/expire-tokens');
		expect(errorCode(await call('GET', '/me'))).toBe('401 InvalidAuthenticationToken');
		expect((await control(sandbox, 'POST', '/revoke')).body).toEqual({ revoked: 2 });
	});

	it('plays the administrator', async () => {
		const sandbox = createSandbox({ time: () => start });
		expect((await control(sandbox, 'POST', '/application', { mailboxes: ['owner@example.test'] })).body).toMatchObject({ mailboxes: ['owner@example.test'] });
		const token = String((await control(sandbox, 'POST', '/token', { application: true })).body.access_token);
		expect((await clientOf(sandbox, token).call('GET', '/users/colleague@example.test/events')).status).toBe(403);
		expect((await control(sandbox, 'POST', '/sign-in', { problem: 'multiFactor' })).body).toMatchObject({ problem: 'multiFactor' });
		expect((await control(sandbox, 'POST', '/sign-in', { problem: 'boredom' })).status).toBe(400);
		expect((await control(sandbox, 'POST', '/lifecycle', { event: 'missed' })).body).toEqual({ told: 0 });
		for (const view of ['/users', '/subscriptions', '/usage']) expect((await control(sandbox, 'GET', view)).status).toBe(200);
		expect((await control(sandbox, 'GET', '/nowhere')).status).toBe(404);
	});
});

describe('seeds', () => {
	it('are the same from the same seed', () => {
		const data = (randomSeed: number): unknown => createSandbox({ seed: 'demo', randomSeed, time: () => start }).services.microsoft.person.list();
		expect(data(3)).toEqual(data(3));
		expect(data(4)).not.toEqual(data(3));
	});

	it('draw their ids apart from the others, so that nothing else changes with them', () => {
		const idsAfter = (seeds: number): unknown => {
			const sandbox = createSandbox({ time: () => start });
			for (let index = 0; index < seeds; index++) sandbox.services.microsoft.seed('demo', 3);
			return [sandbox.world.random(), sandbox.world.random()];
		};
		expect(idsAfter(3)).toEqual(idsAfter(0));
	});

	it('of the demo fill three months, with a series, private, all-day and foreign events, and mail nobody', () => {
		const sandbox = createSandbox({ seed: 'demo', time: () => start });
		const events = sandbox.services.microsoft.person.list();
		expect(events.length).toBeGreaterThan(30);
		expect(events.filter(({ type }) => type === 'seriesMaster')).toHaveLength(1);
		expect(events.filter(({ isAllDay }) => isAllDay)).toHaveLength(2);
		expect(events.filter(({ isOrganizer }) => isOrganizer === false)).toHaveLength(1);
		expect(events.some(({ subject }) => subject === '')).toBe(true);
		expect(sandbox.services.microsoft.person.listContacts()).toHaveLength(5);
		expect(sandbox.control.outbox.list()).toEqual([]);
	});

	it('can be remembered and put back', async () => {
		const { sandbox, ok } = graphClient();
		const { person } = sandbox.services.microsoft;
		const event = person.create(meeting());
		const restore = sandbox.snapshot();
		person.remove(event.id);
		person.create(meeting());
		restore();
		expect(person.list()).toEqual([event]);
		expect(valuesOf(await ok('GET', '/me/events'))).toHaveLength(1);
	});
});
