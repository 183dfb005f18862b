import { textsOf } from './call';
import { ZohoRefusal } from './errors';
import { parseAnyInstant } from './time';
import { type Json, MODULE_NAMES } from './types';

const HOUR = 3_600_000;
/** Notifications, v7: a channel lives at most a week, and one hour when the expiry is missing or later than that. */
const LONGEST_LIFE = 7 * 24 * HOUR;
const LONGEST_TOKEN = 50;
const LONGEST_URL = 255;

/** An item's error with the place of the wrong member. */
export function watchRefusal(code: string, message: string, apiName: string, position: number): ZohoRefusal {
	return new ZohoRefusal(400, code, message, { api_name: apiName, json_path: `$.watch[${position}].${apiName}` });
}

/** `Module.all`, `.create`, `.edit` and `.delete`. Throws ZohoRefusal. */
export function readEvents(value: Json | undefined, position: number): string[] {
	const events = textsOf(value) ?? [];
	if (events.length === 0) throw watchRefusal('MANDATORY_NOT_FOUND', 'required field not found', 'events', position);
	for (const event of events) {
		const [module = '', word = ''] = event.split('.');
		const known = MODULE_NAMES.some((name) => name === module) && ['all', 'create', 'edit', 'delete'].includes(word);
		if (!known) throw watchRefusal('INVALID_DATA', 'invalid data', 'events', position);
	}
	return events;
}

/** Throws ZohoRefusal when the text is no web address of at most 255 characters. */
export function readUrl(text: string, position: number): string {
	if (text.length > LONGEST_URL || !URL.canParse(text) || !/^https?:/.test(text)) {
		throw watchRefusal('INVALID_DATA', 'invalid data', 'notify_url', position);
	}
	return text;
}

/** The text echoed in every call. Throws ZohoRefusal when it is longer than 50 characters. */
export function readToken(value: Json | undefined, position: number): string | null {
	if (value === undefined || value === null) return null;
	if (typeof value !== 'string' || value.length > LONGEST_TOKEN) throw watchRefusal('INVALID_DATA', 'invalid data', 'token', position);
	return value;
}

/** End of a channel in milliseconds. Throws ZohoRefusal for a time that has passed. */
export function readExpiry(value: Json | undefined, now: number, position: number): number {
	if (value === undefined || value === null) return now + HOUR;
	const at = typeof value === 'string' ? parseAnyInstant(value) : undefined;
	if (at === undefined || at <= now) throw watchRefusal('INVALID_DATA', 'invalid data', 'channel_expiry', position);
	return at - now > LONGEST_LIFE ? now + HOUR : at;
}
