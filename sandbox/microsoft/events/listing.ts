import type { JsonObject } from '../../core/json';
import { styleOf, type GraphCall } from '../call';
import { GraphError, invalidParameter } from '../errors';
import { readFilter } from '../odata/filter';
import { itemPages, pageOf } from '../odata/page';
import { lookupOf, orderBy, readExpand, readSelect, select } from '../odata/query';
import type { GraphCalendar, MicrosoftState } from '../state';
import { eventMembers } from './properties';
import { renderEvent } from './render';
import { shownIn, viewOf, type EventView } from './series';


const longestWindow = 1825 * 86_400_000;

/** A time of the window; without an offset it is UTC. */
function readTime(query: URLSearchParams, name: string): number {
	const text = query.get(name) ?? query.get(name.toLowerCase());
	if (text === null) {
		throw invalidParameter('This request requires a time window specified by the query string parameters StartDateTime and EndDateTime.');
	}
	const at = Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(text) || !text.includes('T') ? text : `${text}Z`);
	if (Number.isNaN(at)) throw invalidParameter(`The value '${text}' of ${name} is not a date and time.`);
	return at;
}

/** Reads `startDateTime` and `endDateTime`. Throws 400 without them and for a window of more than five years. */
export function readWindow(query: URLSearchParams): { from: number; to: number } {
	const from = readTime(query, 'startDateTime');
	const to = readTime(query, 'endDateTime');
	if (to < from) throw invalidParameter('The end of the time window is before its start.');
	if (to - from > longestWindow) throw new GraphError(400, 'ErrorCalendarViewRangeTooBig', 'Requested range too big. Maximum number of days: 1825.');
	return { from, to };
}

/** Lists of events. */
export class EventListing {
	constructor(private readonly state: MicrosoftState) {}

	/** Single events and masters. */
	events(call: GraphCall, calendars: readonly GraphCalendar[]): JsonObject {
		const views = calendars.flatMap((calendar) => calendar.living.map((event) => ({ calendar, view: viewOf(event) })));
		return this.answer(call, views, `users('${call.mailbox.user.mail}')/events`);
	}

	/** What a calendar shows in the window: series day by day. */
	view(call: GraphCall, calendar: GraphCalendar): JsonObject {
		const { from, to } = readWindow(call.query);
		const views = calendar.living.flatMap((event) => shownIn(event, from, to)).sort((first, second) => first.fields.start.at - second.fields.start.at);
		return this.page(call, calendar, views, `users('${call.mailbox.user.mail}')/calendarView`);
	}

	page(call: GraphCall, calendar: GraphCalendar, views: readonly EventView[], context: string): JsonObject {
		return this.answer(call, views.map((view) => ({ calendar, view })), context);
	}

	private answer(call: GraphCall, all: Array<{ calendar: GraphCalendar; view: EventView }>, context: string): JsonObject {
		const { query } = call;
		const names = readSelect(query, eventMembers, 'event');
		const expand = readExpand(query);
		const filter = query.has('$filter') ? readFilter(query.get('$filter') ?? '') : undefined;
		const render = ({ calendar, view }: { calendar: GraphCalendar; view: EventView }): JsonObject => renderEvent(view, styleOf(call, calendar.key, this.state.options.unknownFields));
		const kept = filter === undefined ? all : all.filter((one) => filter(lookupOf(() => render(one), one.view.fields)));
		const finish = (one: (typeof kept)[number], item: JsonObject): JsonObject => ({ ...select(item, names), ...expand(one.view.fields) });
		if (!query.has('$orderby')) return pageOf(call, kept, itemPages, context, (one) => finish(one, render(one)));
		const rendered = new Map(kept.map((one) => [render(one), one]));
		return pageOf(call, orderBy(query, [...rendered.keys()]), itemPages, context, (item) => {
			const one = rendered.get(item);
			return one === undefined ? item : finish(one, item);
		});
	}
}
