import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { containerGroup } from '../shared/operations/containerGroup';
import { executeOperation } from '../shared/operations/execute';
import { groupProperties } from '../shared/operations/operation';
import { syncGroup } from '../shared/operations/syncGroup';
import { userGroup } from '../shared/operations/userGroup';
import { office365Node, searchCalendars, searchContactFolders } from './office365';
import { containerParameters, kindParameter, mailboxParameter, usualName } from './parameters';

const account = [mailboxParameter];

const groups = [
	syncGroup('calendar', [kindParameter('recordType'), ...containerParameters('recordType')], { notifies: ['all', 'none'] }),
	containerGroup({ value: 'calendar', name: 'Calendar', plural: 'calendars', resource: 'event', usualName, account }),
	containerGroup({ value: 'contactFolder', name: 'Contact Folder', plural: 'contact folders', resource: 'contact', usualName, account }),
	userGroup(),
];

export class Office365Sync implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Office365 Sync',
		name: 'office365Sync',
		icon: { light: 'file:office365Sync.svg', dark: 'file:office365Sync.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Keep an Outlook calendar or folder of contacts in step with a CRM, without duplicates or lost edits',
		defaults: { name: 'Office365 Sync' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [
			{ type: NodeConnectionTypes.Main, displayName: 'Done' },
			{ type: NodeConnectionTypes.Main, displayName: 'Needs Attention' },
		],
		credentials: [{ name: 'office365SyncOAuth2Api', required: true }],
		properties: groupProperties(groups),
	};

	methods = { listSearch: { searchCalendars, searchContactFolders } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeOperation(this, office365Node, groups);
	}
}
