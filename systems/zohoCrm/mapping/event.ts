import type { CalendarEvent, CustomValue, FieldName, RelatedRecord, Snapshot } from '../../../sync/types';
import { looksCustom } from '../fields';
import { revisionOf } from '../revision';
import { customValueOf, idOf, isRow, parseInstant, tagsOf, textOf } from '../row';
import type { ZohoRow } from '../row';
import { attendeesFromZoho } from './participants';
import { remindersFromZoho } from './reminders';
import { sourceOf, unseenFields } from './source';
import type { ReadContext } from './source';
import { timesFromZoho } from './times';

/** "Rich text is cut to 500 characters" in lists; a shorter text is whole (Zoho CRM API, Get Records). */
export const listTextLimit = 500;

/** A meeting as canonical event, or a sentence that says why it cannot be understood. */
export function eventSnapshot(row: ZohoRow, context: ReadContext): Snapshot | string {
	const times = timesFromZoho(row);
	if (times === null) return 'The start or end of this meeting in Zoho CRM cannot be understood.';
	const reminders = remindersFromZoho(row);
	const description = textOf(row.Description);
	const revision = revisionOf(row.Modified_Time, context.seenAt);
	const related = relatedOf(row);
	const record: CalendarEvent = {
		title: titleOf(row, context),
		...times,
		location: textOf(row.Venue),
		description,
		reminders: reminders ?? [],
		attendees: attendeesFromZoho(row.Participants),
		visibility: 'default',
		availability: 'busy',
		status: row.$event_cancelled === true ? 'cancelled' : 'confirmed',
		...(related !== undefined && { related }),
		tags: tagsOf(row.Tag),
		custom: customOf(row, 'event'),
		source: sourceOf(row, revision, context),
	};
	const omitted = unseenFields(row, fieldNames);
	if (!context.complete) omitted.add('attendees');
	if (!context.complete && description.length >= listTextLimit) omitted.add('description');
	if (reminders === null) omitted.add('reminders');
	return {
		id: record.source.id,
		revision,
		modifiedAt: parseInstant(row.Modified_Time),
		createdAt: parseInstant(row.Created_Time),
		record,
		omitted: [...omitted],
		recurring: isRecurring(row),
		raw: row,
	};
}

const fieldNames: ReadonlyArray<[FieldName, string]> = [
	['location', 'Venue'], ['description', 'Description'], ['reminders', 'Remind_At'], ['attendees', 'Participants'], ['tags', 'Tag'],
];

function titleOf(row: ZohoRow, context: ReadContext): string {
	const title = textOf(row.Event_Title);
	return context.placeholders.has(title.trim()) ? '' : title;
}

function isRecurring(row: ZohoRow): boolean {
	const rule = row.Recurring_Activity;
	const hasRule = isRow(rule) ? Object.keys(rule).length > 0 : textOf(rule) !== '';
	return hasRule || idOf(row.$recurrence_id) !== '';
}

function relatedOf(row: ZohoRow): CalendarEvent['related'] {
	const person = reference(row.Who_Id);
	const what = reference(row.What_Id);
	const module = textOf(row.$se_module);
	const related: NonNullable<CalendarEvent['related']> = {
		...(person !== null && { person }),
		...(what !== null && module === 'Deals' && { deal: what }),
		...(what !== null && module === 'Accounts' && { organization: what }),
	};
	return Object.keys(related).length === 0 ? undefined : related;
}

function reference(value: unknown): RelatedRecord | null {
	if (!isRow(value) || idOf(value.id) === '') return null;
	const name = textOf(value.name);
	return { id: idOf(value.id), ...(name !== '' && { name }) };
}

/** Fields that an administrator added, as far as they can be compared as one value. */
export function customOf(row: ZohoRow, resource: 'event' | 'contact'): Record<string, CustomValue> {
	const custom: Record<string, CustomValue> = {};
	for (const [name, value] of Object.entries(row)) {
		const simple = looksCustom(resource, name) ? customValueOf(value) : undefined;
		if (simple !== undefined) custom[name] = simple;
	}
	return custom;
}
