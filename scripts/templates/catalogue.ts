import { firstSyncWithApproval } from './approval';
import type { TemplateFile } from './canvas';
import { deactivate } from './deactivate';
import { ofContacts, ofEvents, type Pair } from './pair';
import { releaseHeld } from './releaseHeld';
import { calendarToCrm, crmToCalendar, twoWay } from './syncTemplates';
import { undoOfRun } from './undoRun';
import { inviteUsers } from './users/inviteUsers';
import { joinRequest } from './users/joinRequest';
import { oneSyncPerUser } from './users/oneSyncPerUser';

const zohoCrm: Pair['crm'] = { system: 'zohoCrm', label: 'Zoho CRM', short: 'Zoho' };

const office365 = { knowsUsers: true, system: 'office365', label: 'Office 365', short: 'Office 365', triggerNode: 'office365SyncTrigger', actionNode: 'office365Sync', ownPromises: [
	'Microsoft mails everybody who is invited. So guests from the CRM are listed in the text of the event, and what would mail people whom somebody invited in Outlook comes out of **Needs Attention**.',
] };

/** A calendar or folder that the sync makes for itself. */
const ownContainer = { __rl: true, mode: 'name', value: 'Zoho CRM' };

/** Every pair that has templates. A new pair is one entry here. */
export const pairs: readonly Pair[] = [
	{
		name: 'zoho-google',
		crm: zohoCrm,
		calendar: {
			system: 'googleCalendar',
			label: 'Google Calendar',
			short: 'Google',
			triggerNode: 'googleCalendarSyncTrigger',
			actionNode: 'googleCalendarSync',
			container: { calendar: { __rl: true, mode: 'list', value: '' } },
		},
		words: ofEvents,
		copiesAfterwards: 'keep',
	},
	{
		name: 'zoho-office365',
		crm: zohoCrm,
		calendar: { ...office365, container: { calendar: ownContainer }, ownContainer: ownContainer.value },
		words: ofEvents,
		// As people know it from the CRM vendor's own sync.
		copiesAfterwards: 'deleteCopies',
	},
];

/** Pairs that keep contacts in step, by the beginning of their templates' names. */
const contactPairs: Record<string, Pair> = {
	zoho: {
		name: 'zoho-office365-contacts',
		resource: 'contact',
		crm: zohoCrm,
		calendar: { ...office365, container: { contactFolder: ownContainer }, ownContainer: ownContainer.value },
		words: ofContacts,
		copiesAfterwards: 'deleteContainer',
	},
};

/** About people, for the pair whose calendar system knows them. By file name, without `.json`. */
const ofUsers: Record<string, (pair: Pair) => TemplateFile> = {
	'invite-office365-users': inviteUsers,
	'join-request': joinRequest,
	'one-sync-per-user': oneSyncPerUser,
};

/** By file name, without `.json`. */
const kinds: Record<string, (pair: Pair) => TemplateFile> = {
	'two-way': twoWay,
	'crm-to-calendar': crmToCalendar,
	'calendar-to-crm': calendarToCrm,
	deactivate,
	'first-sync-with-approval': firstSyncWithApproval,
};

/** Looking after syncs, whatever they join. By file name, without `.json`; `usual` is the pair that stands there until a person enters another. */
const operations: Record<string, (usual: Pair) => TemplateFile> = {
	'release-held': ({ name }) => releaseHeld(name),
	'undo-run': undoOfRun,
};

/** Folder of the templates that keep contacts in step. */
export const contactsFolder = 'contacts';

/** Folder of the templates that belong to no pair. */
export const operationsFolder = 'operations';

/** Folder of the templates about people. */
export const usersFolder = 'users';

/** All template files of these pairs, by path below `workflows/`, and those that belong to none. */
export function templateFiles(of: readonly Pair[] = pairs): Map<string, TemplateFile> {
	const files = new Map<string, TemplateFile>();
	for (const pair of of) for (const [kind, make] of Object.entries(kinds)) files.set(`${pair.name}/${kind}.json`, make(pair));
	for (const [name, pair] of of === pairs ? Object.entries(contactPairs) : []) {
		files.set(`${contactsFolder}/${name}-two-way.json`, twoWay(pair));
		files.set(`${contactsFolder}/${name}-deactivate.json`, deactivate(pair));
	}
	const withUsers = of.find(({ calendar }) => calendar.knowsUsers === true);
	if (withUsers !== undefined) for (const [kind, make] of Object.entries(ofUsers)) files.set(`${usersFolder}/${kind}.json`, make(withUsers));
	const [usual] = of;
	if (usual !== undefined) for (const [kind, make] of Object.entries(operations)) files.set(`${operationsFolder}/${kind}.json`, make(usual));
	return files;
}
