import { describe, expect, it } from 'vitest';
import { asObject, type JsonObject } from '../../../sandbox/core/json';
import type { PushCall } from '../../../sandbox/core/types';
import { errorCode, graphClient, immutable, meeting, start, valuesOf, type GraphClient } from './graphSupport';

const url = 'https://n8n.example.test/webhook/1';
const minutes = (count: number): string => new Date(start + count * 60_000).toISOString();

interface Subscriber extends GraphClient {
	calls: PushCall[];
	/** The notifications that came, after the handshake. */
	notifications(): Promise<JsonObject[]>;
}

function subscriber(reply?: (token: string) => { status: number; contentType: string; body: string }): Subscriber {
	const client = graphClient();
	const calls: PushCall[] = [];
	client.sandbox.world.pushes.deliverTo((call) => {
		calls.push(call);
		const token = new URL(call.url).searchParams.get('validationToken');
		if (token === null) return 202;
		return reply?.(token) ?? { status: 200, contentType: 'text/plain; charset=utf-8', body: token };
	});
	const notifications = async (): Promise<JsonObject[]> => {
		await client.sandbox.world.pushes.idle();
		return calls.filter((call) => !call.url.includes('validationToken')).flatMap((call) => valuesOf(asObject(call.body)));
	};
	return { ...client, calls, notifications };
}

function wish(more: JsonObject = {}): JsonObject {
	return { changeType: 'created,updated,deleted', notificationUrl: url, resource: '/me/events', expirationDateTime: minutes(4000), clientState: 'secret', ...more };
}

describe('creating a subscription', () => {
	it('asks the subscriber first, with a token to send back as plain text', async () => {
		const { ok, calls } = subscriber();
		const created = await ok('POST', '/subscriptions', wish({ lifecycleNotificationUrl: `${url}/lifecycle` }));
		expect(created).toMatchObject({ resource: '/me/events', applicationId: 'sandbox-client', clientState: null, expirationDateTime: minutes(4000) });
		expect(calls.map((call) => call.url.split('?')[0])).toEqual([url, `${url}/lifecycle`]);
		expect(calls[0]?.headers['content-type']).toBe('text/plain; charset=utf-8');
	});

	it.each([
		['another token', { status: 200, contentType: 'text/plain', body: 'other' }],
		['a token in JSON', undefined],
		['another status', { status: 202, contentType: 'text/plain', body: 'x' }],
	])('is refused when the subscriber answers with %s', async (_what, reply) => {
		const { call, ok } = subscriber((token) => reply ?? { status: 200, contentType: 'application/json', body: token });
		expect(errorCode(await call('POST', '/subscriptions', wish()))).toBe('400 ValidationError');
		expect(valuesOf(await ok('GET', '/subscriptions'))).toEqual([]);
	});

	it.each([
		['a life of more than 10,080 minutes', { expirationDateTime: minutes(10_081) }, '400 ValidationError'],
		['a life in the past', { expirationDateTime: minutes(-1) }, '400 ValidationError'],
		['an address that is not secure', { notificationUrl: 'http://n8n.example.test/' }, '400 ValidationError'],
		['a resource that cannot be watched', { resource: '/me/calendars' }, '400 BadRequest'],
		['an unknown kind of change', { changeType: 'read' }, '400 BadRequest'],
		['a clientState of 129 characters', { clientState: 'x'.repeat(129) }, '400 BadRequest'],
		['an unknown member', { notifyUrl: url }, '400 RequestBodyRead'],
		['a calendar that is not there', { resource: '/me/calendars/AAMk/events' }, '400 ErrorInvalidIdMalformed'],
		["another user's mailbox", { resource: '/users/colleague@example.test/events' }, '403 ErrorAccessDenied'],
	])('with %s is refused', async (_what, more, code) => {
		const { call, calls } = subscriber();
		expect(errorCode(await call('POST', '/subscriptions', wish(more)))).toBe(code);
		expect(calls).toEqual([]);
	});

	it('is refused a second time, and grants at least 45 minutes and at most what the option allows', async () => {
		const { ok, call, sandbox } = subscriber();
		expect(await ok('POST', '/subscriptions', wish({ expirationDateTime: minutes(5) }))).toMatchObject({ expirationDateTime: minutes(45) });
		expect(errorCode(await call('POST', '/subscriptions', wish()))).toBe('409 Conflict');
		sandbox.services.microsoft.state.options.grantedMinutes = 4230;
		expect(await ok('POST', '/subscriptions', wish({ resource: '/me/contacts', expirationDateTime: minutes(10_000) }))).toMatchObject({ expirationDateTime: minutes(4230) });
	});
});

