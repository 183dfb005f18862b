import type { Nouns } from '../../record/nouns';
import { SystemError } from '../../types';
import type { Deactivation, DeactivateOutcome, LeftCopy } from '../../types';
import type { RemovalEnd } from './removal';

type Counts = Pick<DeactivateOutcome, 'deleted' | 'total' | 'kept'>;

/** A calendar that was not there any more when its copies were to be removed. */
export interface Vanished {
	container: Nouns['container'];
	name: string;
	/** Copies that this deactivation removed while it was there. */
	removedBefore: number;
	/** False where an earlier run of the same deactivation may have deleted it. */
	isByPerson: boolean;
}

const goOn = 'Run Deactivate again: it goes on where it stopped. Or run Activate: the copies that are left stay, and the sync goes on.';

/** What a deactivation came to, for people and for the next node. */
export function outcomeOf(end: RemovalEnd, { deleted, total, kept }: Counts, left: LeftCopy[], { copies, later }: Deactivation, vanished?: Vanished): DeactivateOutcome {
	const isKept = copies === 'keep' && deleted === 0;
	const counts = { deleted, total: isKept ? 0 : total, kept, left };
	switch (end) {
		case 'through':
			return { state: 'deactivated', isCancelled: false, ...counts, message: finished(counts, copies, later, vanished) };
		case 'cancelled':
			return { state: 'active', isCancelled: true, ...counts, message: `${cancelledWords(deleted, total)} The sync is active again.` };
		case 'stopped':
			return { state: 'deactivating', isCancelled: false, ...counts, message: `${removedWords(deleted, total)}, then it was stopped in n8n. The rest is as it was, and nothing is synchronised meanwhile. ${goOn}` };
		case 'refused':
			return { state: 'deactivating', isCancelled: false, ...counts, message: `${removedWords(deleted, total)}. The others could not be deleted for now; they are as they were, and nothing is synchronised meanwhile. ${goOn}` };
	}
}

function finished({ deleted, total, kept, left }: Counts & { left: LeftCopy[] }, copies: Deactivation['copies'], later: Deactivation['later'], vanished?: Vanished): string {
	const pairs = later === 'relink' ? `${kept === 0 ? 'No' : kept} ${kept === 1 ? 'pair is' : 'pairs are'} remembered.` : 'The pairs are forgotten.';
	if (vanished !== undefined) return `The sync is stopped. ${vanishedWords(deleted, vanished)} The CRM keeps everything. ${pairs}`;
	if (total === 0) return `The sync is stopped. No copy was removed. ${pairs}`;
	const stay = copies === 'keep' ? ' The others are kept.' : left.length > 0 ? ` ${left.length} ${left.length === 1 ? 'stays' : 'stay'}, see "Needs Attention".` : '';
	return `The sync is stopped. ${removedWords(deleted, total)}.${stay} ${pairs}`;
}

function vanishedWords(deleted: number, { container, name, removedBefore, isByPerson }: Vanished): string {
	const count = deleted - removedBefore;
	const went = `${count === 0 ? 'no' : count} ${count === 1 ? 'copy' : 'copies'} went with it.`;
	const before = removedBefore === 0 ? '' : ` ${removedBefore} ${removedBefore === 1 ? 'copy was' : 'copies were'} removed before.`;
	return `The ${container} "${name}" is not there any more${isByPerson ? ': somebody had deleted it,' : ','} and ${went}${before}`;
}

function removedWords(deleted: number, total: number): string {
	return `${deleted} of ${total} ${total === 1 ? 'copy was' : 'copies were'} removed`;
}

/** The words of both who cancelled and who was cancelled. */
export function cancelledWords(deleted: number, total: number): string {
	return `${removedWords(deleted, total)}; cancelled. What was removed is made again from the CRM with the next runs, the rest stays linked.`;
}

/** The vendor's failure, with how far the work had come. */
export function stoppedBy(error: SystemError, { deleted, total }: Counts): SystemError {
	const message = `${removedWords(deleted, total)}, then: ${error.message} The rest is as it was, and nothing is synchronised meanwhile.`;
	return new SystemError(error.kind, message, `${error.next} ${goOn}`, error.details);
}
