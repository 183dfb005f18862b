import { expect, it } from 'vitest';
import { deactivate } from '../../../sync';
import { getSystem } from '../../../systems/registry';
import { Pair, syncName } from '../../property/pair';

const times = { start: { dateTime: '2026-03-10T10:00:00+01:00' }, end: { dateTime: '2026-03-10T11:00:00+01:00' } };

it('a calendar that holds an event a person made is never deleted, even when the sync has edited that event (B12)', async () => {
	const pair = new Pair();
	const { zoho, google } = pair.sandbox.services;
	const calendarId = google.person.createCalendar('CRM');
	const calendar = {
		connection: 'own-calendar',
		system: getSystem('googleCalendar').connect({
			request: async (request) => await pair.sandbox.fetch('google', { ...request, headers: { ...request.headers, authorization: `Bearer ${google.issueToken().accessToken}` } }),
			baseUrl: pair.sandbox.urls.google,
			resource: 'event',
			container: calendarId,
			clock: pair.clock,
			unpaced: true,
		}),
	};
	pair.connected = ((connect) => (side) => (side === 'calendar' ? calendar : connect(side)))(pair.connected.bind(pair));
	google.person.create({ summary: 'By a person', ...times }, { calendarId });
	await pair.settle();
	const [meeting] = zoho.all('Events');
	zoho.person.editEvent(meeting?.id ?? '', { Venue: 'Room 1' });
	await pair.settle();
	const stop = deactivate(pair.context(), { sync: syncName, copies: 'deleteContainer', later: 'relink', calendar });
	await expect(stop).rejects.toThrow('was not made by this sync');
	expect(google.person.living({ calendarId }).map(({ summary, location }) => [summary, location])).toEqual([['By a person', 'Room 1']]);
	await pair.store.close();
});
