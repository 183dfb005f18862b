/** Durable state of the syncs, kept in an SQLite file through Node's own driver. */
export { openSqliteStore } from './sqlite/open';
export type { SqliteStoreOptions } from './sqlite/open';
export { makeFolderPrivate } from './sqlite/file';
export { SqliteMissing } from './sqlite/driver';
export { leaseOwner } from './leaseOwner';
export type { ProcessIsAlive } from './leaseOwner';
