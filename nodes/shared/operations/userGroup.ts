import type { INodeProperties } from 'n8n-workflow';
import { SyncRefusal } from '../../../sync/types';
import { openDirectory } from '../connection/connect';
import { doneRows } from '../items/output';
import { inviteUser } from './inviteUser';
import type { Operation, OperationGroup } from './operation';

const onlyActive: INodeProperties = {
	displayName: 'Only Active People',
	name: 'onlyActive',
	type: 'boolean',
	default: true,
	description: 'Whether to leave out those who cannot work with the system: disabled, not accepted yet, guests of other organisations, and accounts without an address',
};

/** People of the organisation. `system` are the parameters that say with which system; `invites`: others can be added as users. */
export function userGroup({ system = [], invites = false }: { system?: INodeProperties[]; invites?: boolean } = {}): OperationGroup {
	return { value: 'user', name: 'User', properties: system, operations: invites ? [getMany, inviteUser] : [getMany] };
}

const getMany: Operation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many users',
	description: 'List the people who have an account in the organisation',
	properties: [onlyActive],
	runs: 'once',
	execute: async ({ functions, node, read, item }) => {
		const directory = await openDirectory(functions, node.system(read), 'event');
		if (directory.users === undefined) throw new SyncRefusal('badSettings', 'This system does not list its users. Nothing was changed.', 'Enter the people by hand.');
		const users = await directory.users();
		return doneRows(read('onlyActive', true) === true ? users.filter(({ isActive }) => isActive) : users, item);
	},
};