describe('notifications', () => {
	it('name the change, the item and the client state, in the ids of the subscription', async () => {
		const { ok, notifications } = subscriber();
		const { id } = await ok('POST', '/subscriptions', wish(), immutable);
		const event = await ok('POST', '/me/events', meeting(), immutable);
		await ok('PATCH', `/me/events/${String(event.id)}`, { subject: 'x' });
		await ok('DELETE', `/me/events/${String(event.id)}`);
		const told = await notifications();
		expect(told.map(({ changeType }) => changeType)).toEqual(['created', 'updated', 'deleted']);
		expect(told[0]).toMatchObject({ subscriptionId: id, clientState: 'secret', resourceData: { '@odata.type': '#Microsoft.Graph.Event', id: event.id } });
		expect(String(told[0]?.resource)).toMatch(/^Users\/[0-9a-f-]{36}\/Events\//);
	});

	it('come only for the folder and the kinds of change that were asked for', async () => {
		const { ok, sandbox, notifications } = subscriber();
		const { person } = sandbox.services.microsoft;
		const calendar = person.createCalendar('CRM');
		const folder = person.createFolder('CRM');
		await ok('POST', '/subscriptions', wish({ resource: `/me/calendars/${calendar}/events`, changeType: 'created' }));
		await ok('POST', '/subscriptions', wish({ resource: `/me/contactFolders/${folder}/contacts`, changeType: 'created' }));
		person.create(meeting({ subject: 'elsewhere' }));
		const own = person.create(meeting(), { calendarId: calendar });
		person.change(own.id, { subject: 'x' });
		person.createContact({ givenName: 'elsewhere' });
		person.createContact({ givenName: 'A' }, { folderId: folder });
		expect((await notifications()).map(({ changeType, resource }) => [changeType, String(resource).split('/')[2]])).toEqual([
			['created', 'Events'],
			['created', 'Contacts'],
		]);
	});

	it('of a short while come in one message', async () => {
		const { ok, sandbox, calls } = subscriber();
		await ok('POST', '/subscriptions', wish());
		sandbox.services.microsoft.state.options.pushCoalesceMs = 5;
		for (let index = 0; index < 5; index++) sandbox.services.microsoft.person.create(meeting());
		await expect.poll(() => calls.length).toBe(2);
		expect(valuesOf(asObject(calls[1]?.body))).toHaveLength(5);
	});

	it('end with the life of the subscription, unless it is renewed', async () => {
		const { ok, call, sandbox, notifications } = subscriber();
		const { id } = await ok('POST', '/subscriptions', wish());
		sandbox.control.clock.advance(3000 * 60_000);
		const token = sandbox.services.microsoft.issueToken().accessToken;
		const headers = { authorization: `Bearer ${token}` };
		await ok('PATCH', `/subscriptions/${String(id)}`, { expirationDateTime: minutes(6000) }, headers);
		sandbox.control.clock.advance(2000 * 60_000);
		sandbox.services.microsoft.person.create(meeting());
		expect(await notifications()).toHaveLength(1);
		sandbox.control.clock.advance(1000 * 60_000);
		sandbox.services.microsoft.person.create(meeting());
		expect(await notifications()).toHaveLength(1);
		const late = { authorization: `Bearer ${sandbox.services.microsoft.issueToken().accessToken}` };
		expect(errorCode(await call('GET', `/subscriptions/${String(id)}`, undefined, late))).toBe('404 ResourceNotFound');
	});

	it('end when the subscription is deleted, and belong to one application', async () => {
		const { ok, call, sandbox, notifications } = subscriber();
		const { id } = await ok('POST', '/subscriptions', wish());
		const other = { authorization: `Bearer ${sandbox.services.microsoft.issueToken({ clientId: 'other' }).accessToken}` };
		expect(errorCode(await call('DELETE', `/subscriptions/${String(id)}`, undefined, other))).toBe('404 ResourceNotFound');
		expect((await call('DELETE', `/subscriptions/${String(id)}`)).status).toBe(204);
		sandbox.services.microsoft.person.create(meeting());
		expect(await notifications()).toEqual([]);
	});
});

describe('lifecycle messages', () => {
	it('say what happened to the subscription, and it did happen', async () => {
		const { ok, call, sandbox, notifications } = subscriber();
		const { id } = await ok('POST', '/subscriptions', wish({ lifecycleNotificationUrl: `${url}/lifecycle` }));
		const { subscriptions, person } = sandbox.services.microsoft;
		expect(subscriptions.lifecycle('missed')).toBe(1);
		subscriptions.lifecycle('reauthorizationRequired');
		person.create(meeting());
		expect((await notifications()).map(({ lifecycleEvent }) => lifecycleEvent)).toEqual(['missed', 'reauthorizationRequired']);
		expect((await call('POST', `/subscriptions/${String(id)}/reauthorize`)).status).toBe(204);
		person.create(meeting());
		subscriptions.lifecycle('subscriptionRemoved');
		person.create(meeting());
		const told = await notifications();
		expect(told.map(({ lifecycleEvent, changeType }) => lifecycleEvent ?? changeType)).toEqual(['missed', 'reauthorizationRequired', 'created', 'subscriptionRemoved']);
		expect(told.at(-1)).toMatchObject({ subscriptionId: id, clientState: 'secret' });
		expect(errorCode(await call('GET', `/subscriptions/${String(id)}`))).toBe('404 ResourceNotFound');
	});

	it('need an address from the beginning', async () => {
		const { ok, call } = subscriber();
		const { id } = await ok('POST', '/subscriptions', wish());
		expect(errorCode(await call('PATCH', `/subscriptions/${String(id)}`, { lifecycleNotificationUrl: url }))).toBe('400 BadRequest');
	});
});
