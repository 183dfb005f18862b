export type * from './record';
export type * from './system';
export type * from './store';
export type * from './item';
export type * from './clock';
export type * from './api';
export { SystemError, StoreError, SyncRefusal, isPassing } from './errors';
export type { SystemErrorKind } from './errors';
