import { firstSyncWithApproval } from './approval';
import type { TemplateFile } from './canvas';
import { deactivate } from './deactivate';
import type { Pair } from './pair';
import { releaseHeld } from './releaseHeld';
import { calendarToCrm, crmToCalendar, twoWay } from './syncTemplates';
import { undoOfRun } from './undoRun';

/** Every pair that has templates. A new pair is one entry here. */
export const pairs: readonly Pair[] = [
	{
		name: 'zoho-google',
		crm: { system: 'zohoCrm', label: 'Zoho CRM', short: 'Zoho' },
		calendar: {
			system: 'googleCalendar',
			label: 'Google Calendar',
			short: 'Google',
			triggerNode: 'googleCalendarSyncTrigger',
			actionNode: 'googleCalendarSync',
			container: { calendar: { __rl: true, mode: 'list', value: '' } },
		},
	},
];

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

/** Folder of the templates that belong to no pair. */
export const operationsFolder = 'operations';

/** All template files of these pairs, by path below `workflows/`, and those that belong to none. */
export function templateFiles(of: readonly Pair[] = pairs): Map<string, TemplateFile> {
	const files = new Map<string, TemplateFile>();
	for (const pair of of) for (const [kind, make] of Object.entries(kinds)) files.set(`${pair.name}/${kind}.json`, make(pair));
	const [usual] = of;
	if (usual !== undefined) for (const [kind, make] of Object.entries(operations)) files.set(`${operationsFolder}/${kind}.json`, make(usual));
	return files;
}
