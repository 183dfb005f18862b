import type { IDataObject } from 'n8n-workflow';
import { expect } from 'vitest';
import { MINUTE, type Pair } from '../../support/pair';

/** One kind of plan. */
export interface PlanCase {
	/** What a person does in the CRM, or in Google before the CRM's change is planned. */
	change(pair: Pair): void;
	plan: IDataObject;
	/** A line of the form. */
	form: string;
	/** What "Apply Changes" says when the plan is approved, and what Google shows then. */
	action: string;
	google: string[];
	/** A person edits Google while the plan waits. */
	meanwhile(pair: Pair): void;
	/** What Google shows once that is sorted out with a second plan. */
	googleInTheEnd: string[];
}

export const planCases: Array<[string, PlanCase]> = [
	['create', {
		change: ({ zoho }) => void zoho.add('New', '2026-03-13T10:00', { Venue: 'Room 2' }),
		plan: { action: 'create', title: 'New', when: '2026-03-13T10:00:00+01:00', changes: expect.arrayContaining(['Title: New', 'Where: Room 2']) as string[] },
		form: 'create: New, 2026-03-13 10:00',
		action: 'created', google: ['Linked', 'New'],
		meanwhile: ({ google }) => void google.add('New', '2026-03-13T10:00'),
		googleInTheEnd: ['Linked', 'New'],
	}],
	['update', {
		change: ({ zoho }) => zoho.edit(zoho.byTitle('Linked').id, { Event_Title: 'Renamed', Venue: 'Room <b>9</b>' }),
		plan: {
			action: 'update', title: 'Renamed', when: '2026-03-12T10:00:00+01:00',
			fields: [{ field: 'title', old: 'Linked', new: 'Renamed' }, { field: 'location', old: 'Room 1', new: 'Room <b>9</b>' }],
			changes: ['Title: Linked → Renamed', 'Where: Room 1 → Room <b>9</b>'],
		},
		form: 'update: Renamed, 2026-03-12 10:00<br>&nbsp;&nbsp;&nbsp;Title: Linked → Renamed<br>&nbsp;&nbsp;&nbsp;Where: Room 1 → Room  b 9 /b ',
		action: 'updated', google: ['Renamed'],
		meanwhile: ({ google }) => google.edit(google.byTitle('Linked').id ?? '', { description: 'Written in Google' }),
		googleInTheEnd: ['Renamed'],
	}],
	['delete', {
		change: ({ zoho }) => zoho.remove(zoho.byTitle('Linked').id),
		plan: { action: 'delete', title: 'Linked', when: '2026-03-12T10:00:00+01:00', fields: [], changes: [] },
		form: 'delete: Linked, 2026-03-12 10:00',
		action: 'deleted', google: [],
		meanwhile: ({ google }) => google.edit(google.byTitle('Linked').id ?? '', { description: 'Still needed' }),
		googleInTheEnd: ['Linked'],
	}],
	['adopt, with a field that differs', {
		change: ({ google, zoho, pass }) => {
			google.add('There', '2026-03-14T10:00', { location: 'Old room' });
			pass(MINUTE);
			zoho.add('There', '2026-03-14T10:00', { Venue: 'New room' });
		},
		plan: { action: 'adopt', title: 'There', changes: ['Where: Old room → New room'] },
		form: 'adopt: There, 2026-03-14 10:00<br>&nbsp;&nbsp;&nbsp;Where: Old room → New room',
		action: 'adopted', google: ['Linked', 'There'],
		meanwhile: ({ google }) => google.edit(google.byTitle('There').id ?? '', { description: 'Written in Google' }),
		googleInTheEnd: ['Linked', 'There'],
	}],
	['adopt, in step', {
		change: ({ google, zoho }) => {
			google.add('There', '2026-03-14T10:00', { reminders: { useDefault: false, overrides: [] } });
			zoho.add('There', '2026-03-14T10:00');
		},
		plan: { action: 'adopt', title: 'There', fields: [], changes: [] },
		form: 'adopt: There, 2026-03-14 10:00',
		action: 'adopted', google: ['Linked', 'There'],
		meanwhile: ({ google }) => google.edit(google.byTitle('There').id ?? '', { location: 'Written in Google' }),
		googleInTheEnd: ['Linked', 'There'],
	}],
];
