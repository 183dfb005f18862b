import { StoreError } from '../../sync/types/errors';

/** Primary result codes, see "Result and Error Codes" in SQLite's documentation. */
const BUSY = 5;
const LOCKED = 6;
const READONLY = 8;
const IO_ERROR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANNOT_OPEN = 14;
const NOT_A_DATABASE = 26;
/** Extended code of a violated UNIQUE constraint. */
const CONSTRAINT_UNIQUE = 2067;

/** Gives SQLite's failures the store's words; other errors come back as they are. */
export function toStoreError(error: unknown, file: string): unknown {
	const code = resultCode(error);
	if (code === null) return error;
	switch (code & 0xff) {
		case BUSY:
		case LOCKED:
			return new StoreError(
				'busy',
				`Another process has been writing to the sync store ${file} for too long. Nothing was changed.`,
				'Try again. If it stays so, look for a second n8n or a backup program that holds the file.',
			);
		case READONLY:
		case CANNOT_OPEN:
			return cannotWrite(file, 'it cannot be written');
		case FULL:
			return cannotWrite(file, 'the disk is full');
		case IO_ERROR:
			return cannotWrite(file, 'the disk reports a read or write error');
		case CORRUPT:
		case NOT_A_DATABASE:
			return damaged(file, 'its contents are damaged');
		default:
			return error;
	}
}

export function isUniqueViolation(error: unknown): boolean {
	return resultCode(error) === CONSTRAINT_UNIQUE;
}

export function isBusy(error: unknown): boolean {
	const code = resultCode(error);
	return code !== null && [BUSY, LOCKED].includes(code & 0xff);
}

export function cannotWrite(file: string, reason: string): StoreError {
	return new StoreError(
		'readOnly',
		`The sync store ${file} cannot be used: ${reason}. What it holds was not changed.`,
		'Give the user that n8n runs as read and write access to the file and its folder, and free disk space; then run again.',
	);
}

export function damaged(file: string, reason: string): StoreError {
	return new StoreError(
		'corrupt',
		`The sync store ${file} cannot be used: ${reason}. The file was left as it is.`,
		'Restore the file (with its -wal file, if there is one) from a backup. Without a backup, move it away: ' +
			'activating the syncs again then links the existing records without making duplicates.',
	);
}

function resultCode(error: unknown): number | null {
	if (!(error instanceof Error) || !('errcode' in error)) return null;
	return typeof error.errcode === 'number' ? error.errcode : null;
}
