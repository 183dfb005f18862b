import { describe, expect, it } from 'vitest';
import { clientOf, errorCode, graphClient, immutable, marchWindow, meeting, times, valuesOf, weekly } from './graphSupport';

const guest = (address: string): unknown => ({ emailAddress: { address, name: address }, type: 'required' });
const two = [guest('a@customer.example'), guest('b@customer.example')];

function mails(client: ReturnType<typeof graphClient>): string[] {
	return client.sandbox.control.outbox.list().map(({ kind, to }) => `${kind} ${to}`);
}

describe('mails to guests', () => {
	it('B3: go out with every write of attendees, whatever the request says', async () => {
		const client = graphClient();
		const event = await client.ok('POST', '/me/events?sendUpdates=none', meeting({ attendees: two }), { prefer: 'outlook.sendUpdates="none"' });
		expect(mails(client)).toEqual(['invitation a@customer.example', 'invitation b@customer.example']);
		client.sandbox.control.outbox.clear();
		await client.ok('PATCH', `/me/events/${String(event.id)}`, { attendees: [guest('b@customer.example'), guest('c@customer.example')] });
		expect(mails(client).sort()).toEqual(['cancellation a@customer.example', 'invitation c@customer.example', 'update b@customer.example']);
	});

	it('B3: go out when the organizer moves, cancels or deletes a meeting, and not for what is private to the mailbox', async () => {
		const client = graphClient();
		const event = await client.ok('POST', '/me/events', meeting({ attendees: two }));
		client.sandbox.control.outbox.clear();
		const url = `/me/events/${String(event.id)}`;
		await client.ok('PATCH', url, { categories: ['x'], showAs: 'free', reminderMinutesBeforeStart: 5, isReminderOn: false });
		expect(mails(client)).toEqual([]);
		await client.ok('PATCH', url, { subject: 'Other' });
		expect(mails(client)).toEqual(['update a@customer.example', 'update b@customer.example']);
		client.sandbox.control.outbox.clear();
		await client.ok('DELETE', url);
		expect(mails(client)).toEqual(['cancellation a@customer.example', 'cancellation b@customer.example']);
		const second = await client.ok('POST', '/me/events', meeting({ attendees: [guest('a@customer.example')] }));
		client.sandbox.control.outbox.clear();
		expect((await client.call('POST', `/me/events/${String(second.id)}/cancel`, { comment: 'Sorry' })).status).toBe(202);
		expect(mails(client)).toEqual(['cancellation a@customer.example']);
	});

	it.each([
		['the title', { subject: 'Other' }],
		['the time', times('2026-03-11T10:00:00', '2026-03-11T11:00:00')],
		['the place', { location: { displayName: 'Room 9' } }],
		['the text', { body: { contentType: 'text', content: 'New' } }],
		['the rule', { recurrence: weekly().recurrence }],
	])('B3: go out when %s is changed, though attendees are not named', async (_what, change) => {
		const client = graphClient();
		const event = await client.ok('POST', '/me/events', meeting({ attendees: two }));
		client.sandbox.control.outbox.clear();
		await client.ok('PATCH', `/me/events/${String(event.id)}`, change);
		expect(mails(client)).toEqual(['update a@customer.example', 'update b@customer.example']);
	});

	it.each([
		['the busy state', { showAs: 'oof' }],
		['categories', { categories: ['x'] }],
		['the reminder', { isReminderOn: true, reminderMinutesBeforeStart: 5 }],
		['an extended property', { singleValueExtendedProperties: [{ id: 'String {66f5a359-4659-4830-9070-00047ec6ac6e} Name Partner', value: '7' }] }],
		['the same title', { subject: 'Visit' }],
	])('B3: do not go out for what is the mailbox owner\'s own: %s', async (_what, change) => {
		const client = graphClient();
		const event = await client.ok('POST', '/me/events', meeting({ attendees: two }));
		client.sandbox.control.outbox.clear();
		await client.ok('PATCH', `/me/events/${String(event.id)}`, change);
		expect(mails(client)).toEqual([]);
	});

	it('B3: go out to everybody when the same attendees are written again', async () => {
		const client = graphClient();
		const event = await client.ok('POST', '/me/events', meeting({ attendees: two }));
		client.sandbox.control.outbox.clear();
		await client.ok('PATCH', `/me/events/${String(event.id)}`, { attendees: two });
		expect(mails(client)).toEqual(['update a@customer.example', 'update b@customer.example']);
	});

	it('B3: go out for one day of a series', async () => {
		const client = graphClient();
		const series = await client.ok('POST', '/me/events', weekly({ attendees: [guest('a@customer.example')] }));
		client.sandbox.control.outbox.clear();
		const [first, second] = valuesOf(await client.ok('GET', `/me/events/${String(series.id)}/instances?${marchWindow}`));
		await client.ok('PATCH', `/me/events/${encodeURIComponent(String(first?.id))}`, { location: { displayName: 'Room 9' } });
		await client.ok('DELETE', `/me/events/${encodeURIComponent(String(second?.id))}`);
		expect(mails(client)).toEqual(['update a@customer.example', 'cancellation a@customer.example']);
	});

	it('do not go out for a person unless asked, nor for an event without guests', async () => {
		const client = graphClient();
		const { person } = client.sandbox.services.microsoft;
		person.create(meeting({ attendees: two }));
		person.create(meeting());
		expect(mails(client)).toEqual([]);
		person.create(meeting({ attendees: two }), { notifiesGuests: true });
		expect(mails(client)).toHaveLength(2);
	});
});

