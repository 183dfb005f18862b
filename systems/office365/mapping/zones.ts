import { findIana } from 'windows-iana';
import { isKnownZone } from '../../shared/times';

/** The IANA name of a zone that Outlook names in its own way; undefined for one that nobody else would know. */
export function ianaZone(name: unknown): string | undefined {
	if (typeof name !== 'string' || name === '') return undefined;
	if (name.toLowerCase() === 'tzone://microsoft/utc') return 'UTC';
	if (isKnownZone(name)) return name;
	const [found] = findIana(name);
	return found !== undefined && isKnownZone(found) ? found : undefined;
}
