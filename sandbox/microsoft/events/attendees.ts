import { asObject, isJsonObject, textOf } from '../../core/json';
import { GraphError, propertyInvalid, wrongLiteral } from '../errors';
import type { Attendee, EmailAddress, ResponseStatus } from '../types';
import { choices } from './properties';

const most = 500;
/** A time that never was, as Exchange writes it. */
export const noTime = '0001-01-01T00:00:00Z';
export const noAnswer: ResponseStatus = { response: 'none', time: noTime };

export function isSameAddress(first: string, second: string): boolean {
	return first.toLowerCase() === second.toLowerCase();
}

/**
 * Reads `attendees`. Answers are the server's: those of addresses that stay are kept. The organizer is left out, as in the
 * organizer's own copy. Throws 400 for addresses that are none and for more than 500.
 */
export function readAttendees(value: unknown, before: readonly Attendee[], organizer: EmailAddress): Attendee[] {
	if (value === null) return [];
	if (!Array.isArray(value)) throw propertyInvalid('attendees must be a list.');
	if (value.length > most) throw new GraphError(400, 'ErrorExceededMaxRecipientLimit', `The number of attendees exceeds the max allowed value ${most}.`);
	const attendees: Attendee[] = [];
	for (const given of value as unknown[]) {
		const email = asObject(asObject(given).emailAddress);
		const address = textOf(email, 'address') ?? '';
		if (!isJsonObject(given) || !/^[^\s@<>]+@[^\s@<>]+$/.test(address)) {
			throw new GraphError(400, 'ErrorInvalidRecipients', "At least one recipient isn't valid.");
		}
		const type = given.type ?? 'required';
		if (!choices.attendeeType.some((known) => known === type)) throw wrongLiteral(type, 'microsoft.graph.attendeeType');
		if (isSameAddress(address, organizer.address) || attendees.some((one) => isSameAddress(one.emailAddress.address, address))) continue;
		const known = before.find((one) => isSameAddress(one.emailAddress.address, address));
		const name = textOf(email, 'name') ?? known?.emailAddress.name ?? address;
		attendees.push({ type: String(type), status: known?.status ?? noAnswer, emailAddress: { name, address } });
	}
	return attendees;
}
