/** The engine: everything a node may call. Knows no vendor, no n8n, no database. */
export * from './types';
export { applyChanges } from './apply/apply';
export { pollSide } from './ingest/poll';
export { activate, rebind, uploadUnsynced, type ActivateRequest } from './operations/activate';
export { deactivate } from './operations/deactivate';
export { discardHeld, listHeld, releaseHeld } from './operations/held';
export { listJournal, listRuns } from './operations/journal';
export { skipItems } from './operations/skip';
export { getStatus } from './operations/status';
export { undoRun } from './operations/undo/undo';
export { fitValues } from './record/fit';
