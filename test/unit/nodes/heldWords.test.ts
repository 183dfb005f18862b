import { describe, expect, it } from 'vitest';
import { heldWords } from '../../../nodes/shared/items/heldWords';
import type { HeldChange } from '../../../sync/types';

const held = (change: Partial<HeldChange> = {}): HeldChange => ({
	id: 7, sync: 's', side: 'crm', system: 'zohoCrm', recordId: 'r1', change: 'delete', title: 'Demo', when: '2026-03-10T10:00:00+01:00',
	target: { side: 'calendar', system: 'googleCalendar', container: 'Sales', recordId: 'g1' },
	reason: '25 deletions at once', since: '2026-03-10T09:00:00.000Z', state: 'held', ...change,
});

describe('held changes in words (B5)', () => {
	it.each<[string, Partial<HeldChange>, string]>([
		['a deletion', {}, '"Demo" (2026-03-10 10:00) was deleted in Zoho CRM and would be deleted from Google Calendar, "Sales". It is still there. Why: 25 deletions at once.'],
		['the other way round', { side: 'calendar', system: 'googleCalendar', when: '2026-03-10', target: { side: 'crm', system: 'zohoCrm', container: 'Me', recordId: '1' } }, '"Demo" (2026-03-10) was deleted in Google Calendar and would be deleted from Zoho CRM, "Me". It is still there. Why: 25 deletions at once.'],
		['without contents', { title: null, when: null, reason: null }, 'The record r1 was deleted in Zoho CRM and would be deleted from Google Calendar, "Sales". It is still there. Why: not known.'],
		['without a title', { title: '' }, 'A record without a title (2026-03-10 10:00) was deleted in Zoho CRM and would be deleted from Google Calendar, "Sales". It is still there. Why: 25 deletions at once.'],
		['a parked change towards a side that was never joined', { change: 'upsert', state: 'parked', reason: 'Delivered 3 times.', target: { side: 'calendar', system: null, container: null, recordId: null } }, '"Demo" (2026-03-10 10:00) was changed in Zoho CRM; the change would go on to the calendar or folder. Nothing was written. Why: Delivered 3 times.'],
		['a held change', { change: 'upsert' }, '"Demo" (2026-03-10 10:00) was changed in Zoho CRM; the change would be written to Google Calendar, "Sales". Nothing was written. Why: 25 deletions at once.'],
	])('%s', (_, change, message) => {
		expect(heldWords(held(change))).toEqual({ message, next: expect.stringMatching(/Release Held Changes.*Discard Held Changes/) as string });
	});
});
