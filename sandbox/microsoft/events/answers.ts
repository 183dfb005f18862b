import type { JsonObject } from '../../core/json';
import type { SandboxReply } from '../../core/types';
import { styleOf, type GraphCall } from '../call';
import { GraphError, invalidParameter, itemNotFound } from '../errors';
import { readExpand, readSelect, select } from '../odata/query';
import { addExtension, changeExtension, extensionMissing, extensionName, removeExtension, renderExtension } from '../openExtensions';
import type { Route } from '../routes';
import type { FoundEvent, GraphCalendar, MicrosoftState } from '../state';
import type { Answer } from '../types';
import { eventDelta } from './delta';
import { EventListing, readWindow } from './listing';
import { eventMembers } from './properties';
import { renderOne, renderOnRequest } from './render';
import { daysIn, type EventView } from './series';
import type { EventWriter } from './writer';

const answers: Record<string, Answer> = { accept: 'accepted', tentativelyAccept: 'tentativelyAccepted', decline: 'declined' };
/** The places at which a calendar's events are reached. */
const homes = ['', 'calendar/', 'calendars/{calendar}/'];

/** The routes of events, calendar views and their deltas. */
export class EventAnswers {
	private readonly listing: EventListing;

	constructor(
		private readonly state: MicrosoftState,
		private readonly writer: EventWriter,
	) {
		this.listing = new EventListing(state);
	}

	routes(): Route[] {
		return homes.flatMap((home): Route[] => [
			{ method: 'GET', pattern: `${home}events`, needs: 'calendars.read', answer: (call) => ok(this.listing.events(call, this.calendarOrAll(call, home))) },
			{ method: 'POST', pattern: `${home}events`, needs: 'calendars.write', answer: (call) => this.create(call) },
			{ method: 'GET', pattern: `${home}calendarView`, needs: 'calendars.read', answer: (call) => ok(this.listing.view(call, this.calendar(call))) },
			{ method: 'GET', pattern: `${home}calendarView/delta`, needs: 'calendars.read', answer: (call) => ok(eventDelta(this.state, call, this.calendar(call))) },
			{ method: 'GET', pattern: `${home}events/{event}`, needs: 'calendars.read', answer: (call) => this.get(call) },
			{ method: 'PATCH', pattern: `${home}events/{event}`, needs: 'calendars.write', answer: (call) => this.change(call) },
			{ method: 'DELETE', pattern: `${home}events/{event}`, needs: 'calendars.write', answer: (call) => this.remove(call) },
			{ method: 'GET', pattern: `${home}events/{event}/instances`, needs: 'calendars.read', answer: (call) => ok(this.instances(call)) },
			{ method: 'POST', pattern: `${home}events/{event}/permanentDelete`, needs: 'calendars.write', answer: (call) => this.permanentDelete(call) },
			{ method: 'POST', pattern: `${home}events/{event}/cancel`, needs: 'calendars.write', answer: (call) => this.cancel(call) },
			...Object.keys(answers).map((action): Route => ({ method: 'POST', pattern: `${home}events/{event}/${action}`, needs: 'calendars.write', answer: (call) => this.respond(call, action) })),
			{ method: 'GET', pattern: `${home}events/{event}/extensions/{extension}`, needs: 'calendars.read', answer: (call) => this.extension(call) },
			{ method: 'POST', pattern: `${home}events/{event}/extensions`, needs: 'calendars.write', answer: (call) => this.addExtension(call) },
			{ method: 'PATCH', pattern: `${home}events/{event}/extensions/{extension}`, needs: 'calendars.write', answer: (call) => this.changeExtension(call) },
			{ method: 'DELETE', pattern: `${home}events/{event}/extensions/{extension}`, needs: 'calendars.write', answer: (call) => this.removeExtension(call) },
		]);
	}

	private calendar(call: GraphCall): GraphCalendar {
		const { calendar } = call.ids;
		return calendar === undefined ? call.mailbox.defaultCalendar : this.state.calendarIn(call.mailbox, calendar);
	}

	/** `/me/events` is about the default calendar, as `/me/calendar/events` is. */
	private calendarOrAll(call: GraphCall, home: string): GraphCalendar[] {
		const isFiltered = call.query.get('$filter')?.includes('singleValueExtendedProperties') === true;
		// A search for an extended property goes through the whole mailbox.
		return home === '' && isFiltered ? this.state.calendarsOf(call.mailbox) : [this.calendar(call)];
	}

	private found(call: GraphCall): FoundEvent {
		return this.state.eventIn(call.mailbox, call.ids.event ?? '', call.ids.calendar === undefined ? undefined : this.calendar(call));
	}

