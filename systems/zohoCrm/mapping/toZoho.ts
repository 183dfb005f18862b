import type { Attendee, EventTimes, FieldName, FieldValue, FieldValues, Reminder, Resource } from '../../../sync/types';
import { isListed } from '../fields';
import type { ZohoRow } from '../row';
import { contactFieldToZoho } from './contactToZoho';
import { isListOf, tagsField, textField } from './parts';
import { remindersToZoho } from './reminders';
import { timesToZoho } from './times';
import type { AllDayForm } from './times';

export interface WriteContext {
	/** Written where a title, or a contact's last name, is empty: Zoho insists on one. */
	untitledPlaceholder: string;
	allDayForm: AllDayForm;
}

/** Zoho's fields, or the canonical field that Zoho cannot take, found before anything is sent. */
export type ToZoho = { row: ZohoRow } | { refused: FieldName };

/**
 * Zoho's fields for the given canonical values, and nothing else: fields that are not given stay as they are. Attendees are
 * left to the caller, who knows which guests Zoho knows.
 */
export function valuesToZoho(resource: Resource, values: FieldValues, context: WriteContext): ToZoho {
	const row: ZohoRow = {};
	for (const [name, value] of Object.entries(values) as Array<[FieldName, FieldValue | undefined]>) {
		if (value === undefined || name === 'attendees') continue;
		const part = name.startsWith('custom.')
			? customFieldToZoho(resource, name.slice('custom.'.length), value)
			: resource === 'event'
				? eventFieldToZoho(name, value, context)
				: contactFieldToZoho(name, value, context.untitledPlaceholder);
		if (part === null) return { refused: name };
		Object.assign(row, part);
	}
	return { row };
}

/** None of the fields that have a meaning here: such a value would become the record's id, its owner, its guests or an order to mail them. */
function customFieldToZoho(resource: Resource, name: string, value: FieldValue): ZohoRow | null {
	return /^[a-z]\w*$/i.test(name) && !isListed(resource, name) ? { [name]: value } : null;
}

function eventFieldToZoho(name: FieldName, value: FieldValue, context: WriteContext): ZohoRow | null {
	switch (name) {
		case 'title':
			if (value !== null && typeof value !== 'string') return null;
			return { Event_Title: (value ?? '').trim() === '' ? context.untitledPlaceholder : value };
		case 'time':
			return isTimes(value) ? timesToZoho(value, context.allDayForm) : null;
		case 'location':
			return textField('Venue', value);
		case 'description':
			return textField('Description', value);
		case 'reminders':
			return isListOf<Reminder>(value, (element) => typeof element.minutes === 'number') ? { Remind_At: remindersToZoho(value) } : null;
		case 'tags':
			return tagsField(value);
		default:
			// A field that Zoho does not hold: the engine has told so already.
			return {};
	}
}

function isTimes(value: FieldValue): value is EventTimes {
	return typeof value === 'object' && value !== null && !Array.isArray(value) && 'start' in value && 'end' in value;
}

/** The guests a write asks for, without the organiser and rooms; undefined when it does not speak of guests. */
export function guestsOf(values: FieldValues): Attendee[] | undefined {
	const value = values.attendees;
	if (value === undefined) return undefined;
	if (value === null || !isListOf<Attendee>(value, (attendee) => typeof attendee.email === 'string')) return [];
	return value.filter((attendee) => attendee.organizer !== true && attendee.resource !== true && attendee.email.trim() !== '');
}
