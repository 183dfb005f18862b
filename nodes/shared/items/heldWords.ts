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

function eventOf({ change, side, system, target, state }: HeldChange): string {
	const where = `${labelOf(target.system, target.side)}${target.container === null ? '' : `, "${target.container}"`}`;
	if (change === 'delete') return `was deleted in ${labelOf(system, side)} and would be deleted from ${where}. It is still there.`;
	const verb = state === 'parked' ? 'would go on to' : 'would be written to';
	return `was changed in ${labelOf(system, side)}; the change ${verb} ${where}. Nothing was written.`;
}

function labelOf(system: string | null, side: HeldChange['side']): string {
	return (system === null ? null : findSystem(system)?.label) ?? (side === 'crm' ? 'the CRM' : 'the calendar or folder');
}
