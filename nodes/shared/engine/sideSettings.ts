import type { Resource, SideSettings } from '../../../sync/types';
import { SyncRefusal } from '../../../sync/types';
import type { ParameterReader } from '../connection/sideNode';

/** How much a first run hands on unless told otherwise. */
const firstSyncLimits: Record<Resource, number> = { event: 5_000, contact: 10_000 };

const hours = /^([01]\d|2[0-3]):[0-5]\d$/;

/**
 * The settings of the side that a node reads. `timeZone` is the workflow's, used where working hours name none. Throws
 * `SyncRefusal` kind `badSettings` that names the option.
 */
export function readSideSettings(read: ParameterReader, resource: Resource, timeZone: string): SideSettings {
	const options = asObject(read('options', {}));
	return {
		window: { monthsBack: count(options.monthsBack, 3, 0, 'Months Back'), monthsAhead: count(options.monthsAhead, 12, 0, 'Months Ahead') },
		firstSync: read('firstSync', 'all') === 'newOnly' ? 'newOnly' : 'all',
		firstSyncLimit: count(options.firstSyncLimit, firstSyncLimits[resource], 1, 'First Sync Limit'),
		runLimit: count(options.runLimit, 500, 1, 'Limit per Run'),
		filters: {
			includeTypes: words(options.includeTypes),
			excludeTypes: words(options.excludeTypes),
			includeTags: words(options.includeTags),
			excludeTags: words(options.excludeTags),
			excludeTitles: words(options.excludeTitles),
			skipDeclined: options.skipDeclined === true,
			skipAllDay: options.skipAllDay === true,
			workingHours: workingHours(asObject(options.workingHours).hours, timeZone),
			owner: null,
		},
		includeRaw: options.includeRaw === true,
		privateEvents: options.privateEvents === 'busyOnly' || options.privateEvents === 'skip' ? options.privateEvents : 'asPrivate',
	};
}

/** A whole number not below `least`; `usual` when nothing is set. */
export function count(value: unknown, usual: number, least: number, label: string): number {
	if (value === undefined || value === null || value === '') return usual;
	const number = Number(value);
	if (Number.isInteger(number) && number >= least) return number;
	throw badOption(label, String(value), `Enter a whole number of at least ${least}.`);
}

function words(value: unknown): string[] {
	const parts = Array.isArray(value) ? value.map(String) : typeof value === 'string' ? value.split(',') : [];
	return parts.map((part) => part.trim()).filter((part) => part !== '');
}

function workingHours(value: unknown, timeZone: string): SideSettings['filters']['workingHours'] {
	if (value === undefined || value === null) return null;
	const { from = '08:00', to = '18:00', timeZone: chosen, weekdays } = asObject(value);
	if (typeof from !== 'string' || !hours.test(from)) throw badOption('Working Hours, From', String(from), 'Enter a time such as 08:00.');
	if (typeof to !== 'string' || !hours.test(to)) throw badOption('Working Hours, To', String(to), 'Enter a time such as 18:00.');
	const zone = typeof chosen === 'string' && chosen.trim() !== '' ? chosen.trim() : timeZone;
	if (!isTimeZone(zone)) throw badOption('Working Hours, Time Zone', zone, 'Enter a name such as Europe/Berlin.');
	const days = (Array.isArray(weekdays) ? weekdays : [1, 2, 3, 4, 5]).map(Number).filter((day) => day >= 1 && day <= 7);
	return { from, to, timeZone: zone, weekdays: days };
}

function isTimeZone(name: string): boolean {
	try {
		return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
	} catch {
		return false;
	}
}

function asObject(value: unknown): Record<string, unknown> {
	return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function badOption(label: string, value: string, next: string): SyncRefusal {
	return new SyncRefusal('badSettings', `The option "${label}" has the value "${value}", which cannot be used. Nothing was changed.`, next);
}
