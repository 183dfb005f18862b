import type { IExecuteFunctions } from 'n8n-workflow';
import type { ApplyOutcome } from '../../../sync/types';

/** Says above the output what a person should know about a run of "Apply Changes". */
export function addApplyHints(functions: IExecuteFunctions, outcomes: ApplyOutcome[]): void {
	const held = outcomes.filter((outcome) => outcome.kind === 'attention' && outcome.reason === 'held').length;
	if (held > 0) {
		functions.addExecutionHints({
			type: 'warning',
			location: 'outputPane',
			message: `${held} ${held === 1 ? 'deletion is' : 'deletions are'} held by the delete guard. Look at "Needs Attention", then use "Release Held Changes" or "Discard Held Changes".`,
		});
	}
	const losses = new Set(outcomes.flatMap((outcome) => (outcome.kind === 'done' ? outcome.losses.map(({ message }) => message) : [])));
	if (losses.size > 0) {
		functions.addExecutionHints({
			type: 'info',
			location: 'outputPane',
			message: `Not everything can be held by the target system: ${[...losses].slice(0, 3).map(escaped).join(' ')}`,
		});
	}
	if (outcomes.some((outcome) => outcome.kind === 'done' && outcome.action === 'planned')) {
		functions.addExecutionHints({
			type: 'info',
			location: 'outputPane',
			message: 'This was a dry run: nothing was written. Feed these items into "Apply Changes" with Dry Run off to apply exactly this plan.',
		});
	}
}

/** Shows a notice of the engine above the output. */
export function addNotice(functions: IExecuteFunctions, notice: string | null): void {
	if (notice !== null) functions.addExecutionHints({ type: 'info', location: 'outputPane', message: escaped(notice) });
}

/** n8n shows hints as HTML. */
function escaped(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
