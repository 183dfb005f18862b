import { zoneNotSupported } from './errors';
import type { IdForm } from './ids';
import { ianaZone } from './zones';

/** What the `Prefer` header asks for. */
export interface Preferences {
	ids: IdForm;
	/** Zone of the answer's times: the name to echo and its IANA name. */
	zone: { name: string; iana: string } | undefined;
	isTextBody: boolean;
	pageSize: number | undefined;
	/** What `Preference-Applied` answers. */
	applied: string[];
}

function quoted(header: string, name: string): string | undefined {
	return new RegExp(`${name.replace('.', '\\.')}\\s*=\\s*"?([^",;]+)"?`, 'i').exec(header)?.[1]?.trim();
}

/** Throws 400 for a zone that Outlook does not know. */
export function readPreferences(header: string): Preferences {
	const zoneName = quoted(header, 'outlook.timezone');
	const iana = zoneName === undefined ? undefined : ianaZone(zoneName);
	if (zoneName !== undefined && iana === undefined) throw zoneNotSupported(zoneName);
	const isTextBody = quoted(header, 'outlook.body-content-type')?.toLowerCase() === 'text';
	const size = Number(quoted(header, 'odata.maxpagesize'));
	const pageSize = Number.isInteger(size) && size > 0 ? size : undefined;
	const isImmutable = quoted(header, 'IdType')?.toLowerCase() === 'immutableid';
	const applied = [
		...(isImmutable ? ['IdType="ImmutableId"'] : []),
		...(zoneName === undefined ? [] : [`outlook.timezone="${zoneName}"`]),
		...(isTextBody ? ['outlook.body-content-type="text"'] : []),
		...(pageSize === undefined ? [] : [`odata.maxpagesize=${pageSize}`]),
	];
	return {
		ids: isImmutable ? 'immutable' : 'mutable',
		zone: zoneName === undefined || iana === undefined ? undefined : { name: zoneName, iana },
		isTextBody,
		pageSize,
		applied,
	};
}
