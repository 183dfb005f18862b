import type { Side } from './types';

export function otherSide(side: Side): Side {
	return side === 'crm' ? 'calendar' : 'crm';
}

/** The id of a link's record on a side. */
export function linkId(link: { crmId: string | null; calendarId: string | null }, side: Side): string | null {
	return side === 'crm' ? link.crmId : link.calendarId;
}

/** Both ids, named by side, from a source and a target id. */
export function idsBySide(source: Side, sourceId: string | null, targetId: string | null): { crmId: string | null; calendarId: string | null } {
	return source === 'crm' ? { crmId: sourceId, calendarId: targetId } : { crmId: targetId, calendarId: sourceId };
}
