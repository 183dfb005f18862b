export interface FeatureRow {
	id: string;
	feature: string;
	status: 'yes' | 'partly' | 'later';
	how: string;
}

function row(id: string, feature: string, status: FeatureRow['status'], how: string): FeatureRow {
	return { id, feature, status, how };
}

/** What the product shall do, and how far this version does it. */
export const rows: readonly FeatureRow[] = [
	row('Z1', 'Choose one Google calendar; only writable ones are offered', 'yes', 'Parameter Calendar, with search'),
	row('Z2', 'Two-way, CRM to Google only, Google to CRM only', 'yes', 'One template each'),
	row('Z3', 'Guests of Google events become CRM contacts, or not', 'yes', 'Parameter Guests; default: link those that exist'),
	row('Z4', 'First sync 3 months back and 5,000 records, later 500 a run', 'yes', 'Options of the triggers; what exceeds a limit waits for the next run'),
	row('Z5', 'Changes arrive at once', 'yes', 'Push on both sides, polling as safety net'),
	row('Z6', 'Setting up again makes no duplicates', 'yes', 'What matches is joined, not created'),
	row('Z7', "Google's events are in the CRM's lists, owned by the user", 'yes', 'Parameter Owner; the records of other users are left alone'),
	row('Z8', 'Of two reminders the first one reaches the CRM', 'yes', 'The way back never removes the second one'),
	row('Z9', 'An untitled event gets a placeholder in the CRM', 'yes', 'Untitled Placeholder; never written back'),
	row('Z10', 'Recurring events', 'later', 'Recognised and reported, left alone on both sides'),
	row('Z11', 'Map of the fields', 'yes', 'Default map, editable in the Field Mapper'),
	row('Z12', 'Deactivate stops the sync', 'yes', 'Operation Deactivate, with choices for the copies'),
	row('Z13', 'Missing permissions are named', 'yes', 'Test of the credential, messages of the nodes'),
	row('O1', 'A calendar "Zoho CRM" in the mailbox, apart from the others', 'yes', 'Calendar by name: made once, then known by its id; the name is a setting'),
	row('O2', 'Events made on either side reach the other', 'yes', 'Push on both sides, polling as safety net'),
	row('O3', 'Only events owned by the user', 'yes', 'Parameter Owner, default the connected user'),
	row('O4', 'First sync of 5,000 events', 'yes', 'Option First Sync Limit; what exceeds it waits for the next run'),
	row('O5', 'What lies ahead first, then the past, latest first', 'yes', 'In every run'),
	row('O6', 'Imported records are left out', 'yes', 'Option Exclude Tags; by default all are synchronised'),
	row('O7', 'Deactivating, or deleting the calendar, removes the synced events; the CRM keeps them', 'yes', 'Template deactivate; a calendar that is deleted in Outlook switches the sync off'),
	row('O8', 'Contacts, with a folder of their own', 'yes', 'The same nodes and rules; templates contacts/*'),
	row('O9', 'Map of the contact fields', 'yes', "Field Mapper, also with the CRM's own fields; fields that Office 365 cannot hold are not offered"),
	row('O10', 'Deactivating contacts deletes the folder; the CRM keeps them', 'yes', 'Template contacts/zoho-deactivate'),
	row('O11', 'Office 365 users are listed and invited to the CRM', 'yes', 'Resource User, and a template with a form'),
	row('O12', 'A user asks to join, somebody approves', 'yes', 'Template users/join-request'),
	row('O13', 'Each user has a sync of their own', 'yes', 'One Sync Name per user; template users/one-sync-per-user'),
	row('B1', 'Three CRMs with two calendar systems, self-hosted', 'partly', 'Zoho CRM with Google Calendar and Office 365'),
	row('B2', 'Merge field by field', 'yes', 'Two people who edit different fields lose nothing'),
	row('B3', 'No guest is mailed unless asked', 'yes', 'Notify Guests, default never'),
	row('B4', 'Killed at any moment, the next run puts it right', 'yes', 'Intents and leases in the store'),
	row('B5', 'Mass deletions are held', 'yes', 'Delete Guard'),
	row('B6', 'Plan first, then apply exactly that', 'yes', 'Dry Run, and a template with a form'),
	row('B7', 'Undo of a run', 'yes', 'Operations List Runs and Undo Run, and a template with a form'),
	row('B8', 'Journal of every write', 'yes', 'Operation Get Journal: time, execution, reason, fields, values before and after; for 30 days'),
	row('B9', 'Conflict policy; the loser is kept', 'yes', 'Conflict Policy; losing values in the journal'),
	row('B10', 'Private events: as private, busy only, skip', 'yes', 'Option Private Events of the calendar trigger'),
	row('B11', 'Filters before anything is written', 'yes', 'Options of the triggers'),
	row('B12', 'Deactivate: keep, delete copies, delete calendar; link again or start afresh', 'yes', 'Operation Deactivate; can be repeated after an interruption'),
	row('B13', 'Losses are told', 'yes', 'losses on the item, and a page made from the same tables'),
	row('B14', "n8n's queue mode with PostgreSQL", 'later', 'One SQLite file, several processes on one host'),
	row('B15', 'One meeting seen by several users becomes one CRM record', 'later', ''),
	row('B16', 'Health', 'partly', 'Operation Get Status; no page yet'),
	row('B17', 'Repeatable benchmark', 'yes', 'npm run bench'),
	row('B18', 'A whole organisation with one admin credential', 'partly', 'Office 365: application permissions, one sync per user from a list, as a template'),
];
