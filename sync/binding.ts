import { otherSide } from './side';
import { SyncRefusal, SystemError } from './types';
import type { Binding, Connected, EngineContext, Side, SideSettings, SideState, SyncRow } from './types';

function newSync(name: string, now: number): SyncRow {
	return { name, state: 'active', sides: { crm: null, calendar: null }, deactivation: null, createdAt: now, updatedAt: now };
}

/** The sync's row, made when it does not exist yet. */
export async function openSync(context: EngineContext, name: string): Promise<SyncRow> {
	const existing = await context.store.getSync(name);
	if (existing !== null) return existing;
	const created = newSync(name, context.clock.now());
	await context.store.saveSync(created);
	return created;
}

/**
 * Makes sure that a node's credential still shows the account and container that the sync joined. Asks the vendor only
 * when the credential or container was changed since. Throws `SyncRefusal` kinds `otherAccount`, and `badSettings` for a node of
 * another record type; then nothing was changed.
 */
export async function bindSide(context: EngineContext, row: SyncRow, side: Side, connected: Connected, settings?: SideSettings, ask: 'when changed' | 'ask again' = 'when changed'): Promise<SyncRow> {
	refuseOtherResource(row, connected);
	const known = row.sides[side];
	const { system, label, resource } = connected.system.capabilities;
	const isSame = ask === 'when changed' && known !== null && known.connection === connected.connection && known.binding !== null;
	const binding = isSame ? known.binding : await identify(row.name, known?.binding ?? null, connected);
	if (binding !== null && known?.binding && !isSameContainer(known.binding, binding)) throw otherAccount(row.name, label, known.binding, binding);
	if (isSame && known.resource === resource && (settings === undefined || JSON.stringify(known.settings) === JSON.stringify(settings))) return row;
	return await saveSide(context, row.name, side, (current) => ({
		...(current ?? emptySide(system)),
		system,
		resource,
		binding,
		connection: connected.connection,
		settings: settings ?? current?.settings ?? null,
	}));
}

/** Another account does not find the container that was joined: that is no container that is gone. */
async function identify(sync: string, joined: Binding | null, { system }: Connected): Promise<Binding> {
	try {
		return await system.identify();
	} catch (error) {
		const seenBy = error instanceof SystemError && error.kind === 'containerGone' ? error.details.account : undefined;
		if (joined === null || seenBy === undefined || seenBy === joined.account) throw error;
		throw otherAccount(sync, system.capabilities.label, joined, { accountName: seenBy, containerName: 'which does not have it' });
	}
}

/**
 * The same for a side that is about to be written. Throws `SyncRefusal` kind `readOnlyContainer` when it can only be read;
 * the right may have been given meanwhile, so the vendor is asked again before.
 */
export async function bindTarget(context: EngineContext, row: SyncRow, side: Side, connected: Connected): Promise<SyncRow> {
	const bound = await bindSide(context, row, side, connected);
	if (bound.sides[side]?.binding?.writable !== false) return bound;
	const asked = await bindSide(context, bound, side, connected, undefined, 'ask again');
	const binding = asked.sides[side]?.binding;
	if (binding?.writable === false) throw readOnly(connected.system.capabilities.label, binding);
	return asked;
}

/** Joins the sync to another account or container than before, and to another record type than the other side was joined for by mistake. */
export async function rebindSide(context: EngineContext, sync: string, side: Side, connected: Connected, binding: Binding): Promise<SyncRow> {
	const { resource } = connected.system.capabilities;
	const partner = otherSide(side);
	const known = (await openSync(context, sync)).sides[partner];
	if (known?.resource !== undefined && known.resource !== resource) await saveSide(context, sync, partner, () => emptySide(known.system));
	return await saveSide(context, sync, side, (current) => ({
		...(current ?? emptySide(connected.system.capabilities.system)),
		system: connected.system.capabilities.system,
		resource,
		binding,
		connection: connected.connection,
		lastProblem: null,
	}));
}

/** Changes one side of the stored row; the other side and the state stay as they are. */
export async function saveSide(
	context: EngineContext,
	sync: string,
	side: Side,
	change: (current: SideState | null) => SideState,
): Promise<SyncRow> {
	const row = await openSync(context, sync);
	const state = change(row.sides[side]);
	await context.store.saveSide(sync, side, state, context.clock.now());
	return { ...row, sides: { ...row.sides, [side]: state } };
}

export function emptySide(system: string): SideState {
	return { system, binding: null, connection: null, settings: null, fingerprint: null, lastReadAt: null, lastProblem: null };
}

/** Throws `SyncRefusal` kind `badSettings`. A node of another record type looks for the container of the one among those of the other, and finds it gone. */
export function refuseOtherResource({ name, sides }: SyncRow, { system }: Connected): void {
	const { resource } = system.capabilities;
	const kept = sides.crm?.resource ?? sides.calendar?.resource ?? resource;
	if (kept === resource) return;
	throw new SyncRefusal(
		'badSettings',
		`The sync "${name}" keeps ${kept}s in step, but this node is set to ${resource}s. Nothing was read or changed.`,
		`Choose the other Record Type in this node. Or enter another Sync Name: ${resource}s get a sync of their own. A sync that has no pairs yet takes the Record Type of the node in which "Re-Bind Account" is run.`,
	);
}

function isSameContainer(a: Binding, b: Binding): boolean {
	return a.account === b.account && a.container === b.container;
}

function readOnly(label: string, { accountName, containerName }: Binding): SyncRefusal {
	return new SyncRefusal(
		'readOnlyContainer',
		`"${containerName}" in ${label} can only be read by ${accountName}. Nothing was written; the changes are kept and come again.`,
		'Ask its owner for the right to make changes; the sync then goes on by itself. Or choose another one and run the operation "Re-Bind Account".',
	);
}

function otherAccount(sync: string, label: string, joined: Binding, shown: Pick<Binding, 'accountName' | 'containerName'>): SyncRefusal {
	return new SyncRefusal(
		'otherAccount',
		`The sync "${sync}" joined ${label} as ${joined.accountName} (${joined.containerName}), but the credential now shows ${shown.accountName} (${shown.containerName}). Nothing was read or changed, because everything would look deleted.`,
		'Select the former account and container again, or run the operation "Re-Bind Account" to move the sync to the new one.',
	);
}
