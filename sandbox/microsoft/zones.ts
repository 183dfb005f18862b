import { DateTime, IANAZone } from 'luxon';
import { findIana, findWindows, WINDOWS_TO_IANA_MAP } from 'windows-iana';

/** Windows names by their lower-case spelling. */
const windowsNames = new Map<string, string>(WINDOWS_TO_IANA_MAP.map(({ windowsName }) => [windowsName.toLowerCase(), windowsName]));
const knownNames = new Map<string, string | undefined>([['tzone://microsoft/utc', 'UTC']]);
/** The table still spells Kyiv the old way. */
const knownZones = new Map<string, string>([['Europe/Kyiv', 'FLE Standard Time']]);

/** Every Windows name, and every IANA name that belongs to one. */
export const zoneNames = {
	windows: [...new Set(windowsNames.values())].sort(),
	iana: [...new Set<string>(WINDOWS_TO_IANA_MAP.flatMap(({ iana }) => [...iana]))].sort(),
};

function readZone(name: string): string | undefined {
	if (/^(etc\/)?utc$/i.test(name)) return 'UTC';
	const windows = windowsNames.get(name.toLowerCase());
	if (windows !== undefined) return findIana(windows, '001')[0];
	return IANAZone.isValidZone(name) ? name : undefined;
}

/** The IANA zone of a Windows or IANA name; undefined when Outlook knows neither. */
export function ianaZone(name: string): string | undefined {
	const key = name.toLowerCase().startsWith('tzone:') ? name.toLowerCase() : name;
	if (!knownNames.has(key)) knownNames.set(key, readZone(name));
	return knownNames.get(key);
}

/** Moments of all seasons in three years: zones that agree there keep the same clock. */
const probes = [2024, 2026, 2028].flatMap((year) => [Date.UTC(year, 0, 15), Date.UTC(year, 3, 5), Date.UTC(year, 6, 15), Date.UTC(year, 9, 20)]);

function offsets(zone: string): string {
	const iana = IANAZone.create(zone);
	return probes.map((at) => iana.offset(at)).join();
}

/** A Windows zone with the same clock, for IANA names younger than the table. */
function zoneOfSameClock(iana: string): string {
	const clock = offsets(iana);
	return zoneNames.windows.find((windows) => offsets(findIana(windows, '001')[0] ?? 'UTC') === clock) ?? 'UTC';
}

/** The Windows name under which Outlook answers times of an IANA zone. */
export function windowsZone(iana: string): string {
	const known = knownZones.get(iana) ?? findWindows(iana)[0] ?? zoneOfSameClock(iana);
	knownZones.set(iana, known);
	return known;
}

/** The moment at which clocks in the zone show this local time. NaN when it is no time. */
export function instantOf(wall: string, iana: string): number {
	return iana === 'UTC' ? Date.parse(`${wall}Z`) : DateTime.fromISO(wall, { zone: iana }).toMillis();
}

/** Local time `yyyy-MM-ddTHH:mm:ss` in the zone. */
export function wallOf(at: number, iana: string): string {
	if (iana === 'UTC') return new Date(at).toISOString().slice(0, 19);
	return DateTime.fromMillis(at, { zone: iana }).toFormat("yyyy-MM-dd'T'HH:mm:ss");
}

/** A moment with the seven decimals that Exchange writes. */
export function writeTimestamp(at: number): string {
	return `${new Date(at).toISOString().slice(0, -1)}0000Z`;
}

const dayMilliseconds = 86_400_000;

/** Days since 1970 of a date `yyyy-MM-dd`. */
export function dayNumber(date: string): number {
	return Math.round(Date.parse(`${date}T00:00:00Z`) / dayMilliseconds);
}

export function dateOfDay(day: number): string {
	return new Date(day * dayMilliseconds).toISOString().slice(0, 10);
}

/** A local time moved by milliseconds on the wall clock, whatever the zone does meanwhile. */
export function shiftWall(wall: string, milliseconds: number): string {
	return new Date(Date.parse(`${wall}Z`) + milliseconds).toISOString().slice(0, 19);
}

/** Milliseconds between two local times on the wall clock. */
export function wallDistance(from: string, to: string): number {
	return Date.parse(`${to}Z`) - Date.parse(`${from}Z`);
}
