import type { INodeProperties } from 'n8n-workflow';

export const recordIdParameter: INodeProperties = {
	displayName: 'Record ID',
	name: 'recordId',
	type: 'string',
	required: true,
	default: '',
	description: 'ID of the record in the CRM',
};
