import { randomText } from '../core/random';
import { idMalformed } from './errors';

export type IdForm = 'immutable' | 'mutable';

/** What an item's id says. */
export interface ItemRef {
	key: string;
	/** Only the mutable form names the folder; it changes when the item is moved. */
	folderKey: string | undefined;
	/** The original day of an occurrence, `yyyy-MM-dd`. */
	day: string | undefined;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const keyLength = 16;
const heads = {
	immutable: 'AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A',
	immutableDay: 'AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg1R',
	mutable: 'AQMkADAwATNiZmYAZS1iNDJlLTExAGJjLTAw',
	mutableDay: 'AQMkADAwATNiZmYAZS1iNDJlLTExAGJjLTBR',
	folder: 'AAkALgAAAAAAHYQDEapmEc2byACqAC-EWgFA',
};
const itemPattern = new RegExp(
	`^(?:(?:${heads.immutable}|${heads.immutableDay}(\\d{8}))([\\w-]{${keyLength}})AAAA|` +
		`(?:${heads.mutable}|${heads.mutableDay}(\\d{8}))([\\w-]{${keyLength}})([\\w-]{${keyLength}})AAA=)$`,
);

export function mintKey(random: () => number): string {
	return randomText(random, keyLength, alphabet);
}

/** An item's id in the form the client asked for. */
export function itemId(form: IdForm, folderKey: string, key: string, day?: string): string {
	const digits = day?.replaceAll('-', '') ?? '';
	if (form === 'immutable') return `${day === undefined ? heads.immutable : heads.immutableDay}${digits}${key}AAAA`;
	return `${day === undefined ? heads.mutable : heads.mutableDay}${digits}${folderKey}${key}AAA=`;
}

/** Reads either form. Throws 400 for what is no id at all. */
export function readItemId(id: string): ItemRef {
	const found = itemPattern.exec(id);
	if (found === null) throw idMalformed();
	const [, immutableDay, immutableKey, mutableDay, folderKey, mutableKey] = found;
	const digits = immutableDay ?? mutableDay;
	const day = digits === undefined ? undefined : `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;
	return { key: immutableKey ?? mutableKey ?? '', folderKey, day };
}

/** Calendars and contact folders have one form only. */
export function folderId(key: string): string {
	return `${heads.folder}${key}AAA=`;
}

/** Throws 400 for what is no id at all. */
export function readFolderId(id: string): string {
	const isFolder = id.startsWith(heads.folder) && id.endsWith('AAA=') && id.length === heads.folder.length + keyLength + 4;
	if (!isFolder) throw idMalformed();
	return id.slice(heads.folder.length, -4);
}

/** `OID.<master>.<day>`, as cancelled occurrences and exceptions are named. */
export function occurrenceId(form: IdForm, folderKey: string, key: string, day: string): string {
	return `OID.${itemId(form, folderKey, key)}.${day}`;
}
