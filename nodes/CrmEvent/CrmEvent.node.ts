import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { crmCredentials } from '../shared/connection/catalogue';
import { crmNode } from '../shared/connection/sideNode';
import { searchOwners, searchProfiles, searchRoles } from '../shared/listSearch';
import { executeOperation } from '../shared/operations/execute';
import { groupProperties } from '../shared/operations/operation';
import { syncGroup } from '../shared/operations/syncGroup';
import { userGroup } from '../shared/operations/userGroup';
import { crmSystemParameter, ownerParameter, recordTypeParameter } from '../shared/parameters/common';
import { contactGroup } from './operations/contactGroup';
import { eventGroup } from './operations/eventGroup';

const groups = [syncGroup('crm', [crmSystemParameter, recordTypeParameter, ownerParameter]), eventGroup, contactGroup, userGroup({ system: [crmSystemParameter], invites: true })];

export class CrmEvent implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'CRM Event',
		name: 'crmEvent',
		icon: { light: 'file:crmEvent.svg', dark: 'file:crmEvent.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Keep a CRM in step with a calendar, and work with its meetings and contacts',
		defaults: { name: 'CRM Event' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [
			{ type: NodeConnectionTypes.Main, displayName: 'Done' },
			{ type: NodeConnectionTypes.Main, displayName: 'Needs Attention' },
		],
		credentials: crmCredentials,
		properties: groupProperties(groups),
	};

	methods = { listSearch: { searchOwners, searchProfiles, searchRoles } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeOperation(this, crmNode, groups);
	}
}
