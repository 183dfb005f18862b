import { SystemError } from '../../sync/types';
import type { HttpAnswer } from '../http';

/** Graph's refusal of one request. Never contains a token. */
export class GraphRefusal extends Error {
	override readonly name = 'GraphRefusal';

	constructor(
		readonly status: number,
		/** Graph's own word, e.g. `ErrorItemNotFound`; '' where it gives none. */
		readonly code: string,
		message: string,
	) {
		super(message);
	}
}

/** Code and message inside an answer's error; empty where there is none. */
export function errorOf(body: unknown): { code: string; message: string } {
	if (typeof body !== 'object' || body === null || !('error' in body)) return { code: '', message: '' };
	const { error } = body;
	if (typeof error !== 'object' || error === null) return { code: '', message: '' };
	const text = (name: 'code' | 'message'): string => {
		const value: unknown = name in error ? (error as Record<string, unknown>)[name] : '';
		return typeof value === 'string' ? value : '';
	};
	return { code: text('code'), message: text('message') };
}

export function refusalOf(answer: HttpAnswer): GraphRefusal {
	const { code, message } = errorOf(answer.body);
	return new GraphRefusal(answer.status, code, message === '' ? `status ${answer.status}${code === '' ? '' : `, ${code}`}` : message);
}

export function isRefusal(error: unknown, ...statuses: number[]): error is GraphRefusal {
	return error instanceof GraphRefusal && (statuses.length === 0 || statuses.includes(error.status));
}

/** 404 that is about the whole mailbox: no licence, on premises, being moved, misspelt. It says nothing about what is in it. */
const NO_MAILBOX = new Set([
	'MailboxNotEnabledForRESTAPI',
	'MailboxNotSupportedForRESTAPI',
	'ErrorNonExistentMailbox',
	'ErrorInvalidUser',
	'ErrorMailboxMoveInProgress',
	'Request_ResourceNotFound',
]);

/** Graph's own word that something is not there. Without a code of Graph's, something between n8n and Microsoft has answered. */
export function isGone(error: unknown): boolean {
	return isRefusal(error, 404, 410) && error.code !== '' && !NO_MAILBOX.has(error.code);
}

export function malformed(what: string, mayHaveHappened = false): SystemError {
	return new SystemError(
		'malformed',
		`The answer of Office 365 ${what}. ${mayHaveHappened ? 'The write may have taken effect.' : 'Nothing was changed.'}`,
		'It is tried again. If it stays, look for a proxy between n8n and Microsoft that alters answers.',
		{ mayHaveHappened },
	);
}

export function containerGone(name: string): SystemError {
	return new SystemError(
		'containerGone',
		`${capitalised(name)} is not in Office 365 any more, or the connected account cannot see it. Nothing was deleted anywhere else.`,
		'If it was deleted on purpose, run Deactivate. Otherwise give the account access again, or run Activate to have it made again.',
		{ status: 404 },
	);
}

/** The container that is looked for, with the account that does not find it: another account cannot find it either way. */
export async function seenBy<Found>(account: string, look: () => Promise<Found>): Promise<Found> {
	try {
		return await look();
	} catch (error) {
		if (!(error instanceof SystemError) || error.kind !== 'containerGone') throw error;
		throw new SystemError(error.kind, error.message, error.next, { ...error.details, account });
	}
}

/** At the start of a sentence. */
function capitalised(name: string): string {
	return name.charAt(0).toUpperCase() + name.slice(1);
}

/**
 * What a refusal means for everything that is asked of the mailbox or the container. Other errors come back as they are.
 *
 * @param name as within a sentence, e.g. "the calendar"
 */
export function containerError(error: unknown, name: string): unknown {
	if (!(error instanceof GraphRefusal)) return error;
	const details = { status: error.status, code: error.code };
	if (isGone(error)) return containerGone(name);
	if (NO_MAILBOX.has(error.code)) return noMailbox(error.message, details);
	if (error.status === 404) return notFoundByOthers(name, details);
	if (error.status === 401 || error.status === 403) {
		return new SystemError(
			'forbidden',
			`Office 365 does not let the connected account use ${name}: ${error.message} Nothing was changed.`,
			'Connect the credential again and allow everything that is asked for. With application permissions: check that an administrator has agreed and that the mailbox is among the chosen ones.',
			details,
		);
	}
	return new SystemError('rejected', `Office 365 refuses the request for ${name}: ${error.message} Nothing was changed.`, 'Check the settings of the node.', details);
}

function noMailbox(message: string, details: SystemError['details']): SystemError {
	return new SystemError(
		'forbidden',
		`Office 365 does not serve this mailbox: ${message} Nothing was changed.`,
		'Check that the account has a licence with Exchange Online, that its mailbox is not on the premises or being moved, and that the mailbox in the node is spelt right.',
		details,
	);
}

/** Not found, although Graph did not say so, or nothing at all is found: that is no reason to think that something was deleted. */
export function notFoundByOthers(name: string, details: SystemError['details'] = {}): SystemError {
	return new SystemError(
		'unavailable',
		`${capitalised(name)} was not found, but the answer does not come from the mailbox itself. Nothing was changed.`,
		'It is tried again. If it stays, look for a proxy between n8n and Microsoft, and at the cloud that is chosen in the credential.',
		details,
	);
}
