import { expect } from 'vitest';
import type { Sandbox } from '../../sandbox';
import type { Side } from '../../sync';

/** The second user of the sandbox's Zoho organisation. */
const colleague = '5725767000000411002';

/** Records that a sync has nothing to do with: whatever happens to the others, nobody but people may write these. */
export class Foreign {
	private readonly before: Map<string, unknown>;
	private readonly ids: Record<Side, Set<string>>;

	constructor(private readonly sandbox: Sandbox) {
		const { google, zoho } = sandbox.services;
		const berlin = (dateTime: string) => ({ dateTime, timeZone: 'Europe/Berlin' });
		google.person.create({
			summary: 'Weekly series', start: berlin('2026-03-23T09:00:00'), end: berlin('2026-03-23T09:30:00'), recurrence: ['RRULE:FREQ=WEEKLY;COUNT=6'],
		});
		google.person.create({ summary: 'Beyond the window', start: berlin('2046-03-23T09:00:00'), end: berlin('2046-03-23T09:30:00') });
		google.person.create({ summary: 'Before the window', start: berlin('2020-03-23T09:00:00'), end: berlin('2020-03-23T09:30:00') });
		const meeting = { Start_DateTime: '2026-03-24T10:00:00+01:00', End_DateTime: '2026-03-24T10:30:00+01:00' };
		zoho.person.createEvent({ ...meeting, Event_Title: 'CRM series', Recurring_Activity: { RRULE: 'FREQ=WEEKLY;INTERVAL=1;UNTIL=2026-04-14;DTSTART=2026-03-24' } });
		zoho.person.createEvent({ ...meeting, Event_Title: 'Of the colleague', Owner: { id: colleague } });
		this.ids = {
			crm: new Set(zoho.all('Events').map(({ id }) => id)),
			calendar: new Set(google.person.list().map(({ id }) => id ?? '')),
		};
		this.before = this.contents();
	}

	has(side: Side, id: string): boolean {
		return this.ids[side].has(id);
	}

	/** Compares revisions and whole contents, so that a write that changes nothing is noticed, too. */
	checkUntouched(): void {
		expect(this.contents(), 'I5: what is not ours is as it was').toEqual(this.before);
	}

	private contents(): Map<string, unknown> {
		const { google, zoho } = this.sandbox.services;
		return new Map<string, unknown>([
			...[...this.ids.crm].map((id): [string, unknown] => [id, zoho.find('Events', id)]),
			...[...this.ids.calendar].map((id): [string, unknown] => [id, google.person.get(id)]),
		]);
	}
}
