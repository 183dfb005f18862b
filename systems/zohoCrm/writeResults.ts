import type { FieldName, SystemError, WriteResult } from '../../sync/types';
import { permissionSentences } from './errors';
import type { ZohoProblem } from './errors';

/** Canonical name of Zoho's field, for messages and for the item. */
const canonicalNames = new Map<string, FieldName>(Object.entries({
	Event_Title: 'title',
	Start_DateTime: 'time',
	End_DateTime: 'time',
	All_day: 'time',
	Venue: 'location',
	Description: 'description',
	Remind_At: 'reminders',
	Participants: 'attendees',
	Tag: 'tags',
	First_Name: 'firstName',
	Last_Name: 'lastName',
	Email: 'emails',
	Secondary_Email: 'emails',
	Title: 'jobTitle',
	Date_of_Birth: 'birthday',
} satisfies Record<string, FieldName>));

const staleCodes = new Set(['ALREADY_MODIFIED', 'RECORD_MODIFIED']);
const busyCodes = new Set(['TOO_MANY_REQUESTS', 'RATE_LIMIT_EXCEEDED', 'LIMIT_REACHED']);
const brokenCodes = new Set(['INTERNAL_ERROR', 'INTERNAL_SERVER_ERROR', 'SERVER_ERROR', 'UNABLE_TO_PROCESS']);

/** Zoho protects the record itself; the sentences say how a person lifts that. */
const protections = new Map(Object.entries({
	RECORD_LOCKED: { message: 'The record is locked in Zoho CRM', next: 'Unlock the record in Zoho CRM, then change it once more on either side.' },
	RECORD_IN_BLUEPRINT: {
		message: 'The record is in a blueprint of Zoho CRM, which only lets its own transitions change it',
		next: 'Take the record out of the blueprint or finish its transition, then change it once more on either side.',
	},
	NOT_APPROVED: {
		message: 'The record waits for approval in Zoho CRM',
		next: 'Approve or reject the record in Zoho CRM, then change it once more on either side.',
	},
	CANNOT_DELETE: { message: 'Zoho CRM does not allow this record to be deleted', next: 'Delete the record in Zoho CRM by hand, or keep it and unlink it.' },
}));

/** What Zoho's refusal of one record means. */
export function refusal(problem: ZohoProblem, kind: 'create' | 'update' | 'delete'): WriteResult {
	const { code } = problem;
	if (staleCodes.has(code)) return { outcome: 'stale' };
	if (busyCodes.has(code)) return { outcome: 'retry', message: 'Zoho CRM asks for fewer requests. This record was not written.', retryAt: null };
	if (brokenCodes.has(code)) return broken(kind);
	if (code === 'NO_PERMISSION' || code === 'OAUTH_SCOPE_MISMATCH') return { outcome: 'forbidden', ...permissionSentences(problem) };
	const protection = protections.get(code);
	if (protection !== undefined) return { outcome: 'rejected', message: `${protection.message}. Nothing was changed.`, next: protection.next };
	if (kind !== 'create' && saysUnknownRecord(problem)) return { outcome: 'gone' };
	const field = canonicalNames.get(problem.field);
	return { outcome: 'rejected', ...valueSentences(problem), ...(field !== undefined && { field }) };
}

function broken(kind: 'create' | 'update' | 'delete'): WriteResult {
	if (kind === 'create') return { outcome: 'unclear', message: 'Zoho CRM reports an error of its own; whether the record was created is not known.' };
	return { outcome: 'retry', message: 'Zoho CRM reports an error of its own for this record.', retryAt: null };
}

/** "the id given seems to be invalid", with the field `id` or none. */
function saysUnknownRecord({ code, field, message }: ZohoProblem): boolean {
	if (code === 'NO_RECORDS_FOUND' || code === 'NOT_FOUND' || code === 'RECORD_NOT_FOUND') return true;
	return code === 'INVALID_DATA' && (field === 'id' || (field === '' && /\bid\b/.test(message)));
}

function valueSentences({ code, field, message }: ZohoProblem): { message: string; next: string } {
	const name = field === '' ? 'a field' : `the field ${field}`;
	switch (code) {
		case 'MANDATORY_NOT_FOUND':
			return {
				message: `Zoho CRM insists on a value for ${name}. Nothing was written.`,
				next: `Map something to ${name} in the Field Mapper, or make it optional in Zoho CRM.`,
			};
		case 'DUPLICATE_DATA':
			return {
				message: `Another record in Zoho CRM already has this value in ${name}, which must be unique. Nothing was written.`,
				next: `Change the value on one of the two records, or allow duplicates for ${name} in Zoho CRM.`,
			};
		case 'LIMIT_EXCEEDED':
			return { message: `The value for ${name} is more than Zoho CRM takes. Nothing was written.`, next: 'Shorten it, or limit it in the Field Mapper.' };
		case 'INVALID_DATA':
			return {
				message: `Zoho CRM does not take the value for ${name} (${message}). Nothing was written.`,
				next: `Correct the value on the other side, or change what the Field Mapper writes to ${name}.`,
			};
		default:
			return {
				message: `Zoho CRM refused the record (${code}: ${message}${field === '' ? '' : `, ${field}`}). Nothing was written.`,
				next: 'Look at the record in Zoho CRM: what it says there when the same is saved by hand tells what to correct.',
			};
	}
}

/** What a failed call means for each record in it. `sent`: the call was the write itself, not a question before it. */
export function failure(error: SystemError, sent: boolean): WriteResult {
	const retryAt = error.details.retryAt ?? null;
	if (sent && error.details.mayHaveHappened === true) return { outcome: 'unclear', message: error.message };
	switch (error.kind) {
		case 'forbidden':
			return { outcome: 'forbidden', message: error.message, next: error.next };
		case 'rejected':
			return { outcome: 'rejected', message: error.message, next: error.next };
		default:
			return { outcome: 'retry', message: `${error.message} ${error.next}`, retryAt };
	}
}