	private one(call: GraphCall, view: EventView, calendar: GraphCalendar, status = 200): SandboxReply {
		const style = styleOf(call, calendar.key, this.state.options.unknownFields);
		const names = readSelect(call.query, eventMembers, 'event');
		const expanded = readExpand(call.query)(view.fields);
		const body = select({ ...renderOne(view, style), ...(names === undefined ? {} : renderOnRequest(view, style)) }, names);
		return { status, headers: status === 201 ? { location: `${call.base}/users('${style.mailbox}')/events('${String(body.id)}')` } : {}, body: { ...body, ...expanded } };
	}

	private create(call: GraphCall): SandboxReply {
		const calendar = this.calendar(call);
		const event = this.writer.create(call.mailbox, calendar, call.body);
		return this.one(call, this.writer.view({ calendar, event, day: undefined }), calendar, 201);
	}

	private get(call: GraphCall): SandboxReply {
		const found = this.found(call);
		return this.one(call, this.writer.view(found), found.calendar);
	}

	private change(call: GraphCall): SandboxReply {
		const found = this.found(call);
		return this.one(call, this.writer.change(call.mailbox, found, call.body, { ifMatch: call.request.headers['if-match'] }), found.calendar);
	}

	private remove(call: GraphCall): SandboxReply {
		try {
			this.writer.remove(call.mailbox, this.found(call), { ifMatch: call.request.headers['if-match'] });
		} catch (error) {
			// What a second delete answers is told in two ways.
			if (error instanceof GraphError && error.status === 404 && this.state.options.secondDelete === 400) {
				throw new GraphError(400, 'ErrorInvalidRequest', "Your request can't be completed. The item has been deleted.");
			}
			throw error;
		}
		return { status: 204 };
	}

	private permanentDelete(call: GraphCall): SandboxReply {
		// Only requests over HTTP have a host.
		if (call.request.headers.host !== undefined && call.request.headers['content-length'] === undefined) return { status: 411, body: '' };
		this.writer.remove(call.mailbox, this.found(call));
		return { status: 204 };
	}

	private cancel(call: GraphCall): SandboxReply {
		this.writer.cancel(call.mailbox, this.found(call));
		return { status: 202 };
	}

	private respond(call: GraphCall, action: string): SandboxReply {
		const sendsResponse = (call.body.sendResponse ?? call.body.SendResponse) !== false;
		this.writer.respond(call.mailbox, this.found(call), answers[action] ?? 'none', sendsResponse);
		return { status: 202 };
	}

	private instances(call: GraphCall): JsonObject {
		const { calendar, event, day } = this.found(call);
		if (day !== undefined || event.fields.recurrence === null) throw invalidParameter('Instances can only be read of a recurring event.');
		const { from, to } = readWindow(call.query);
		return this.listing.page(call, calendar, daysIn(event, from, to), `users('${call.mailbox.user.mail}')/events('${call.ids.event ?? ''}')/instances`);
	}

	private extension(call: GraphCall): SandboxReply {
		const name = extensionName(call.ids.extension ?? '');
		const data = this.found(call).event.fields.extensions[name];
		if (data === undefined) throw extensionMissing();
		return ok(renderExtension(name, data));
	}

	private addExtension(call: GraphCall): SandboxReply {
		const { calendar, event } = this.writable(call);
		const { name, extensions } = addExtension(event.fields.extensions, call.body);
		this.writer.setExtensions(calendar, event, extensions);
		return { status: 201, body: renderExtension(name, extensions[name] ?? {}) };
	}

	private changeExtension(call: GraphCall): SandboxReply {
		const { calendar, event } = this.writable(call);
		const name = extensionName(call.ids.extension ?? '');
		const extensions = changeExtension(event.fields.extensions, name, call.body);
		this.writer.setExtensions(calendar, event, extensions);
		return ok(renderExtension(name, extensions[name] ?? {}));
	}

	private removeExtension(call: GraphCall): SandboxReply {
		const { calendar, event } = this.writable(call);
		this.writer.setExtensions(calendar, event, removeExtension(event.fields.extensions, extensionName(call.ids.extension ?? '')));
		return { status: 204 };
	}

	private writable(call: GraphCall): FoundEvent {
		const found = this.found(call);
		this.state.checkWritable(call.mailbox, found.calendar);
		if (found.day !== undefined) throw itemNotFound();
		return found;
	}
}

function ok(body: JsonObject): SandboxReply {
	return { status: 200, body };
}
