import type { ICredentialDataDecryptedObject, INodeCredentialDescription, INodePropertyOptions } from 'n8n-workflow';
import type { Side } from '../../../sync/types';
import { systemsOf } from '../../../systems/registry';
import type { SystemModule } from '../../../systems/system';
import { storeOperations } from '../operations/storeOperations';
import { checkedBaseUrl } from './baseUrl';

/** The systems of one side, or of both, as choices of a parameter. */
export function systemOptions(side?: Side): INodePropertyOptions[] {
	return systemsOf(side)
		.map(({ label, name }) => ({ name: label, value: name }))
		.sort((one, other) => one.name.localeCompare(other.name));
}

/** The system that stands in the nodes until another one is chosen. */
export function usualSystem(side: Side): string {
	return systemsOf(side)[0]?.name ?? '';
}

const crms = systemsOf('crm');

/**
 * One credential for each CRM, offered when its system is chosen and the operation asks it for anything. Said with `hide`: with `show` n8n's editor takes System
 * for the choice of how to sign in, and then leaves out System, Resource and Operation in the node's panel.
 */
export const crmCredentials: INodeCredentialDescription[] = crms.map(({ credential, name }) => {
	const others = crms.filter((crm) => crm.name !== name).map((crm) => crm.name);
	return { name: credential.name, required: true, displayOptions: { hide: { operation: storeOperations, ...(others.length > 0 && { system: others }) } } };
});

/** Where requests go. Throws `SyncRefusal` when the override in the credential is not allowed. */
export function baseUrlOf({ credential }: SystemModule, fields: ICredentialDataDecryptedObject): string {
	const override = typeof fields.apiBaseUrl === 'string' ? fields.apiBaseUrl.trim() : '';
	return override === '' ? credential.baseUrlOf(fields) : checkedBaseUrl(override);
}
