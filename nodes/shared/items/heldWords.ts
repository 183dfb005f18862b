import type { HeldChange } from '../../../sync/types';
import { findSystem } from '../../../systems/registry';

/** A stopped change in sentences: what it is, what would happen where, and what to do. */
export function heldWords(held: HeldChange): { message: string; next: string } {
	const record = `${nameOf(held)}${held.when === null ? '' : ` (${held.when.slice(0, 16).replace('T', ' ')})`}`;
	const next = 'Run "Release Held Changes" to let it through, or "Discard Held Changes" to drop it; the other record then stays as it is.';
	return { message: `${record} ${eventOf(held)} Why: ${(held.reason ?? 'not known').replace(/\.$/, '')}.`, next };
}

function nameOf({ title, recordId }: HeldChange): string {
	if (title === null) return `The record ${recordId}`;
	return title === '' ? 'A record without a title' : `"${title}"`;
}

function eventOf({ change, side, target, state }: HeldChange): string {
	const where = `${labelOf(target.system, target.side)}${target.container === null ? '' : `, "${target.container}"`}`;
	if (change === 'delete') return `was deleted on the side of the ${nameOfSide(side)} and would be deleted from ${where}. It is still there.`;
	const verb = state === 'parked' ? 'would go on to' : 'would be written to';
	return `was changed on the side of the ${nameOfSide(side)}; the change ${verb} ${where}. Nothing was written.`;
}

function nameOfSide(side: HeldChange['side']): string {
	return side === 'crm' ? 'CRM' : 'calendar';
}

function labelOf(system: string | null, side: HeldChange['side']): string {
	return (system === null ? null : findSystem(system)?.label) ?? `the ${nameOfSide(side)}`;
}
