import type { IAllExecuteFunctions } from 'n8n-workflow';
import type { Capabilities, FieldName, Resource } from '../../../sync/types';
import { SyncRefusal } from '../../../sync/types';
import { connect, systemModule, type ConnectFunctions } from '../../shared/connection/connect';

export type MapperFunctions = ConnectFunctions & Pick<IAllExecuteFunctions, 'getNode'>;

/** What a system can hold. `withCustom` adds the CRM's own fields, read with the credential of the node. */
export async function capabilitiesFor(functions: MapperFunctions, name: string, resource: Resource, withCustom: boolean): Promise<Capabilities> {
	const module = await systemModule(name);
	const capabilities = module.capabilities(resource);
	if (!withCustom || module.name !== 'zohoCrm') return capabilities;
	const { directory } = await import('../../../systems/zohoCrm');
	const { connection } = await connect(functions, name, resource, 'me');
	const custom = await (await directory(connection)).customFields();
	return { ...capabilities, fields: { ...capabilities.fields, ...custom } };
}

/** True when the node has a credential for the CRM, so that its own fields can be read. */
export function hasCrmCredential(functions: Pick<IAllExecuteFunctions, 'getNode'>): boolean {
	return functions.getNode().credentials?.zohoCrmSyncOAuth2Api !== undefined;
}

/** Throws `SyncRefusal` unless one system is a CRM and the other a calendar system. */
export function checkPair(from: Capabilities, to: Capabilities): void {
	if (from.side !== to.side) return;
	throw new SyncRefusal('badSettings', `${from.label} and ${to.label} are on the same side. Nothing was mapped.`, 'Choose a CRM on one side and a calendar on the other.');
}

/** Custom fields can only be checked against the CRM itself. */
export function needCredentialFor(field: FieldName): SyncRefusal {
	return new SyncRefusal(
		'badSettings',
		`The mapping names "${field}", a field of the CRM's own, which cannot be checked without access to the CRM. Nothing was mapped.`,
		'Choose the credential of the CRM in the Field Mapper as well, or remove the row.',
	);
}
