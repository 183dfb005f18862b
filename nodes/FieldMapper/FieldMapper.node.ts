import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { mapItems } from './parts/execute';
import { getSourceFields, getTargetFields } from './parts/loadFields';
import { mapperParameters } from './parts/parameters';

export class FieldMapper implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Field Mapper',
		name: 'fieldMapper',
		icon: { light: 'file:fieldMapper.svg', dark: 'file:fieldMapper.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["mappingMode"] + " map of " + $parameter["resource"] }}',
		description: 'Choose which field of one system feeds which field of the other, and which records are left out',
		defaults: { name: 'Field Mapper' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'zohoCrmSyncOAuth2Api', required: false, displayOptions: { show: { mappingMode: ['custom'] } } }],
		properties: mapperParameters,
	};

	methods = { loadOptions: { getSourceFields, getTargetFields } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [await mapItems(this)];
	}
}
