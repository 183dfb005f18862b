import type { JsonObject } from '../../core/json';
import { styleOf, type GraphCall } from '../call';
import { readDelta } from '../delta';
import { GraphError } from '../errors';
import { folderId, itemId } from '../ids';
import type { GraphCalendar, MicrosoftState } from '../state';
import type { StoredEvent } from '../types';
import { readWindow } from './listing';
import { renderEvent, renderStub, type RenderStyle } from './render';
import { daysIn, touches, viewOf } from './series';

const refused = ['$select', '$expand', '$filter', '$orderby', '$search'];

type Window = { from: number; to: number };

function readFrozen(query: URLSearchParams): Window {
	const given = refused.filter((name) => query.has(name));
	if (given.length > 0) {
		throw new GraphError(
			400,
			'ErrorInvalidUrlQuery',
			`The following parameters are not supported with change tracking over the 'CalendarView' resource: '${given.join(', ')}'.`,
		);
	}
	return readWindow(query);
}

/** Deleted, or not in the window: the server says the same about both. */
function removal(event: StoredEvent, style: RenderStyle): JsonObject {
	return { '@odata.type': '#microsoft.graph.event', id: itemId(style.ids, style.folderKey, event.key), '@removed': { reason: 'deleted' } };
}

/** What one changed event adds: single events and masters whole, a series' days as stubs, its exceptions whole. */
function entriesOf(event: StoredEvent, { from, to }: Window, isFirstRound: boolean, style: RenderStyle): Array<() => JsonObject> {
	const gone = isFirstRound ? [] : [() => removal(event, style)];
	if (event.deleted) return gone;
	const whole = (view: Parameters<typeof renderEvent>[0]): JsonObject => ({ '@odata.type': '#microsoft.graph.event', ...renderEvent(view, style) });
	const view = viewOf(event);
	if (view.type === 'singleInstance') return touches(event.fields, from, to) ? [() => whole(view)] : gone;
	const days = daysIn(event, from, to);
	if (days.length === 0) return gone;
	return [() => whole(view), ...days.map((day) => (day.type === 'exception' ? () => whole(day) : () => renderStub(day, style)))];
}

/** `calendarView/delta` of one calendar. */
export function eventDelta(state: MicrosoftState, call: GraphCall, calendar: GraphCalendar): JsonObject {
	const style = styleOf(call, calendar.key, state.options.unknownFields);
	const owner = call.path.startsWith('/me/') ? '/me' : `/users('${call.mailbox.user.id}')`;
	return readDelta<StoredEvent, Window>(state, call, {
		folder: calendar,
		feed: 'calendarView',
		path: `${owner}${call.ids.calendar === undefined ? '' : `/calendars('${folderId(calendar.key)}')`}/calendarView/delta`,
		context: 'event',
		freeze: () => readFrozen(call.query),
		entries: (event, window, isFirstRound) => entriesOf(event, window, isFirstRound, style),
	});
}
