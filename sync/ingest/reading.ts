import type { PollRequest, SideState } from '../types';
import { viewFor, type View } from '../view';

/** A poll with what its sync knows of the side. */
export interface Reading extends PollRequest {
	view: View;
}

/** @param side the side as the sync has joined it */
export function readingOf(request: PollRequest, side: SideState | null): Reading {
	const view = viewFor({ settings: request.settings, placeholder: side?.placeholder }, []);
	return { ...request, settings: withinContainer(request, side), view };
}

/** A CRM lists everybody's records that the user may see; the container is one owner, and only that one's are taken in. */
function withinContainer({ side, settings }: PollRequest, joined: SideState | null): PollRequest['settings'] {
	const { filters } = settings;
	if (side !== 'crm' || !joined?.binding || filters.owner !== null) return settings;
	return { ...settings, filters: { ...filters, owner: joined.binding.container } };
}
