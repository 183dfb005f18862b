/** What values in items may look like. They come from other nodes, so nothing about them is taken for granted. */
export type Check = (value: unknown) => boolean;

export function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isText(value: unknown): value is string {
	return typeof value === 'string';
}

export function isPlainValue(value: unknown): boolean {
	return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

export function isListOf(check: Check): Check {
	return (value) => Array.isArray(value) && value.every(check);
}

export function isValuesOf(check: Check): Check {
	return (value) => isObject(value) && Object.values(value).every(check);
}

export function isOneOf(...values: string[]): Check {
	return (value) => isText(value) && values.includes(value);
}

/** True for an object whose named properties, where they are there, are texts, and whose needed ones are there. */
function isObjectOfTexts(needed: string[], optional: string[]): Check {
	return (value) =>
		isObject(value) && needed.every((name) => isText(value[name])) && optional.every((name) => value[name] === undefined || value[name] === null || isText(value[name]));
}

/** One of the two: a time with its offset, or a day. */
export function isTime(value: unknown): boolean {
	if (!isObject(value)) return false;
	if (Object.hasOwn(value, 'date')) return isDate(value.date) && !Object.hasOwn(value, 'dateTime');
	return isInstant(value.dateTime) && (value.timeZone === undefined || isText(value.timeZone));
}

export function isReminder(value: unknown): boolean {
	return isObject(value) && typeof value.minutes === 'number' && value.minutes >= 0 && (value.method === undefined || isText(value.method));
}

export const isPerson: Check = isObjectOfTexts(['email'], ['name', 'response']);
export const isPhone: Check = isObjectOfTexts(['number'], ['kind']);
export const isAddress: Check = isObjectOfTexts([], ['kind', 'street', 'city', 'region', 'postalCode', 'country']);

export function isRecurrence(value: unknown): boolean {
	return isObject(value) && isListOf(isText)(value.rules) && (value.timeZone === undefined || isText(value.timeZone));
}

export function isSeries(value: unknown): boolean {
	return isObject(value) && isText(value.masterId) && (value.originalStart === undefined || isTime(value.originalStart));
}

const isOrigin = isObjectOfTexts([], ['system', 'account', 'container', 'id', 'revision', 'createdAt', 'modifiedAt', 'owner']);

/** Where a record was read, with the mark of the sync that made it. */
export function isSource(value: unknown): boolean {
	if (!isObject(value) || !isOrigin(value)) return false;
	const { stamp } = value;
	return stamp === undefined || stamp === null || (isObject(stamp) && isText(stamp.sync) && isText(stamp.partnerId) && Number.isSafeInteger(stamp.generation));
}

function isDate(value: unknown): boolean {
	return isText(value) && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value));
}

function isInstant(value: unknown): boolean {
	return isText(value) && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}.*(Z|[+-]\d{2}:?\d{2})$/.test(value) && !Number.isNaN(Date.parse(value));
}
