import type { IAllExecuteFunctions } from 'n8n-workflow';
import { SyncRefusal, SystemError } from '../../../sync/types';
import type { Binding, SyncRow, SyncStore } from '../../../sync/types';
import type { ContainerChoice, SystemDirectory } from '../../../systems/system';
import { engineContext } from '../engine/context';
import { processWide } from '../processWide';
import { connect, openDirectory, type ConnectFunctions, type NodeConnection } from './connect';
import { syncName, untitledPlaceholder, type ParameterReader, type SideNode } from './sideNode';

/**
 * How a container that is chosen by name is looked for. `joined`: the one that the sync joined, whatever it is called by now; for a
 * sync that begins the one of this name, made when there is none. `again`: the same, but one that the account says is gone is
 * replaced. `byName`: whatever the sync joined before. `present`: nothing is made. `unasked`: neither made nor looked for, for work that
 * asks nothing of a container that was never joined.
 */
export type NamedContainer = 'joined' | 'again' | 'byName' | 'present' | 'unasked';

export interface NodeCall {
	functions: ConnectFunctions & Pick<IAllExecuteFunctions, 'getTimezone'>;
	node: SideNode;
	read: ParameterReader;
}

/** Connects a node as its parameters say. Asks the vendor only when a container has to be found by name. Throws `SyncRefusal` and `SystemError`. */
export async function connectNode(call: NodeCall, named: NamedContainer = 'joined'): Promise<NodeConnection> {
	const chosen = call.node.container(call.read);
	return await connectTo(call, 'id' in chosen ? chosen.id : await idOf(call, chosen.name, named));
}

async function connectTo({ functions, node, read }: NodeCall, container: string): Promise<NodeConnection> {
	return await connect(functions, node.system(read), { resource: node.resource(read), container, mailbox: node.mailbox?.(read), untitledPlaceholder: untitledPlaceholder(read) });
}

async function idOf(call: NodeCall, name: string, named: NamedContainer): Promise<string> {
	const sync = syncName(call.read);
	const { store } = await engineContext(undefined);
	const row = await store.getSync(sync);
	const joined = row?.sides[call.node.side]?.binding ?? null;
	if (joined !== null && named !== 'byName' && (named !== 'again' || !(await isGone(call, joined)))) return joined.container;
	// Switched off, it must not make its container again by itself. The engine asks nothing of a sync that is off.
	if (named === 'unasked' || (named === 'joined' && isOff(row))) return name;
	return await oneAtATime(`${sync}/${call.node.side}`, async () => await findOrMake(call, store, name, named));
}

function isOff(row: SyncRow | null): boolean {
	return row !== null && row.state !== 'active';
}

/** True when the account that joined it says so; being left out of a list, or hidden from another account, is no proof. */
async function isGone(call: NodeCall, joined: Binding): Promise<boolean> {
	try {
		await (await connectTo(call, joined.container)).connected.system.identify();
		return false;
	} catch (error) {
		return error instanceof SystemError && error.kind === 'containerGone' && error.details.account === joined.account;
	}
}

async function findOrMake(call: NodeCall, store: SyncStore, name: string, named: NamedContainer): Promise<string> {
	const { functions, node, read } = call;
	const directory = await openDirectory(functions, node.system(read), node.resource(read), node.mailbox?.(read));
	const present = await ownOf(directory, name);
	if (present !== undefined) await refuseTaken(store, call, present);
	return (present ?? (await make(directory, name, named, functions.getTimezone()))).id;
}

/** One that somebody else shares is used when it is chosen from the list, never because of its name. */
async function ownOf(directory: SystemDirectory, name: string): Promise<ContainerChoice | undefined> {
	const wanted = name.toLowerCase();
	return (await directory.containers()).find((choice) => choice.shared !== true && choice.name.trim().toLowerCase() === wanted);
}

async function make(directory: SystemDirectory, name: string, named: NamedContainer, timeZone: string): Promise<ContainerChoice> {
	if (named !== 'present' && directory.createContainer !== undefined) return await directory.createContainer(name, timeZone);
	throw new SyncRefusal('badSettings', `There is nothing called "${name}" in the connected account. Nothing was changed.`, 'Choose it from the list in this node, or enter its present name.');
}

/** Two syncs in one container would take each other's copies for records that people made. */
async function refuseTaken(store: SyncStore, { node, read }: NodeCall, { id, name }: ContainerChoice): Promise<void> {
	const own = syncName(read);
	const other = (await store.listSyncs()).find((row) => row.name !== own && row.state !== 'deactivated' && row.sides[node.side]?.binding?.container === id);
	if (other === undefined) return;
	throw new SyncRefusal('badSettings', `"${name}" is in use by the sync "${other.name}". Two syncs in one place would copy each other's records. Nothing was changed.`, `Enter another name for the sync "${own}": it is made.`);
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
