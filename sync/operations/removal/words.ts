import { SystemError } from '../../types';
import type { Deactivation, DeactivateOutcome, LeftCopy } from '../../types';
import type { RemovalEnd } from './removal';

type Counts = Pick<DeactivateOutcome, 'deleted' | 'total' | 'kept'>;

const goOn = 'Run Deactivate again: it goes on where it stopped. Or run Activate: the copies that are left stay, and the sync goes on.';

/** What a deactivation came to, for people and for the next node. */
export function outcomeOf(end: RemovalEnd, { deleted, total, kept }: Counts, left: LeftCopy[], { copies, later }: Deactivation): DeactivateOutcome {
	const isKept = copies === 'keep' && deleted === 0;
	const counts = { deleted, total: isKept ? 0 : total, kept, left };
	switch (end) {
		case 'through':
			return { state: 'deactivated', isCancelled: false, ...counts, message: finished(counts, copies, later) };
		case 'cancelled':
			return { state: 'active', isCancelled: true, ...counts, message: `${cancelledWords(deleted, total)} The sync is active again.` };
		case 'stopped':
			return { state: 'deactivating', isCancelled: false, ...counts, message: `${removedWords(deleted, total)}, then it was stopped in n8n. The rest is as it was, and nothing is synchronised meanwhile. ${goOn}` };
		case 'refused':
			return { state: 'deactivating', isCancelled: false, ...counts, message: `${removedWords(deleted, total)}. The others could not be deleted for now; they are as they were, and nothing is synchronised meanwhile. ${goOn}` };
	}
}

function finished({ deleted, total, kept, left }: Counts & { left: LeftCopy[] }, copies: Deactivation['copies'], later: Deactivation['later']): string {
	const pairs = later === 'relink' ? `${kept} ${kept === 1 ? 'pair is' : 'pairs are'} remembered.` : 'The pairs are forgotten.';
	if (total === 0) return `The sync is stopped. No copy was removed. ${pairs}`;
	const stay = copies === 'keep' ? ' The others are kept.' : left.length > 0 ? ` ${left.length} ${left.length === 1 ? 'stays' : 'stay'}, see "Needs Attention".` : '';
	return `The sync is stopped. ${removedWords(deleted, total)}.${stay} ${pairs}`;
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
