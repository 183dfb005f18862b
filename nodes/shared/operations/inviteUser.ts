import type { INodeProperties } from 'n8n-workflow';
import { SyncRefusal } from '../../../sync/types';
import type { UserInvitation } from '../../../systems/system';
import { openDirectory } from '../connection/connect';
import type { ParameterReader } from '../connection/sideNode';
import { doneRows } from '../items/output';
import type { Operation } from './operation';

function textParameter(displayName: string, name: string, more: Partial<INodeProperties>): INodeProperties {
	return { displayName, name, type: 'string', required: true, default: '', ...more };
}

function choice(displayName: string, name: string, searchListMethod: string, description: string): INodeProperties {
	return {
		displayName,
		name,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		description,
		modes: [
			{ displayName: 'From List', name: 'list', type: 'list', placeholder: `Select a ${displayName.toLowerCase()}…`, typeOptions: { searchListMethod, searchable: true } },
			{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. 4876876000000026008' },
		],
	};
}

const properties: INodeProperties[] = [
	textParameter('First Name', 'firstName', { description: 'First name of the person' }),
	textParameter('Last Name', 'lastName', { description: 'Last name of the person' }),
	textParameter('Email', 'email', { placeholder: 'name@email.com', description: 'Where the CRM sends the invitation; the person signs in with it' }),
	choice('Role', 'role', 'searchRoles', 'Place in the hierarchy of the CRM: whose records the person sees'),
	choice('Profile', 'profile', 'searchProfiles', 'What the person may do in the CRM'),
];

/** Adds somebody to the CRM's users. Whoever is one already is reported, not invited again. */
export const inviteUser: Operation = {
	value: 'invite',
	name: 'Invite',
	action: 'Invite a user',
	description: 'Add a person to the users of the CRM, which mails the invitation. Nobody is invited twice.',
	properties,
	runs: 'perItem',
	execute: async ({ functions, node, read, item }) => {
		const invitation = readInvitation(read);
		const directory = await openDirectory(functions, node.system(read), 'event');
		if (directory.inviteUser === undefined) {
			throw new SyncRefusal('badSettings', 'This system lets nobody be invited from outside. Nobody was invited.', 'Add the user in the system itself.');
		}
		const { outcome, user } = await directory.inviteUser(invitation);
		return doneRows([{ outcome, ...user }], item);
	},
};

function readInvitation(read: ParameterReader): UserInvitation {
	const text = (name: string, label: string, options?: { extractValue: true }): string => {
		const value: unknown = read(name, '', options);
		const found = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
		if (found !== '') return found;
		throw new SyncRefusal('badSettings', `${label} is missing, so nobody was invited.`, `Enter ${label} in this node, or see that each item has one.`);
	};
	const email = text('email', 'Email');
	// One address and nothing else: what it is exactly is the CRM's business.
	if (!/^[^\s@,;<>]+@[^\s@,;<>]+$/.test(email)) {
		throw new SyncRefusal('badSettings', 'Email is no e-mail address, so nobody was invited.', 'Enter one address, such as name@example.com.');
	}
	return {
		firstName: text('firstName', 'First Name'),
		lastName: text('lastName', 'Last Name'),
		email,
		roleId: text('role', 'Role', { extractValue: true }),
		profileId: text('profile', 'Profile', { extractValue: true }),
	};
}
