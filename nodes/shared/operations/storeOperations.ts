/** Operations that ask the store only. They work without any credential, for whatever systems the sync joins. */
export const storeOperations = ['getStatus', 'listHeldChanges', 'releaseHeldChanges', 'discardHeldChanges'];
