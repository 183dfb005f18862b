import type { WriteResult } from '../types';
import { titleOf } from './prepare';
import { type ApplyRun, attention, done, type Work } from './run';
import type { Settlement } from './settlement';

type Failure = Extract<WriteResult, { outcome: 'rejected' | 'forbidden' | 'retry' | 'unclear' }>;

/** What becomes of an item whose write did not go through. Returns true when the item stays in the inbox and comes again. */
export function handBackFailed(run: ApplyRun, work: Work, settlement: Settlement, failure: WriteResult | 'lost access', message?: string): boolean {
	if (failure === 'lost access') {
		attention(run, work, 'lost access', `${message ?? ''} Nothing was changed or deleted.`, 'Check that the connected account may still read and write this record; the change is tried again by itself.');
		settlement.handBack(work, 'lost access');
		return true;
	}
	return handBackByOutcome(run, work, settlement, asFailure(failure));
}

function asFailure(result: WriteResult): Failure {
	switch (result.outcome) {
		case 'rejected':
		case 'forbidden':
		case 'retry':
		case 'unclear':
			return result;
		default:
			return { outcome: 'unclear', message: `The vendor's answer "${result.outcome}" does not fit the request.` };
	}
}

function handBackByOutcome(run: ApplyRun, work: Work, settlement: Settlement, failure: Failure): boolean {
	switch (failure.outcome) {
		case 'rejected':
			attention(run, work, 'rejected', `${run.capabilities.label} does not accept "${titleOf(work)}": ${failure.message} Both sides stay as they are.`, failure.next);
			settlement.settleUnlinked(work, `rejected: ${failure.message}`);
			return false;
		case 'forbidden':
			attention(run, work, 'lost access', `${run.capabilities.label} refuses to write "${titleOf(work)}": ${failure.message} The change is kept and tried again.`, failure.next);
			settlement.handBack(work, failure.message);
			return true;
		default:
			done(run, work, 'deferred', { message: `${failure.message} The change is kept and tried again by itself.` });
			settlement.handBack(work, failure.message, failure.outcome === 'retry' ? failure.retryAt : null);
			return true;
	}
}
