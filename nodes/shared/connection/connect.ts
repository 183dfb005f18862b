import type { IAllExecuteFunctions } from 'n8n-workflow';
import type { Connected, Resource } from '../../../sync/types';
import { SyncRefusal } from '../../../sync/types';
import { findSystem } from '../../../systems/registry';
import type { Connection, SystemDirectory, SystemModule } from '../../../systems/system';
import { systemClock } from '../engine/context';
import { authenticatedRequest, type RequestFunctions } from '../http/authenticatedRequest';
import { baseUrlOf } from './catalogue';
import { connectionFingerprint } from './fingerprint';
import { sharedPace } from './pace';
import { isUnpaced } from './unpaced';

export type ConnectFunctions = RequestFunctions & Pick<IAllExecuteFunctions, 'getNode'>;

/** A vendor, reached with the credential that the node holds. */
export interface NodeConnection {
	module: SystemModule;
	connection: Connection;
	connected: Connected;
}

/** What to connect to, with which settings. */
export interface Target {
	resource: Resource;
	/** Id of the container; empty for look-ups. */
	container: string;
	/** Whose mailbox; absent or empty: the connected person's own. */
	mailbox?: string;
	untitledPlaceholder?: string;
}

/**
 * Connects to a system by name. Sends nothing. Throws `SyncRefusal` for a base URL that is not allowed, and n8n's own
 * error when the credential is missing.
 */
export async function connect(functions: ConnectFunctions, name: string, { resource, container, mailbox = '', untitledPlaceholder }: Target): Promise<NodeConnection> {
	const module = systemModule(name);
	const { credential } = module;
	const fields = await functions.getCredentials(credential.name);
	const baseUrl = baseUrlOf(module, fields);
	const credentialId = functions.getNode().credentials?.[credential.name]?.id ?? null;
	const connection: Connection = {
		request: authenticatedRequest(functions, credential.name, credential.authorizationScheme),
		baseUrl,
		resource,
		container,
		clock: systemClock,
		...(isUnpaced(baseUrl) && { unpaced: true }),
		pace: sharedPace({ system: name, credentialId, baseUrl, mailbox }),
		...(mailbox !== '' && { mailbox }),
		...(untitledPlaceholder !== undefined && { untitledPlaceholder }),
	};
	return {
		module,
		connection,
		connected: {
			system: module.connect(connection),
			connection: connectionFingerprint(credentialId, fields, baseUrl, mailbox === '' ? container : `${mailbox}/${container}`),
		},
	};
}

/** The look-ups of a system, with the credential that the node holds. Sends nothing yet. */
export async function openDirectory(functions: ConnectFunctions, name: string, resource: Resource, mailbox?: string): Promise<SystemDirectory> {
	// A look-up is about the account; it concerns no container.
	const { module, connection } = await connect(functions, name, { resource, container: '', mailbox });
	return module.directory(connection);
}

/** True when the node has a credential for the system. */
export function hasCredential(functions: Pick<IAllExecuteFunctions, 'getNode'>, name: string): boolean {
	return functions.getNode().credentials?.[systemModule(name).credential.name] !== undefined;
}

/** The module of a system, without connecting. Throws `SyncRefusal` when there is none of that name. */
export function systemModule(name: string): SystemModule {
	const module = findSystem(name);
	if (module === null) {
		throw new SyncRefusal('badSettings', `The system "${name}" is not part of this package. Nothing was changed.`, 'Choose a system from the list.');
	}
	return module;
}
