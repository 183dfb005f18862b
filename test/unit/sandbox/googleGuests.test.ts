import { describe, expect, it } from 'vitest';
import { clientOf, errorReason, googleClient, hour, primary } from './googleSupport';

const events = `${primary}/events`;
const withGuest = { summary: 'Meeting', ...hour(), attendees: [{ email: 'guest@example.com' }, { email: 'colleague@example.test' }] };

describe('mails', () => {
	it('sends none unless the query asks, whatever the body says', async () => {
		const { call, ok, sandbox } = googleClient();
		const { id } = await ok('POST', events, { ...withGuest, sendUpdates: 'all' });
		await ok('PATCH', `${events}/${String(id)}`, { summary: 'x', sendUpdates: 'all' });
		await call('DELETE', `${events}/${String(id)}`);
		expect(sandbox.control.outbox.list()).toEqual([]);
	});

	it('mails invitation, update, and cancellation to those it concerns', async () => {
		const { call, ok, sandbox } = googleClient();
		const { id } = await ok('POST', `${events}?sendUpdates=all`, withGuest);
		await ok('PATCH', `${events}/${String(id)}?sendUpdates=externalOnly`, { summary: 'x' });
		await ok('PATCH', `${events}/${String(id)}?sendUpdates=all`, { attendees: [{ email: 'guest@example.com' }] });
		await call('DELETE', `${events}/${String(id)}?sendUpdates=all`);
		expect(sandbox.control.outbox.list().map(({ kind, to }) => `${kind} ${to}`)).toEqual([
			'invitation guest@example.com',
			'invitation colleague@example.test',
			'update guest@example.com',
			'update guest@example.com',
			'cancellation colleague@example.test',
			'cancellation guest@example.com',
		]);
	});
});

describe('copies of invited users', () => {
	it('appear with the same id and follow the organizer', async () => {
		const { call, ok, sandbox } = googleClient();
		const colleague = clientOf(sandbox, { user: 'colleague@example.test' });
		const { id } = await ok('POST', events, { ...withGuest, extendedProperties: { private: { mine: '1' }, shared: { ours: '2' } } });
		const copy = await colleague.ok('GET', `${events}/${String(id)}`);
		expect(copy.organizer).toEqual({ email: 'owner@example.test' });
		expect(copy.extendedProperties).toEqual({ shared: { ours: '2' } });
		await ok('PATCH', `${events}/${String(id)}`, { summary: 'renamed' });
		expect((await colleague.ok('GET', `${events}/${String(id)}`)).summary).toBe('renamed');
		await call('DELETE', `${events}/${String(id)}`);
		expect((await colleague.ok('GET', `${events}/${String(id)}`)).status).toBe('cancelled');
	});

	it('let a guest change the own answer only', async () => {
		const { ok, sandbox } = googleClient();
		const colleague = clientOf(sandbox, { user: 'colleague@example.test' });
		const { id } = await ok('POST', events, withGuest);
		const path = `${events}/${String(id)}`;
		for (const [method, body] of [['PATCH', { summary: 'mine' }], ['PUT', hour()]] as const) {
			const refused = await colleague.call(method, path, body);
			expect([refused.status, errorReason(refused)]).toEqual([403, 'forbiddenForNonOrganizer']);
		}
		await colleague.ok('PATCH', path, { attendees: [{ email: 'colleague@example.test', responseStatus: 'accepted' }] });
		const attendees = (await ok('GET', path)).attendees;
		expect(attendees).toMatchObject([{ email: 'guest@example.com', responseStatus: 'needsAction' }, { email: 'colleague@example.test', responseStatus: 'accepted' }]);
	});

	it('replace the guest list when the organizer writes it', async () => {
		const { ok } = googleClient();
		const { id } = await ok('POST', events, withGuest);
		const after = await ok('PATCH', `${events}/${String(id)}`, { attendees: [{ email: 'owner@example.test' }, { email: 'new@example.com' }] });
		expect(after.attendees).toEqual([
			{ email: 'owner@example.test', responseStatus: 'accepted', organizer: true, self: true },
			{ email: 'new@example.com', responseStatus: 'needsAction' },
		]);
	});
});
