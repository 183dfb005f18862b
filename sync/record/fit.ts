import type { Attendee, Capabilities, FieldCapability, FieldName, FieldValue, FieldValues, Loss, Reminder } from '../types';
import { capabilityOf } from './capability';

export interface Fitted {
	value: FieldValue;
	losses: Loss[];
}

/**
 * The values that a system can hold of these, and what is lost. Fields that it does not take at all are left out without a word: mappings and
 * nodes offer none of them.
 */
export function fitValues(values: FieldValues, capabilities: Pick<Capabilities, 'fields' | 'customFields'>): { values: FieldValues; losses: Loss[] } {
	const held: FieldValues = {};
	const losses: Loss[] = [];
	for (const [field, value] of Object.entries(values) as Array<[FieldName, FieldValue | undefined]>) {
		const capability = capabilityOf(capabilities, field);
		if (value === undefined || capability?.write !== true) continue;
		const result = fit(field, value, capability);
		held[field] = result.value;
		losses.push(...result.losses);
	}
	return { values: held, losses };
}

/** Cuts a value down to what a system can hold, and says what is lost. The engine expects the system to hold exactly the result. */
export function fit(field: FieldName, value: FieldValue, capability: FieldCapability): Fitted {
	if (typeof value === 'string' && capability.maxLength !== undefined) return fitText(field, value, capability, capability.maxLength);
	if (field === 'reminders' && Array.isArray(value)) return fitReminders(value as Reminder[], capability);
	if (field === 'attendees' && Array.isArray(value)) return fitAttendees(value as Attendee[], capability);
	if (Array.isArray(value) && capability.kinds !== undefined) return fitKinds(field, value, capability.label, capability.kinds);
	if (Array.isArray(value) && capability.maxItems !== undefined && value.length > capability.maxItems) {
		const kept = value.slice(0, capability.maxItems) as string[];
		return { value: kept, losses: [tooMany(field, capability.label, kept.length, value.slice(capability.maxItems))] };
	}
	return { value, losses: [] };
}

/** The first elements of each kind. */
function fitKinds(field: FieldName, elements: readonly unknown[], label: string, kinds: NonNullable<FieldCapability['kinds']>): Fitted {
	const room = new Map(Object.entries(kinds));
	const lost: unknown[] = [];
	const kept = elements.filter((element) => {
		const kind = kindOf(element);
		const left = room.get(kind) ?? 0;
		if (left > 0) room.set(kind, left - 1);
		else lost.push(element);
		return left > 0;
	});
	if (lost.length === 0) return { value: elements as FieldValue, losses: [] };
	return { value: kept as FieldValue, losses: [tooMany(field, label, kept.length, lost)] };
}

/** Entries that a message names; the rest is counted. */
const namedEntries = 3;

function tooMany(field: FieldName, label: string, kept: number, lost: readonly unknown[]): Loss {
	const names = lost.slice(0, namedEntries).map(entryName);
	const more = lost.length - names.length;
	return { field, message: `${label} holds ${kept} of ${kept + lost.length} entries; left out: ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}` };
}

/** An e-mail address or tag is its own name, a phone its kind and number, an address its kind. */
function entryName(entry: unknown): string {
	if (typeof entry !== 'object' || entry === null) return String(entry);
	return 'number' in entry ? `${kindOf(entry)} ${String(entry.number)}`.trim() : kindOf(entry);
}

/** The kind of a phone or an address; '' where there is none. */
export function kindOf(element: unknown): string {
	return typeof element === 'object' && element !== null && 'kind' in element ? String(element.kind) : '';
}

function fitText(field: FieldName, text: string, capability: FieldCapability, maxLength: number): Fitted {
	if (text.length <= maxLength) return { value: text, losses: [] };
	const value = cutText(text, maxLength);
	return { value, losses: [{ field, message: `${capability.label} holds ${maxLength} of ${text.length} characters` }] };
}

/** Cuts to a number of UTF-16 units without leaving half a character, and marks the cut. */
function cutText(text: string, maxLength: number): string {
	const end = maxLength - 1;
	const lastUnit = text.charCodeAt(end - 1);
	const splitsPair = lastUnit >= 0xd800 && lastUnit <= 0xdbff;
	return `${text.slice(0, splitsPair ? end - 1 : end).trimEnd()}…`;
}

function fitReminders(reminders: Reminder[], capability: FieldCapability): Fitted {
	const methods = capability.methods;
	const possible = methods === undefined ? reminders : reminders.filter(({ method }) => methods.includes(method));
	const value = possible.slice(0, capability.maxItems ?? possible.length);
	const lost = reminders.length - value.length;
	if (lost === 0) return { value, losses: [] };
	return { value, losses: [{ field: 'reminders', message: `${capability.label} holds ${value.length} of ${reminders.length} reminders` }] };
}

function fitAttendees(attendees: Attendee[], capability: FieldCapability): Fitted {
	const limit = capability.maxItems ?? attendees.length;
	if (attendees.length <= limit) return { value: attendees, losses: [] };
	return {
		value: attendees.slice(0, limit),
		losses: [{ field: 'attendees', message: `${capability.label} holds ${limit} of ${attendees.length} guests` }],
	};
}
