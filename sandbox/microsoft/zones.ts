import { DateTime, IANAZone } from 'luxon';
import { furtherZones, windowsZones } from './zoneNames';

const ianaByLowerName = new Map(Object.entries(windowsZones).map(([windows, iana]) => [windows.toLowerCase(), iana]));
const windowsByIana = new Map(Object.entries(windowsZones).map(([windows, iana]) => [iana, windows]));
for (const [windows, zones] of Object.entries(furtherZones)) for (const zone of zones) windowsByIana.set(zone, windows);
ianaByLowerName.set('utc', 'UTC');
ianaByLowerName.set('tzone://microsoft/utc', 'UTC');

const knownNames = new Map<string, string | undefined>();

/** The IANA zone of a Windows or IANA name; undefined when Outlook knows neither. */
export function ianaZone(name: string): string | undefined {
	if (!knownNames.has(name)) knownNames.set(name, ianaByLowerName.get(name.toLowerCase()) ?? (IANAZone.isValidZone(name) ? name : undefined));
	return knownNames.get(name);
}

/** A winter and a summer moment of three years: zones that agree there keep the same clock. */
const probes = [2024, 2026, 2028].flatMap((year) => [Date.UTC(year, 0, 15), Date.UTC(year, 3, 5), Date.UTC(year, 6, 15), Date.UTC(year, 9, 20)]);

function offsets(zone: string): string {
	const iana = IANAZone.create(zone);
	return probes.map((at) => iana.offset(at)).join();
}

/** The Windows name under which Outlook answers times of an IANA zone. */
export function windowsZone(iana: string): string {
	const known = windowsByIana.get(iana);
	if (known !== undefined) return known;
	const clock = offsets(iana);
	const same = Object.entries(windowsZones).find(([, zone]) => offsets(zone) === clock);
	const name = same?.[0] ?? 'UTC';
	windowsByIana.set(iana, name);
	return name;
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
