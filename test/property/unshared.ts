import { expect } from 'vitest';
import type { Sandbox } from '../../sandbox';
import type { EventResource } from '../../sandbox/google';
import type { Side } from '../../sync';
import type { UnsharedPart } from './commands';

/** What people keep in one system because the other cannot hold it; no sync may carry it across, or lose it where it is. */
export class Unshared {
	private readonly expected = { crm: new Map<string, string>(), calendar: new Map<string, EventResource>() };
	private count = 0;

	constructor(private readonly sandbox: Sandbox) {}

	/** In the CRM it is always a tag: Zoho holds tags, Google has none. */
	change(side: Side, id: string, part: UnsharedPart): void {
		this.count += 1;
		const { google, zoho } = this.sandbox.services;
		if (side === 'crm') {
			const tag = `tag ${this.count}`;
			zoho.person.editEvent(id, { Tag: [{ name: tag }] });
			this.expected.crm.set(id, tag);
			return;
		}
		const changes = this.googleChanges(google.person.get(id) ?? {}, part);
		google.person.change(id, changes);
		this.expected.calendar.set(id, { ...this.expected.calendar.get(id), ...changes });
	}

	/** Every record that still lives holds what people gave it. */
	checkKept(): void {
		const { google, zoho } = this.sandbox.services;
		for (const [id, tag] of this.expected.crm) {
			const record = zoho.find('Events', id);
			if (record?.deleted === false) expect(record.fields.Tag, 'I8: the tag stays').toMatchObject([{ name: tag }]);
		}
		for (const [id, values] of this.expected.calendar) {
			const event = google.person.get(id);
			if (event !== undefined && event.status !== 'cancelled') expect(event, 'I8: what only Google holds stays').toMatchObject(values);
		}
	}

	private googleChanges(event: EventResource, part: UnsharedPart): EventResource {
		const { count } = this;
		// Zoho holds one reminder, a popup: the first one stays as it is.
		const first = (event.reminders?.overrides ?? []).filter(({ method }) => method === 'popup').slice(0, 1);
		switch (part) {
			case 'color':
				return { colorId: String(1 + (count % 11)) };
			case 'availability':
				return { transparency: event.transparency === 'transparent' ? 'opaque' : 'transparent' };
			case 'visibility':
				return { visibility: event.visibility === 'private' ? 'public' : 'private' };
			case 'mailReminder':
				return { reminders: { useDefault: false, overrides: [...first, { method: 'email', minutes: 60 + count }] } };
			case 'secondReminder':
				return { reminders: { useDefault: false, overrides: first.length === 0 ? [{ method: 'email', minutes: 60 + count }] : [...first, { method: 'popup', minutes: 60 + count }] } };
		}
	}
}
