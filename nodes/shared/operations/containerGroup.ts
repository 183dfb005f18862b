import type { INodeProperties } from 'n8n-workflow';
import type { Resource } from '../../../sync/types';
import { SyncRefusal } from '../../../sync/types';
import type { SystemDirectory } from '../../../systems/system';
import { openDirectory } from '../connection/connect';
import { doneRows } from '../items/output';
import type { Operation, OperationCall, OperationGroup } from './operation';

/** A kind of container that people choose or make for a sync. */
export interface ContainerKind {
	/** Value of the node's Resource, and its name for people. */
	value: string;
	name: string;
	plural: string;
	/** What such a container holds. */
	resource: Resource;
	usualName: string;
	hasTimeZone?: true;
	/** Parameters that say which account, beside the credential. */
	account?: INodeProperties[];
}

const nameParameter: INodeProperties = {
	displayName: 'Name',
	name: 'containerName',
	type: 'string',
	required: true,
	default: '',
	description: 'If there is one of this name that may be changed, it is used and none is made',
};

const timeZone: INodeProperties = {
	displayName: 'Time Zone',
	name: 'timeZone',
	type: 'string',
	default: '',
	placeholder: 'e.g. Europe/Berlin',
	description: 'Time zone of the calendar. Empty: the time zone of the workflow.',
};

/** Calendars or folders of the account. */
export function containerGroup(kind: ContainerKind): OperationGroup {
	return { value: kind.value, name: kind.name, properties: kind.account ?? [], operations: [getMany(kind), create(kind)] };
}

async function directoryOf({ functions, node, read }: OperationCall, { resource }: ContainerKind): Promise<SystemDirectory> {
	return await openDirectory(functions, node.system(read), resource, node.mailbox?.(read));
}

function getMany(kind: ContainerKind): Operation {
	return {
		value: 'getAll',
		name: 'Get Many',
		action: `Get many ${kind.plural}`,
		description: `${upper(kind.plural)} that may be read and changed`,
		properties: [],
		runs: 'once',
		execute: async (call) => doneRows(await (await directoryOf(call, kind)).containers(), call.item),
	};
}

function create(kind: ContainerKind): Operation {
	const what = kind.name.toLowerCase();
	return {
		value: 'create',
		name: 'Create',
		action: `Create a ${what}`,
		description: `Make a ${what} of its own for the sync, or find the one that has this name`,
		properties: [
			{ ...nameParameter, default: kind.usualName },
			...(kind.hasTimeZone === true ? [timeZone] : []),
		],
		runs: 'perItem',
		execute: async (call) => {
			const name = String(call.read('containerName', '')).trim();
			if (name === '') throw new SyncRefusal('badSettings', `The ${what} has no name. Nothing was made.`, 'Enter a name.');
			const directory = await directoryOf(call, kind);
			if (directory.createContainer === undefined) throw new SyncRefusal('badSettings', `This system makes no ${kind.plural} for others. Nothing was made.`, 'Make it in the system itself, then choose it.');
			const present = (await directory.containers()).find((container) => container.name === name);
			if (present !== undefined) return doneRows([{ ...present, created: false }], call.item);
			const zone = String(call.read('timeZone', '')).trim() || call.functions.getTimezone();
			return doneRows([{ ...(await directory.createContainer(name, zone)), created: true }], call.item);
		},
	};
}

function upper(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
