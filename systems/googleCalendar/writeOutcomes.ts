import type { calendar_v3 } from '@googleapis/calendar';
import type { Snapshot, WriteResult } from '../../sync/types';
import { calendarGone, GoogleRefusal } from './errors';
import { snapshotFromGoogle } from './mapping/fromGoogle';
import { revisionOf } from './mapping/revision';
import type { Session } from './session';
import type { Fitted } from './mapping/limits';

/** The result of a write from the event that Google answers with. */
export function written(session: Session, event: calendar_v3.Schema$Event, id: string, fitted: Fitted): WriteResult {
	const modifiedAt = Date.parse(event.updated ?? '');
	return {
		outcome: 'written',
		id,
		revision: revisionOf(event),
		modifiedAt: Number.isNaN(modifiedAt) ? null : modifiedAt,
		...snapshotPart(session, event),
		...(fitted.losses.length > 0 && { written: fitted.changed, losses: fitted.losses }),
	};
}

/**
 * The whole record, where the answer tells it. An event with the calendar's default reminders does not name them, and looking
 * them up would cost a request for each run, so such an answer is not passed on. The write happened in any case.
 */
function snapshotPart(session: Session, event: calendar_v3.Schema$Event): { snapshot?: Snapshot } {
	try {
		const snapshot = snapshotFromGoogle(event, session.context());
		return snapshot.omitted.length === 0 ? { snapshot } : {};
	} catch {
		return {};
	}
}

/** A refusal of one write that is about this record. Throws `SystemError` when it is about the whole calendar. */
export function refused(error: GoogleRefusal, calendarId: string): WriteResult {
	if (error.status === 404) throw calendarGone(calendarId);
	if (error.status === 403 && error.reason === 'forbiddenForNonOrganizer') {
		return {
			outcome: 'rejected',
			message: 'Only the organiser may change this Google event; the connected account is a guest. The event was left as it is.',
			next: 'Ask the organiser to change it, or undo the change in the CRM.',
		};
	}
	if (error.status === 403) {
		return {
			outcome: 'forbidden',
			message: `Google Calendar does not let the connected account write here: ${error.message} Nothing was changed.`,
			next: 'Give the account the right to make changes to events of this calendar, or choose another calendar.',
		};
	}
	return {
		outcome: 'rejected',
		message: `Google Calendar refuses this event: ${error.message} Nothing was changed.`,
		next: 'Correct the named value in the source, or leave its field out of the mapping.',
	};
}
