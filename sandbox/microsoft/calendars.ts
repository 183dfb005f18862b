import { textOf, type JsonObject } from '../core/json';
import type { SandboxReply } from '../core/types';
import type { GraphCall } from './call';
import { accessDenied, folderExists, GraphError, propertyInvalid } from './errors';
import { checkMembers } from './events/input';
import { folderId } from './ids';
import { folderPages, pageOf } from './odata/page';
import { lookupIn, readFilter } from './odata/filter';
import { orderBy, readSelect, select } from './odata/query';
import type { Route } from './routes';
import { addressOf, type GraphCalendar, type Mailbox, type MicrosoftState } from './state';

const members = [
	'id',
	'allowedOnlineMeetingProviders',
	'canEdit',
	'canShare',
	'canViewPrivateItems',
	'changeKey',
	'color',
	'defaultOnlineMeetingProvider',
	'groupClassId',
	'hexColor',
	'isDefaultCalendar',
	'isRemovable',
	'isTallyingResponses',
	'name',
	'owner',
];
const calendarMembers: ReadonlySet<string> = new Set(members);
const colors: Record<string, string> = {
	auto: '',
	lightBlue: '#0078d4',
	lightGreen: '#498205',
	lightOrange: '#f7630c',
	lightGray: '#69797e',
	lightYellow: '#fce100',
	lightTeal: '#038387',
	lightPink: '#e3008c',
	lightBrown: '#8e562e',
	lightRed: '#d13438',
	maxColor: '',
};

/** A calendar as one mailbox sees it. */
export function renderCalendar(calendar: GraphCalendar, mailbox: Mailbox): JsonObject {
	const isOwn = calendar.owner.id === mailbox.user.id;
	return {
		allowedOnlineMeetingProviders: ['teamsForBusiness'],
		canEdit: calendar.canEdit(mailbox.user),
		canShare: isOwn && calendar.isWritable,
		canViewPrivateItems: isOwn,
		changeKey: calendar.changeKey,
		color: calendar.color,
		defaultOnlineMeetingProvider: 'teamsForBusiness',
		groupClassId: '0006f0b7-0000-0000-c000-000000000046',
		hexColor: colors[calendar.color] ?? '',
		id: folderId(calendar.key),
		isDefaultCalendar: isOwn && calendar.isDefault,
		isRemovable: !calendar.isDefault,
		isTallyingResponses: isOwn && calendar.isDefault,
		name: calendar.name,
		owner: addressOf(calendar.owner),
	};
}

/** The collection of calendars. */
export class CalendarAnswers {
	constructor(private readonly state: MicrosoftState) {}

	routes(): Route[] {
		return [
			{ method: 'GET', pattern: 'calendars', needs: 'calendars.read', answer: (call) => ({ status: 200, body: this.list(call) }) },
			{ method: 'POST', pattern: 'calendars', needs: 'calendars.write', answer: (call) => this.create(call) },
			...['calendar', 'calendars/{calendar}'].flatMap((pattern): Route[] => [
				{ method: 'GET', pattern, needs: 'calendars.read', answer: (call) => this.one(call, this.calendar(call)) },
				{ method: 'PATCH', pattern, needs: 'calendars.write', answer: (call) => this.change(call) },
				{ method: 'DELETE', pattern, needs: 'calendars.write', answer: (call) => this.remove(call) },
			]),
			{ method: 'GET', pattern: 'events/{event}/calendar', needs: 'calendars.read', answer: (call) => this.one(call, this.state.eventIn(call.mailbox, call.ids.event ?? '').calendar) },
		];
	}

	/** Throws 409 when the mailbox has a calendar of that name. */
	add(mailbox: Mailbox, name: string): GraphCalendar {
		this.checkName(mailbox, name);
		return this.state.addCalendar(mailbox, name);
	}

	/** Throws 403 when it is not the user's and 400 for the default calendar. */
	delete(mailbox: Mailbox, calendar: GraphCalendar): void {
		if (calendar.owner.id !== mailbox.user.id) throw accessDenied();
		if (calendar.isDefault) throw new GraphError(400, 'ErrorDeleteDistinguishedFolder', 'Distinguished folders cannot be deleted.');
		calendar.removed = true;
	}

	rename(mailbox: Mailbox, calendar: GraphCalendar, name: string): void {
		if (name.toLowerCase() !== calendar.name.toLowerCase()) this.checkName(mailbox, name);
		calendar.name = name;
	}

	private calendar(call: GraphCall): GraphCalendar {
		return call.ids.calendar === undefined ? call.mailbox.defaultCalendar : this.state.calendarIn(call.mailbox, call.ids.calendar);
	}

	private one(call: GraphCall, calendar: GraphCalendar, status = 200): SandboxReply {
		const mailbox = call.mailbox;
		const context = `${call.base}/$metadata#users('${encodeURIComponent(mailbox.user.mail)}')/calendars/$entity`;
		const body = select({ '@odata.context': context, ...renderCalendar(calendar, mailbox) }, readSelect(call.query, calendarMembers, 'calendar'));
		return { status, body };
	}

	private list(call: GraphCall): JsonObject {
		const names = readSelect(call.query, calendarMembers, 'calendar');
		const filter = call.query.has('$filter') ? readFilter(call.query.get('$filter') ?? '') : undefined;
		const rendered = this.state.calendarsOf(call.mailbox).map((calendar) => renderCalendar(calendar, call.mailbox));
		const kept = filter === undefined ? rendered : rendered.filter((calendar) => filter(lookupIn(calendar)));
		const context = `users('${encodeURIComponent(call.mailbox.user.mail)}')/calendars`;
		return pageOf(call, orderBy(call.query, kept), folderPages, context, (calendar) => select(calendar, names));
	}

	private create(call: GraphCall): SandboxReply {
		checkMembers(call.body, calendarMembers, 'calendar');
		const name = textOf(call.body, 'name');
		if (name === undefined || name === '') throw propertyInvalid('The calendar needs a name.');
		const calendar = this.add(call.mailbox, name);
		calendar.color = this.colorIn(call.body) ?? calendar.color;
		return this.one(call, calendar, 201);
	}

	private change(call: GraphCall): SandboxReply {
		checkMembers(call.body, calendarMembers, 'calendar');
		const calendar = this.calendar(call);
		const name = textOf(call.body, 'name');
		if (calendar.owner.id !== call.mailbox.user.id) throw accessDenied();
		if (name !== undefined && calendar.isDefault) throw new GraphError(400, 'ErrorInvalidRequest', 'The default calendar cannot be renamed.');
		if (name !== undefined) this.rename(call.mailbox, calendar, name);
		calendar.color = this.colorIn(call.body) ?? calendar.color;
		return this.one(call, calendar);
	}

	private remove(call: GraphCall): SandboxReply {
		this.delete(call.mailbox, this.calendar(call));
		return { status: 204 };
	}

	private checkName(mailbox: Mailbox, name: string): void {
		const isTaken = [...mailbox.calendars.values()].some((one) => !one.removed && one.name.toLowerCase() === name.toLowerCase());
		if (isTaken) throw folderExists(name);
	}

	private colorIn(body: JsonObject): string | undefined {
		const color = textOf(body, 'color');
		if (color !== undefined && !(color in colors)) throw propertyInvalid(`'${color}' is no calendar color.`);
		return color;
	}
}
