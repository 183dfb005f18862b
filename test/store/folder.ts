import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach } from 'vitest';

/** Gives each test of a file a folder of its own, removed afterwards. Returns a function that names a file in it. */
export function useFolder(): (name: string) => string {
	let folder = '';
	beforeEach(() => {
		folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sync-store-'));
	});
	afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));
	return (name) => path.join(folder, name);
}
