import * as fs from 'node:fs';
import * as path from 'node:path';
import { cannotWrite, damaged } from './errors';

/** Only the owner may read the store: it holds customers' data in the inbox and the journal. */
const privateFile = 0o600;
const privateFolder = 0o700;
/** First bytes of every SQLite database ("Database File Format", The Database Header). */
const magic = Buffer.from('SQLite format 3\0', 'latin1');

/**
 * Makes sure that the file can be opened, and creates an empty one that only the owner can read where there is none. What is
 * not an SQLite database, or cannot be written, is left alone. Throws `StoreError` kinds `corrupt` and `readOnly`.
 */
export function prepareFile(file: string): void {
	// Before the main file: SQLite never writes the -wal of an empty database, so this order sees no false alarm from another process.
	const leftover = sizeOf(`${file}-wal`);
	const size = sizeOf(file);
	if (leftover > 0 && size === 0) {
		throw damaged(file, 'it is missing or empty although its -wal file still holds changes');
	}
	try {
		if (size === 0) create(file);
		else check(file);
		fs.accessSync(file, fs.constants.R_OK | fs.constants.W_OK);
		fs.accessSync(path.dirname(file), fs.constants.R_OK | fs.constants.W_OK | fs.constants.X_OK);
	} catch (error) {
		if (hasSystemCode(error)) throw cannotWrite(file, describe(error.code));
		throw error;
	}
}

/** Takes rights away that others have on the store, e.g. after it was restored from a backup. */
export function makePrivate(file: string): void {
	for (const name of [file, `${file}-wal`, `${file}-shm`]) narrow(name, privateFile);
}

/** The same for a folder that holds nothing but the store, and may be there from before. One that is not there is left to `openSqliteStore`. */
export function makeFolderPrivate(folder: string): void {
	narrow(folder, privateFolder);
}

function narrow(name: string, mode: number): void {
	const present = fs.statSync(name, { throwIfNoEntry: false })?.mode;
	if (present === undefined || (present & 0o077) === 0) return;
	try {
		fs.chmodSync(name, mode);
	} catch (error) {
		// What is another user's keeps the rights that its owner gave it.
		if (!hasSystemCode(error) || error.code !== 'EPERM') throw error;
	}
}

function create(file: string): void {
	fs.mkdirSync(path.dirname(file), { recursive: true, mode: privateFolder });
	const handle = fs.openSync(file, 'a', privateFile);
	try {
		fs.fchmodSync(handle, privateFile);
	} finally {
		fs.closeSync(handle);
	}
}

function check(file: string): void {
	const handle = fs.openSync(file, 'r');
	try {
		const start = Buffer.alloc(magic.length);
		fs.readSync(handle, start, 0, start.length, 0);
		if (!start.equals(magic)) throw damaged(file, 'it is not an SQLite database, or its beginning is damaged');
	} finally {
		fs.closeSync(handle);
	}
}

function sizeOf(file: string): number {
	try {
		return fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
	} catch (error) {
		if (hasSystemCode(error)) throw cannotWrite(file, describe(error.code));
		throw error;
	}
}

function hasSystemCode(error: unknown): error is Error & { code: string } {
	return error instanceof Error && 'code' in error && typeof error.code === 'string' && 'syscall' in error;
}

function describe(code: string): string {
	switch (code) {
		case 'EACCES':
		case 'EPERM':
			return 'the file or its folder may not be written';
		case 'EROFS':
			return 'it lies on a read-only disk';
		case 'EISDIR':
			return 'it is a folder, not a file';
		case 'ENOTDIR':
		case 'EEXIST':
			return 'a part of its path is a file, not a folder';
		case 'ENOSPC':
			return 'the disk is full';
		default:
			return `the system answers ${code}`;
	}
}
