import type { IAllExecuteFunctions } from 'n8n-workflow';
import type { Connected, Resource } from '../../../sync/types';
import { SyncRefusal } from '../../../sync/types';
import type { Connection, SystemModule } from '../../../systems/system';
import { systemClock } from '../engine/context';
import { authenticatedRequest, type RequestFunctions } from '../http/authenticatedRequest';
import { rooms } from '../rooms';
import { baseUrlOf, systemEntry } from './catalogue';
import { connectionFingerprint } from './fingerprint';
import { isUnpaced } from './unpaced';

export type ConnectFunctions = RequestFunctions & Pick<IAllExecuteFunctions, 'getNode'>;

/** A vendor, reached with the credential that the node holds. */
export interface NodeConnection {
	module: SystemModule;
	connection: Connection;
	connected: Connected;
}

/**
 * Connects to a system by name. Sends nothing. Throws `SyncRefusal` for a base URL that is not allowed, and n8n's own
 * error when the credential is missing.
 */
export async function connect(
	functions: ConnectFunctions,
	name: string,
	resource: Resource,
	container: string,
	untitledPlaceholder?: string,
): Promise<NodeConnection> {
	const entry = systemEntry(name);
	if (entry === undefined) {
		throw new SyncRefusal('badSettings', `The system "${name}" is not known to this version of the nodes. Nothing was changed.`, 'Choose a system from the list.');
	}
	const credentials = await functions.getCredentials(entry.credential);
	const baseUrl = baseUrlOf(entry, credentials);
	const credentialId = functions.getNode().credentials?.[entry.credential]?.id ?? null;
	const module = await systemModule(name);
	const connection: Connection = {
		request: authenticatedRequest(functions, entry.credential, entry.scheme),
		baseUrl,
		resource,
		container,
		clock: systemClock,
		...(isUnpaced(baseUrl) && { unpaced: true }),
		...(untitledPlaceholder !== undefined && { untitledPlaceholder }),
	};
	return {
		module,
		connection,
		connected: {
			system: module.connect(connection),
			connection: connectionFingerprint(credentialId, credentials, baseUrl, container),
		},
	};
}

/** The module of a system, without connecting. */
export async function systemModule(name: string): Promise<SystemModule> {
	const { findSystem } = await rooms.registry();
	const module = findSystem(name);
	if (module === null) {
		throw new SyncRefusal('badSettings', `The system "${name}" is not part of this package. Nothing was changed.`, 'Choose a system from the list.');
	}
	return module;
}
