import type { IAllExecuteFunctions } from 'n8n-workflow';
import type { Capabilities, FieldName, Resource } from '../../../sync/types';
import { SyncRefusal } from '../../../sync/types';
import { hasCredential, openDirectory, systemModule, type ConnectFunctions } from '../../shared/connection/connect';

export type MapperFunctions = ConnectFunctions & Pick<IAllExecuteFunctions, 'getNode'>;

/** What a system can hold. `withCustom` adds its own fields, read with the credential of the node where it has one for the system. */
export async function capabilitiesFor(functions: MapperFunctions, name: string, resource: Resource, withCustom: boolean): Promise<Capabilities> {
	const capabilities = systemModule(name).capabilities(resource);
	if (!withCustom || !hasCredential(functions, name)) return capabilities;
	const custom = await (await openDirectory(functions, name, resource)).customFields?.();
	return { ...capabilities, fields: { ...capabilities.fields, ...custom } };
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
