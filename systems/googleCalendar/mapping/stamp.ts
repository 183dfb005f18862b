import type { calendar_v3 } from '@googleapis/calendar';
import type { Stamp } from '../../../sync/types';

/**
 * Names of the private extended properties that carry the link's mark. Private ones belong to this calendar's copy and are not
 * shown to guests; names over 44 characters would be dropped without a word (Calendar API guide, Extended properties).
 */
const SYNC = 'crmCalendarSync';
const PARTNER = 'crmCalendarSyncPartner';
const GENERATION = 'crmCalendarSyncGeneration';

export function stampToGoogle(stamp: Stamp): calendar_v3.Schema$Event {
	return {
		extendedProperties: {
			private: { [SYNC]: stamp.sync, [PARTNER]: stamp.partnerId, [GENERATION]: String(stamp.generation) },
		},
	};
}

/** undefined when the event carries no mark, or half of one. */
export function stampFromGoogle(event: calendar_v3.Schema$Event): Stamp | undefined {
	const properties = event.extendedProperties?.private ?? {};
	const sync = properties[SYNC];
	const partnerId = properties[PARTNER];
	const generation = Number(properties[GENERATION] ?? 0);
	if (!sync || !partnerId || !Number.isSafeInteger(generation)) return undefined;
	return { sync, partnerId, generation };
}
