import type { Resource } from '../../sync/types';

/** Name of the module in Zoho's API. */
export function moduleOf(resource: Resource): 'Events' | 'Contacts' {
	return resource === 'event' ? 'Events' : 'Contacts';
}

const common = ['id', 'Owner', 'Created_Time', 'Modified_Time', 'Created_By', 'Modified_By', 'Tag'];

/** Read in every listing; a listing without `fields` is refused. Keys with `$` only come when asked for. */
const eventFields = [
	...common,
	'Event_Title',
	'Start_DateTime',
	'End_DateTime',
	'All_day',
	'Venue',
	'Description',
	'Participants',
	'Remind_At',
	'Recurring_Activity',
	'What_Id',
	'Who_Id',
	'$se_module',
	'$recurrence_id',
	'$event_cancelled',
];

const contactFields = [
	...common,
	'First_Name',
	'Last_Name',
	'Account_Name',
	'Title',
	'Email',
	'Secondary_Email',
	'Phone',
	'Home_Phone',
	'Mobile',
	'Fax',
	'Other_Phone',
	'Mailing_Street',
	'Mailing_City',
	'Mailing_State',
	'Mailing_Zip',
	'Mailing_Country',
	'Other_Street',
	'Other_City',
	'Other_State',
	'Other_Zip',
	'Other_Country',
	'Date_of_Birth',
	'Description',
];

/** "You can request a maximum of 50 field API names" (Zoho CRM API, Get Records). */
const maxFields = 50;

export interface ListedFields {
	names: string[];
	/** Custom fields that found no room. */
	leftOut: string[];
}

/** Field names for the `fields` parameter: the built-in ones, then as many custom ones as fit. */
export function listedFields(resource: Resource, customFields: string[]): ListedFields {
	const builtIn = resource === 'event' ? eventFields : contactFields;
	const room = maxFields - builtIn.length;
	return { names: [...builtIn, ...customFields.slice(0, room)], leftOut: customFields.slice(room) };
}

/** Fields a new module has from the start, beyond those listed above: never taken for custom ones. */
const otherBuiltIn = new Set(
	(
		'Check_In_Address Check_In_By Check_In_City Check_In_Comment Check_In_Country Check_In_State Check_In_Status ' +
		'Check_In_Sub_Locality Check_In_Time Latitude Longitude Record_Status__s Remind_Participants ZIP_Code Locked__s ' +
		'Assistant Asst_Phone Average_Time_Spent_Minutes Change_Log_Time__s Data_Processing_Basis ' +
		'Data_Processing_Basis_Details Data_Source Days_Visited Department Email_Opt_Out Enrich_Status__s ' +
		'First_Visited_Time First_Visited_URL Full_Name Last_Activity_Time Last_Enriched_Time__s Last_Visited_Time ' +
		'Lead_Source Number_Of_Chats Record_Image Referrer Reporting_To Reports_To Salutation Skype_ID Territories ' +
		'Twitter Unsubscribed_Mode Unsubscribed_Time Vendor_Name Visitor_Score Layout Currency Exchange_Rate'
	).split(' '),
);

/** True for the name of a field that is read in every listing and has a place of its own in canonical records, or none in them. */
export function isListed(resource: Resource, name: string): boolean {
	return (resource === 'event' ? eventFields : contactFields).includes(name);
}

/** True for a key that is neither one of Zoho's own fields of the module nor technical. */
export function looksCustom(resource: Resource, name: string): boolean {
	if (name.startsWith('$') || otherBuiltIn.has(name)) return false;
	return !isListed(resource, name);
}
