import { isEvent } from '../../record/fields';
import { contentKey, equalsBaseline, holdsOnly } from '../../record/hash';
import type { Link, Snapshot } from '../../types';
import { addedToCopy } from './heldByCrm';

/** True when the copy may be removed without another look: everything in it was in step, and its revision stands for that content alone. */
export function isKnownToBeInStep({ seen: { calendar } }: Link, openRevisionMark: string | undefined): boolean {
	return calendar?.inStep === true && (openRevisionMark === undefined || !calendar.revision.endsWith(openRevisionMark));
}

/**
 * True when a copy holds something that the CRM does not have, or may hold it. Such a copy is never removed.
 *
 * @param present the copy as the sync looks at it
 */
export function holdsMore({ seen: { calendar: seen }, baseline: both, contentKey: content }: Link, present: Snapshot): boolean {
	const baseline = both.calendar;
	if (present.recurring) return true;
	if (seen !== null && !seen.inStep) return true;
	if (content === null && Object.keys(baseline).length === 0) return true;
	if (content !== null) return content !== contentKey(present.record) || !holdsOnly(present.record, baseline);
	// What an event holds besides is often the calendar's own: a reminder, a colour, the usual availability.
	if (!isEvent(present.record) && addedToCopy(present.record, both).length > 0) return true;
	return !equalsBaseline(present.record, baseline);
}