describe('guests with a mailbox here', () => {
	it('get a copy that names the organizer twice and answers none, and keep it marked when the meeting is cancelled', async () => {
		const { sandbox, ok } = graphClient();
		const { microsoft } = sandbox.services;
		const event = await ok('POST', '/me/events', meeting({ attendees: [guest('colleague@example.test')] }));
		const [copy] = microsoft.person.list({ user: 'colleague@example.test' });
		expect(copy).toMatchObject({ isOrganizer: false, showAs: 'tentative', uid: event.uid, responseStatus: { response: 'notResponded' } });
		expect(copy?.attendees.map(({ emailAddress, status }) => [emailAddress.address, status.response])).toEqual([
			['owner@example.test', 'none'],
			['owner@example.test', 'none'],
			['colleague@example.test', 'none'],
		]);
		expect(event.attendees).toHaveLength(1);
		await ok('PATCH', `/me/events/${String(event.id)}`, { subject: 'Later' });
		expect(microsoft.person.list({ user: 'colleague@example.test' })[0]?.subject).toBe('Later');
		await ok('DELETE', `/me/events/${String(event.id)}`);
		expect(microsoft.person.list({ user: 'colleague@example.test' })).toMatchObject([{ isCancelled: true, subject: 'Canceled: Later' }]);
	});

	it('answer; the organizer is told and counts it, a decline takes the copy away', async () => {
		const { sandbox, ok } = graphClient();
		const { microsoft } = sandbox.services;
		const event = await ok('POST', '/me/events', meeting({ attendees: [guest('colleague@example.test')] }), immutable);
		const colleague = clientOf(sandbox, microsoft.issueToken({ user: 'colleague@example.test' }).accessToken);
		const copy = microsoft.person.list({ user: 'colleague@example.test' })[0]?.id ?? '';
		expect((await colleague.call('POST', `/me/events/${copy}/accept`, { sendResponse: false }, { 'if-match': 'nonsense' })).status).toBe(202);
		expect(microsoft.person.get(String(event.id))?.attendees[0]?.status.response).toBe('none');
		await colleague.call('POST', `/me/events/${copy}/tentativelyAccept`, { sendResponse: true });
		expect(microsoft.person.get(String(event.id))?.attendees[0]?.status.response).toBe('tentativelyAccepted');
		expect(sandbox.control.outbox.list().at(-1)).toMatchObject({ to: 'owner@example.test' });
		await colleague.call('POST', `/me/events/${copy}/decline`, { sendResponse: true });
		expect(errorCode(await colleague.call('GET', `/me/events/${copy}`))).toBe('404 ErrorItemNotFound');
		expect(microsoft.person.get(String(event.id))?.attendees[0]?.status.response).toBe('declined');
	});

	it('cannot answer their own meeting, and other calendars do not count answers', async () => {
		const { sandbox, ok, call } = graphClient();
		const { person } = sandbox.services.microsoft;
		const own = await ok('POST', '/me/events', meeting());
		expect(errorCode(await call('POST', `/me/events/${String(own.id)}/accept`, {}))).toBe('400 ErrorInvalidRequest');
		const calendar = person.createCalendar('CRM');
		const event = person.create(meeting({ attendees: two }), { calendarId: calendar });
		person.answerAsGuest(event.id, 'a@customer.example', 'accepted');
		expect(person.get(event.id)?.attendees[0]?.status.response).toBe('none');
	});

	it('are invited by somebody outside', async () => {
		const { sandbox, ok, call } = graphClient();
		const { person } = sandbox.services.microsoft;
		const invitation = person.create(meeting({ organizer: { emailAddress: { address: 'boss@outside.example', name: 'Boss' } } }));
		expect(await ok('GET', `/me/events/${invitation.id}`)).toMatchObject({ isOrganizer: false, organizer: { emailAddress: { address: 'boss@outside.example' } } });
		expect(errorCode(await call('POST', `/me/events/${invitation.id}/cancel`, {}))).toBe('400 ErrorInvalidRequest');
		await ok('DELETE', `/me/events/${invitation.id}`);
		expect(sandbox.control.outbox.list()).toEqual([]);
	});
});
