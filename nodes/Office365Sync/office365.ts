import { chosenContainer, type ParameterReader, type SideNode } from '../shared/connection/sideNode';
import { containerSearch } from '../shared/listSearch';

/** Name of the system in the registry. */
const system = 'office365';

/** `kind` is the parameter that says what is kept in step. */
function nodeOf(kind: 'resource' | 'recordType'): SideNode {
	const isOfContacts = (read: ParameterReader): boolean => read(kind, 'event') === 'contact';
	return {
		side: 'calendar',
		system: () => system,
		resource: (read) => (isOfContacts(read) ? 'contact' : 'event'),
		container: (read) => (isOfContacts(read) ? chosenContainer(read, 'contactFolder', 'Contact Folder') : chosenContainer(read, 'calendar', 'Calendar')),
		mailbox: (read) => String(read('mailbox', '') ?? '').trim(),
	};
}

/** The action's other resources are its own, so what a sync keeps in step has a parameter of its own. */
export const office365Node = nodeOf('recordType');

export const office365TriggerNode = nodeOf('resource');

export const searchCalendars = containerSearch(system, 'event');

export const searchContactFolders = containerSearch(system, 'contact');
