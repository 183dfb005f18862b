import type { DataType, FieldDefinition, ModuleName } from './types';

function field(api_name: string, data_type: DataType, length: number, rest: Partial<FieldDefinition> = {}): FieldDefinition {
	return { api_name, display_label: api_name.replace(/__s$/, '').replace(/_/g, ' '), data_type, length, ...rest };
}

const readOnly = { readOnly: true };
const mandatory = { mandatory: true };

function common(): FieldDefinition[] {
	return [
		field('Owner', 'ownerlookup', 120),
		field('Created_By', 'ownerlookup', 120, readOnly),
		field('Modified_By', 'ownerlookup', 120, readOnly),
		field('Created_Time', 'datetime', 120, readOnly),
		field('Modified_Time', 'datetime', 120, readOnly),
		field('Tag', 'tags', 2_000),
		field('Record_Status__s', 'text', 120, readOnly),
	];
}

function eventFields(): FieldDefinition[] {
	return [
		field('Event_Title', 'text', 255, { mandatory: true, display_label: 'Title' }),
		field('Start_DateTime', 'datetime', 120, { mandatory: true, display_label: 'From' }),
		field('End_DateTime', 'datetime', 120, { mandatory: true, display_label: 'To' }),
		field('All_day', 'boolean', 5),
		field('Venue', 'text', 255, { display_label: 'Location' }),
		field('Description', 'textarea', 32_000),
		field('Participants', 'participants', 5_000),
		field('Remind_At', 'reminder', 100, { display_label: 'Reminder' }),
		field('Recurring_Activity', 'recurrence', 255, { display_label: 'Repeat' }),
		field('Who_Id', 'lookup', 120, { display_label: 'Contact Name' }),
		field('What_Id', 'lookup', 120, { display_label: 'Related To' }),
		...common(),
	];
}

function personFields(): FieldDefinition[] {
	return [
		field('First_Name', 'text', 40),
		field('Last_Name', 'text', 80, mandatory),
		field('Full_Name', 'text', 120, readOnly),
		field('Email', 'email', 100),
		field('Secondary_Email', 'email', 100),
		field('Phone', 'phone', 30),
		field('Mobile', 'phone', 30),
		field('Description', 'textarea', 32_000),
	];
}

/** The fields of a fresh organisation; custom ones are added by the control interface. */
export function defaultFields(module: ModuleName): FieldDefinition[] {
	if (module === 'Events') return eventFields();
	if (module === 'Leads') return [...personFields(), field('Company', 'text', 200, mandatory), field('Designation', 'text', 100), ...common()];
	return [
		...personFields(),
		field('Account_Name', 'lookup', 120),
		field('Title', 'text', 100),
		field('Date_of_Birth', 'date', 20),
		field('Home_Phone', 'phone', 30),
		field('Other_Phone', 'phone', 30),
		field('Mailing_Street', 'text', 250),
		field('Mailing_City', 'text', 100),
		field('Mailing_State', 'text', 100),
		field('Mailing_Zip', 'text', 30),
		field('Mailing_Country', 'text', 100),
		field('Other_Street', 'text', 250),
		field('Other_City', 'text', 100),
		field('Other_State', 'text', 100),
		field('Other_Zip', 'text', 30),
		field('Other_Country', 'text', 100),
		field('Fax', 'phone', 30),
		...common(),
	];
}

/** Keys outside the field list that a record carries; in lists they come only when asked for. */
export const SYSTEM_KEYS: Record<ModuleName, readonly string[]> = {
	Events: [
		'$u_id',
		'$recurrence_id',
		'$se_module',
		'$event_cancelled',
		'$send_notification',
		'$approval_state',
		'$approved',
		'$editable',
		'$in_merge',
	],
	Contacts: ['$approval_state', '$approved', '$editable', '$in_merge'],
	Leads: ['$approval_state', '$approved', '$editable', '$in_merge', '$converted'],
};

/** Fields whose value names one record: unique custom fields, and Email for upserts of people. */
export function isDuplicateCheckField(module: ModuleName, definition: FieldDefinition): boolean {
	return definition.unique === true || (module !== 'Events' && definition.api_name === 'Email');
}
