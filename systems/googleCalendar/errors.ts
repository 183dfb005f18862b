import { SystemError } from '../../sync/types';

const LABEL = 'Google Calendar';

/** A refusal that belongs to one request: not found, already there, outdated, not allowed for this record. */
export class GoogleRefusal extends Error {
	override readonly name = 'GoogleRefusal';

	constructor(
		readonly status: number,
		/** Google's own word for it, e.g. `forbiddenForNonOrganizer`; empty when it gives none. */
		readonly reason: string,
		message: string,
	) {
		super(message);
	}
}

interface ErrorBody {
	message: string;
	reasons: string[];
}

/** Reads Google's error envelope `{error: {message, status, errors: [{reason}], details: [{reason}]}}` from any body. */
export function errorBody(body: unknown): ErrorBody {
	const error = property(body, 'error');
	const message = property(error, 'message');
	const reasons = [property(error, 'errors'), property(error, 'details')]
		.flatMap((list) => (Array.isArray(list) ? list : []))
		.map((entry) => property(entry, 'reason'))
		.filter((reason) => typeof reason === 'string');
	return { message: typeof message === 'string' ? message : '', reasons };
}

function property(value: unknown, name: string): unknown {
	return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/** The calendar as a whole cannot be reached; records in it are not judged by that. */
export function calendarGone(calendarId: string): SystemError {
	return new SystemError(
		'containerGone',
		`The Google calendar "${calendarId}" does not exist any more, or the connected account lost its access. No record was changed.`,
		'Choose another calendar in the node, or share this one with the connected account again.',
		{ status: 404 },
	);
}

/** What a refusal means when it hits a call about the whole calendar and not about one record. */
export function calendarError(error: unknown, calendarId: string): unknown {
	if (!(error instanceof GoogleRefusal)) return error;
	const details = { status: error.status, code: error.reason };
	if (error.status === 404 || error.status === 410) return calendarGone(calendarId);
	if (error.status === 403) {
		return new SystemError(
			'forbidden',
			`${LABEL} does not let the connected account do this with the calendar "${calendarId}": ${error.message}`,
			'Give the account the right to make changes to events of this calendar, or choose another calendar.',
			details,
		);
	}
	return new SystemError(
		'rejected',
		`${LABEL} refused the request: ${error.message}`,
		'Check the settings of the node. If they are right, please report this message.',
		details,
	);
}

export function malformed(what: string, mayHaveHappened = false): SystemError {
	const kept = mayHaveHappened ? 'The write may have taken effect.' : 'Nothing was changed.';
	return new SystemError('malformed', `The answer of ${LABEL} ${what}. ${kept}`, 'It is tried again later.', { mayHaveHappened });
}
