import type { IAllExecuteFunctions } from 'n8n-workflow';
import { SyncRefusal } from '../../../sync/types';
import type { SyncRow } from '../../../sync/types';
import { engineContext } from '../engine/context';
import { processWide } from '../processWide';
import { connect, openDirectory, type ConnectFunctions, type NodeConnection } from './connect';
import { syncName, untitledPlaceholder, type ParameterReader, type SideNode } from './sideNode';

/**
 * How a container that is chosen by name is looked for. `joined`: the one that the sync joined, whatever it is called by now; for a
 * sync that begins the one of this name, made when there is none. `again`: the same, but a joined one that is gone is replaced.
 * `byName`: whatever the sync joined before. `present`: nothing is made.
 */
export type NamedContainer = 'joined' | 'again' | 'byName' | 'present';

export interface NodeCall {
	functions: ConnectFunctions & Pick<IAllExecuteFunctions, 'getTimezone'>;
	node: SideNode;
	read: ParameterReader;
}

/** Connects a node as its parameters say. Asks the vendor only when a container has to be found by name. Throws `SyncRefusal` and `SystemError`. */
export async function connectNode(call: NodeCall, named: NamedContainer = 'joined'): Promise<NodeConnection> {
	const { functions, node, read } = call;
	const chosen = node.container(read);
	const container = 'id' in chosen ? chosen.id : await idOf(call, chosen.name, named);
	return await connect(functions, node.system(read), { resource: node.resource(read), container, mailbox: node.mailbox?.(read), untitledPlaceholder: untitledPlaceholder(read) });
}

async function idOf(call: NodeCall, name: string, named: NamedContainer): Promise<string> {
	const sync = syncName(call.read);
	const { store } = await engineContext(undefined);
	const row = await store.getSync(sync);
	const joined = row?.sides[call.node.side]?.binding?.container;
	if (joined !== undefined && (named === 'joined' || named === 'present')) return joined;
	// A sync that was switched off must not make its container again by itself; nothing is asked of this name.
	if (named === 'joined' && isOff(row)) return name;
	return await oneAtATime(`${sync}/${call.node.side}`, async () => await findOrMake(call, name, named, joined));
}

function isOff(row: SyncRow | null): boolean {
	return row !== null && row.state !== 'active';
}

async function findOrMake({ functions, node, read }: NodeCall, name: string, named: NamedContainer, joined: string | undefined): Promise<string> {
	const directory = await openDirectory(functions, node.system(read), node.resource(read), node.mailbox?.(read));
	const choices = await directory.containers();
	const former = named === 'again' ? choices.find(({ id }) => id === joined) : undefined;
	const present = former ?? choices.find((choice) => choice.name === name);
	if (present !== undefined) return present.id;
	if (named === 'present' || directory.createContainer === undefined) {
		throw new SyncRefusal('badSettings', `There is nothing called "${name}" in the connected account. Nothing was changed.`, 'Choose it from the list in this node, or enter its present name.');
	}
	return (await directory.createContainer(name, functions.getTimezone())).id;
}

/** Trigger and actions of a new sync may all want the same container at once. */
async function oneAtATime(key: string, work: () => Promise<string>): Promise<string> {
	const lines = processWide('namedContainers', () => new Map<string, Promise<unknown>>());
	const mine = (lines.get(key) ?? Promise.resolve()).then(work, work);
	lines.set(key, mine);
	try {
		return await mine;
	} finally {
		if (lines.get(key) === mine) lines.delete(key);
	}
}
