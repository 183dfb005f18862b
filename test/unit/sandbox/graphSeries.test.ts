import { describe, expect, it } from 'vitest';
import { asObject } from '../../../sandbox/core/json';
import { errorCode, graphClient, immutable, marchWindow, times, valuesOf, weekly } from './graphSupport';

describe('a series', () => {
	it.each([
		['a surplus member', { pattern: { type: 'weekly', interval: 1, daysOfWeek: ['tuesday'], dayOfMonth: 0 } }, '400 ErrorPropertyValidationFailure'],
		['no days', { pattern: { type: 'weekly', interval: 1, daysOfWeek: [] } }, '400 ErrorCalendarInvalidRecurrence'],
		['an interval of nothing', { pattern: { type: 'daily', interval: 0 } }, '400 ErrorCalendarInvalidRecurrence'],
		['an unknown type', { pattern: { type: 'hourly', interval: 1 } }, '400 RequestBodyRead'],
		['another first day', { range: { type: 'noEnd', startDate: '2026-03-11' } }, '400 ErrorPropertyValidationFailure'],
		['more than 999 times', { range: { type: 'numbered', startDate: '2026-03-10', numberOfOccurrences: 1000 } }, '400 ErrorCalendarInvalidRecurrence'],
		['an end before the start', { range: { type: 'endDate', startDate: '2026-03-10', endDate: '2026-03-01' } }, '400 ErrorCalendarInvalidRecurrence'],
	])('with %s is refused', async (_what, part, code) => {
		const { call } = graphClient();
		const { recurrence } = weekly();
		expect(errorCode(await call('POST', '/me/events', weekly({ recurrence: { ...asObject(recurrence), ...part } })))).toBe(code);
	});

	it('fills what its pattern does not use, as recorded', async () => {
		const { ok } = graphClient();
		expect((await ok('POST', '/me/events', weekly())).recurrence).toEqual({
			pattern: { type: 'weekly', interval: 1, month: 0, dayOfMonth: 0, daysOfWeek: ['tuesday'], firstDayOfWeek: 'sunday', index: 'first' },
			range: { type: 'numbered', startDate: '2026-03-10', endDate: '0001-01-01', recurrenceTimeZone: 'Europe/Berlin', numberOfOccurrences: 3 },
		});
	});

	it.each([
		['daily', { type: 'daily', interval: 10 }, ['10', '20', '30']],
		['weekly on two days', { type: 'weekly', interval: 2, daysOfWeek: ['tuesday', 'thursday'] }, ['10', '12', '24', '26']],
		['monthly by date', { type: 'absoluteMonthly', interval: 1, dayOfMonth: 31 }, ['31']],
		['monthly by weekday', { type: 'relativeMonthly', interval: 1, daysOfWeek: ['friday'], index: 'last' }, ['27']],
		['yearly by date', { type: 'absoluteYearly', interval: 1, month: 3, dayOfMonth: 15 }, ['15']],
		['yearly by weekday', { type: 'relativeYearly', interval: 1, month: 3, daysOfWeek: ['wednesday'], index: 'second' }, ['11']],
	])('that repeats %s shows its days', async (_what, pattern, days) => {
		const { ok, readAll } = graphClient();
		await ok('POST', '/me/events', weekly({ recurrence: { pattern, range: { type: 'noEnd', startDate: '2026-03-10' } } }));
		const { items } = await readAll(`/me/calendarView?${marchWindow}`);
		expect(items.map(({ start }) => String(asObject(start).dateTime).slice(8, 10))).toEqual(days);
	});

	it('takes the last day of months that are too short', async () => {
		const { ok, readAll } = graphClient();
		const recurrence = { pattern: { type: 'absoluteMonthly', interval: 1, dayOfMonth: 31 }, range: { type: 'noEnd', startDate: '2026-03-10' } };
		await ok('POST', '/me/events', weekly({ recurrence }));
		const { items } = await readAll('/me/calendarView?startDateTime=2026-04-01&endDateTime=2026-06-01');
		expect(items.map(({ start }) => String(asObject(start).dateTime).slice(5, 10))).toEqual(['04-30', '05-31']);
	});

	it('keeps local time across the change to summer time', async () => {
		const { ok, readAll } = graphClient();
		await ok('POST', '/me/events', weekly());
		const { items } = await readAll(`/me/calendarView?${marchWindow}`);
		expect(items.map(({ start }) => asObject(start).dateTime)).toEqual(['2026-03-10T09:00:00.0000000', '2026-03-17T09:00:00.0000000', '2026-03-24T09:00:00.0000000']);
		const later = await ok('POST', '/me/events', weekly({ ...times('2026-03-24T10:00:00', '2026-03-24T11:00:00'), recurrence: { pattern: { type: 'weekly', interval: 1, daysOfWeek: ['tuesday'] }, range: { type: 'numbered', startDate: '2026-03-24', numberOfOccurrences: 2 } } }));
		const instances = await ok('GET', `/me/events/${String(later.id)}/instances?startDateTime=2026-03-01&endDateTime=2026-05-01`);
		expect(valuesOf(instances).map(({ start }) => asObject(start).dateTime)).toEqual(['2026-03-24T09:00:00.0000000', '2026-03-31T08:00:00.0000000']);
	});

	it('lets one day be changed, but not across its neighbour', async () => {
		const { ok, call } = graphClient();
		const master = await ok('POST', '/me/events', weekly(), immutable);
		const days = valuesOf(await ok('GET', `/me/events/${String(master.id)}/instances?${marchWindow}`, undefined, immutable));
		const second = `/me/events/${String(days[1]?.id)}`;
		expect(errorCode(await call('PATCH', second, times('2026-03-24T10:00:00', '2026-03-24T11:00:00')))).toBe('400 ErrorOccurrenceCrossingBoundary');
		expect(errorCode(await call('PATCH', second, times('2026-03-10T12:00:00', '2026-03-10T13:00:00')))).toBe('400 ErrorOccurrenceCrossingBoundary');
		const moved = await ok('PATCH', second, { subject: 'Moved', ...times('2026-03-18T12:00:00', '2026-03-18T13:00:00') }, immutable);
		expect(moved).toMatchObject({ type: 'exception', seriesMasterId: master.id, occurrenceId: `OID.${String(master.id)}.2026-03-17`, recurrence: null });
		expect(moved).not.toHaveProperty('originalStart');
		expect(moved.uid).toBe(master.uid);
		expect(String(moved.iCalUId).slice(32, 40)).toBe('07EA0311');
		expect(await ok('GET', `${second}?$select=originalStart`)).toMatchObject({ originalStart: '2026-03-17T09:00:00Z' });
	});

	it('hands a change on to its exceptions where they say nothing of their own', async () => {
		const { ok } = graphClient();
		const master = await ok('POST', '/me/events', weekly(), immutable);
		const [first] = valuesOf(await ok('GET', `/me/events/${String(master.id)}/instances?${marchWindow}`, undefined, immutable));
		await ok('PATCH', `/me/events/${String(first?.id)}`, { subject: 'Own' });
		await ok('PATCH', `/me/events/${String(master.id)}`, { subject: 'All', location: { displayName: 'Room 2' } });
		expect(await ok('GET', `/me/events/${String(first?.id)}`)).toMatchObject({ subject: 'Own', location: { displayName: 'Room 2' } });
	});

	it('names cancelled days only on a read of the master that asks for them', async () => {
		const { ok, call } = graphClient();
		const master = await ok('POST', '/me/events', weekly(), immutable);
		const [first] = valuesOf(await ok('GET', `/me/events/${String(master.id)}/instances?${marchWindow}`, undefined, immutable));
		expect((await call('DELETE', `/me/events/${String(first?.id)}`)).status).toBe(204);
		expect(errorCode(await call('GET', `/me/events/${String(first?.id)}`))).toBe('404 ErrorItemNotFound');
		const read = await ok('GET', `/me/events/${String(master.id)}?$select=subject,cancelledOccurrences`, undefined, immutable);
		expect(read).toMatchObject({ subject: 'Weekly', cancelledOccurrences: [`OID.${String(master.id)}.2026-03-10`] });
		expect(await ok('GET', `/me/events/${String(master.id)}`)).not.toHaveProperty('cancelledOccurrences');
	});

	it('becomes a single event without its rule, and forgets exceptions with a new one', async () => {
		const { ok } = graphClient();
		const master = await ok('POST', '/me/events', weekly(), immutable);
		const [first] = valuesOf(await ok('GET', `/me/events/${String(master.id)}/instances?${marchWindow}`, undefined, immutable));
		await ok('PATCH', `/me/events/${String(first?.id)}`, { subject: 'Own' });
		await ok('PATCH', `/me/events/${String(master.id)}`, times('2026-03-10T15:00:00', '2026-03-10T16:00:00'));
		expect(await ok('GET', `/me/events/${String(first?.id)}`)).toMatchObject({ subject: 'Weekly', type: 'occurrence' });
		expect(await ok('PATCH', `/me/events/${String(master.id)}`, { recurrence: null })).toMatchObject({ type: 'singleInstance', recurrence: null });
	});
});
