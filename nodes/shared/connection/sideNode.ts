import type { IGetNodeParameterOptions } from 'n8n-workflow';
import type { Resource, Side } from '../../../sync/types';
import { SyncRefusal } from '../../../sync/types';
import { usualSystem } from './catalogue';

/** Reads a parameter; bound to an item where the node has items. */
export type ParameterReader = (name: string, fallback: unknown, options?: IGetNodeParameterOptions) => unknown;

/** What tells the nodes of one side apart: everything else is shared. */
export interface SideNode {
	side: Side;
	/** Name of the system the node works with. */
	system(read: ParameterReader): string;
	/** What kind of records this node synchronises. */
	resource(read: ParameterReader): Resource;
	/** The calendar or folder, or the owner in the CRM. Throws `SyncRefusal` when none is chosen. */
	container(read: ParameterReader): ChosenContainer;
	/** Whose mailbox, where an application may use several; absent or empty: the connected person's own. */
	mailbox?(read: ParameterReader): string;
}

/** By id, or by a name: then it is made when there is none. */
export type ChosenContainer = { id: string } | { name: string };

export const crmNode: SideNode = {
	side: 'crm',
	system: (read) => textOf(read('system', usualSystem('crm'))),
	resource: (read) => (read('recordType', 'event') === 'contact' ? 'contact' : 'event'),
	container: (read) => ({ id: textOf(read('owner', 'me', { extractValue: true })) || 'me' }),
};

/** The trigger has no other resources, so the record type is its Resource. */
export const crmTriggerNode: SideNode = {
	...crmNode,
	resource: (read) => (read('resource', 'event') === 'contact' ? 'contact' : 'event'),
};

/** The nodes of a calendar system; each system has a pair of its own. */
export function calendarNode(system: string): SideNode {
	return {
		side: 'calendar',
		system: () => system,
		resource: () => 'event',
		container: (read) => chosenContainer(read, 'calendar', 'Calendar'),
	};
}

/**
 * What a resource locator chooses; its mode `name` names a container that is made when there is none. Throws `SyncRefusal` when it
 * chooses nothing.
 */
export function chosenContainer(read: ParameterReader, parameter: string, label: string): ChosenContainer {
	const value = textOf(read(parameter, '', { extractValue: true }));
	if (value === '') {
		throw new SyncRefusal('badSettings', `No ${label.toLowerCase()} is chosen, so nothing was synchronised.`, `Choose the ${label.toLowerCase()} in this node, under "${label}".`);
	}
	const locator = read(parameter, '');
	const isByName = typeof locator === 'object' && locator !== null && 'mode' in locator && locator.mode === 'name';
	return isByName ? { name: value } : { id: value };
}

/** The name of the sync. Throws `SyncRefusal` when it is empty. */
export function syncName(read: ParameterReader): string {
	const name = textOf(read('syncName', ''));
	if (name !== '') return name;
	throw new SyncRefusal('badSettings', 'The sync has no name, so nothing was synchronised.', 'Enter a Sync Name: the same one in all nodes of the sync.');
}

/** The text that stands for a missing title, from an action's parameter or a trigger's option; undefined: the usual one. */
export function untitledPlaceholder(read: ParameterReader): string | undefined {
	const options = read('options', {});
	const option = typeof options === 'object' && options !== null && 'untitledPlaceholder' in options ? options.untitledPlaceholder : undefined;
	return textOf(read('untitledPlaceholder', '')) || textOf(option) || undefined;
}

function textOf(value: unknown): string {
	return typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';
}
