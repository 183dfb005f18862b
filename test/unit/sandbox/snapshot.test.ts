import { describe, expect, it } from 'vitest';
import { createSandbox } from '../../../sandbox';

const meeting = (title: string) => ({ Event_Title: title, Start_DateTime: '2026-03-20T10:00:00+01:00', End_DateTime: '2026-03-20T10:30:00+01:00' });
const event = (summary: string) => ({ summary, start: { dateTime: '2026-03-20T10:00:00+01:00' }, end: { dateTime: '2026-03-20T10:30:00+01:00' } });

describe('a snapshot of the sandbox', () => {
	it('brings everything back, again and again, and what comes next is the same each time', () => {
		const sandbox = createSandbox({ time: () => Date.parse('2026-03-02T09:00:00Z') });
		const { google, zoho } = sandbox.services;
		const crmId = zoho.person.createEvent(meeting('Before'));
		const calendarId = google.person.create(event('Before')).id ?? '';
		const shown = () => ({ zoho: zoho.all('Events'), google: google.person.list(), now: sandbox.world.clock.now(), mails: sandbox.control.outbox.list(), writes: zoho.admin.writes.length });
		const before = shown();
		const putBack = sandbox.snapshot();
		const afterwards = [1, 2].map(() => {
			zoho.person.editEvent(crmId, { Event_Title: 'After', Tag: [{ name: 'new' }] });
			google.person.remove(calendarId);
			sandbox.control.clock.advance(1_000);
			zoho.person.createEvent(meeting('New'));
			google.person.create({ ...event('New'), attendees: [{ email: 'guest@example.test' }] }, { sendUpdates: 'all' });
			const changed = structuredClone(shown());
			expect(changed).not.toEqual(before);
			expect(changed.mails).toHaveLength(1);
			putBack();
			expect(shown()).toEqual(before);
			return changed;
		});
		expect(afterwards[1]).toEqual(afterwards[0]);
	});

	it('brings back positions in the feed, too', async () => {
		const sandbox = createSandbox({ time: () => Date.parse('2026-03-02T09:00:00Z') });
		const { google } = sandbox.services;
		const authorization = `Bearer ${google.issueToken().accessToken}`;
		const list = async (query: string) => (await sandbox.fetch('google', { method: 'GET', url: `/calendar/v3/calendars/primary/events?${query}`, headers: { authorization } })).body as { items: unknown[]; nextSyncToken: string };
		const { nextSyncToken } = await list('');
		const putBack = sandbox.snapshot();
		google.person.create(event('New'));
		expect((await list(`syncToken=${nextSyncToken}`)).items).toHaveLength(1);
		putBack();
		expect((await list(`syncToken=${nextSyncToken}`)).items).toEqual([]);
	});
});
