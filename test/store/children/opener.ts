import { StoreError } from '../../../sync/types/errors';
import { openSqliteStore } from '../../../store';

/** Tries to open the store, and prints what it answers. */
try {
	void openSqliteStore({ file: process.argv[2] ?? '' }).close();
	process.stdout.write(JSON.stringify({ kind: 'opened' }));
} catch (error) {
	if (!(error instanceof StoreError)) throw error;
	process.stdout.write(JSON.stringify({ kind: error.kind, message: error.message, next: error.next }));
}
