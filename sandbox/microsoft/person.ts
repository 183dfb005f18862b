import { isJsonObject, textOf, type JsonObject } from '../core/json';
import type { CalendarAnswers } from './calendars';
import type { ContactAnswers } from './contacts/answers';
import { renderContact, type ContactWriter } from './contacts/contacts';
import { GraphError } from './errors';
import { rewriteHtml } from './events/body';
import { renderEvent, type RenderStyle } from './events/render';
import { shownIn, viewOf, type EventView } from './events/series';
import type { EventWriter } from './events/writer';
import { folderId } from './ids';
import { userOfDemo } from './seed/people';
import type { ContactFolder, FoundEvent, GraphCalendar, Mailbox, MicrosoftState } from './state';
import type { Answer, GraphContact, GraphEvent, StoredContact, StoredEvent } from './types';

/** Where a person works: by default in the first user's default calendar or contact folder. */
export interface Place {
	/** Id, principal name or address. */
	user?: string;
	calendarId?: string;
	folderId?: string;
	/** Times in UTC instead of each event's own zone. */
	isInUtc?: boolean;
	/** Outlook would mail the guests; nobody is told here unless asked. */
	notifiesGuests?: boolean;
}

/** Edits as a person makes them in Outlook: no token, quota, log or fault is involved. */
export class MicrosoftPerson {
	constructor(
		private readonly state: MicrosoftState,
		private readonly events: EventWriter,
		private readonly people: ContactWriter,
		private readonly calendars: CalendarAnswers,
		private readonly folders: ContactAnswers,
	) {}

	/** Creates an event. With an `organizer` from outside it appears as an invitation. Throws `GraphError` on bad input. */
	create(event: JsonObject, place: Place = {}): GraphEvent {
		const mailbox = this.mailboxAt(place);
		const { organizer, ...body } = event;
		const email = isJsonObject(organizer) && isJsonObject(organizer.emailAddress) ? organizer.emailAddress : undefined;
		const address = email === undefined ? undefined : textOf(email, 'address');
		if (email !== undefined && address !== undefined && address !== mailbox.user.mail) {
			const stored = this.events.receive(mailbox, body, { address, name: textOf(email, 'name') ?? address });
			return this.render(mailbox.defaultCalendar, viewOf(stored));
		}
		const calendar = this.calendarAt(place);
		return this.render(calendar, viewOf(this.events.create(this.ownerOf(calendar), calendar, body, this.options(place))));
	}

	/** Changes the named members of an event or of one occurrence. */
	change(id: string, changes: JsonObject, place: Place = {}): GraphEvent {
		const found = this.find(id, place);
		return this.render(found.calendar, this.events.change(this.ownerOf(found.calendar), found, { ...changes }, this.options(place)));
	}

	remove(id: string, place: Place = {}): void {
		const found = this.find(id, place);
		this.events.remove(this.ownerOf(found.calendar), found, this.options(place));
	}

	/** The user's own answer to an invitation. */
	respond(id: string, answer: Extract<Answer, 'accepted' | 'tentativelyAccepted' | 'declined'>, place: Place = {}): void {
		this.events.respond(this.mailboxAt(place), this.find(id, place), answer, place.notifiesGuests === true);
	}

	/** A guest's answer to a meeting of the user; it is counted in the default calendar only. */
	answerAsGuest(id: string, guest: string, answer: Answer, place: Place = {}): void {
		const { calendar, event } = this.find(id, place);
		this.events.guests.tally(calendar, event, guest, answer);
	}

	/** Moves an event to another calendar of the user: the mutable id changes, the immutable one does not. */
	move(id: string, calendarId: string, place: Place = {}): void {
		const { calendar, event } = this.find(id, place);
		const target = this.state.calendarIn(this.mailboxAt(place), calendarId);
		calendar.remove(event);
		this.events.touch(target, event);
	}

	/** Lets Outlook write the bodies again in its own words: one event, or all of a calendar. */
	rewriteBodies(place: Place = {}, id?: string): void {
		const calendar = this.calendarAt(place);
		for (const event of id === undefined ? calendar.living : [this.find(id, place).event]) {
			this.events.touch(calendar, event, { body: rewriteHtml(event.fields.body) });
		}
	}

	/** New change keys and times without any change of content, as real calendars show them now and then. */
	drift(place: Place = {}, id?: string): void {
		const calendar = this.calendarAt(place);
		for (const event of id === undefined ? calendar.living : [this.find(id, place).event]) this.events.touch(calendar, event);
	}

	/** Deletes every event of a calendar. */
	wipe(place: Place = {}): number {
		const calendar = this.calendarAt(place);
		const all = calendar.living;
		for (const event of all) this.events.remove(this.ownerOf(calendar), { calendar, event, day: undefined }, this.options(place));
		return all.length;
	}

	/** Every stored event; series are not expanded. */
	list(place: Place = {}): GraphEvent[] {
		const calendar = this.calendarAt(place);
		return calendar.living.map((event) => this.render(calendar, viewOf(event), place.isInUtc));
	}

	/** What the calendar shows in a window: series day by day. */
	shown(from: number, to: number, place: Place = {}): GraphEvent[] {
		const calendar = this.calendarAt(place);
		return calendar.living.flatMap((event) => shownIn(event, from, to)).map((view) => this.render(calendar, view));
	}

	get(id: string, place: Place = {}): GraphEvent | undefined {
		const found = this.tryToFind(() => this.find(id, place));
		return found === undefined ? undefined : this.render(found.calendar, this.events.view(found));
	}

	/** The extended properties of an event by their ids as written. */
	propertiesOf(id: string, place: Place = {}): Record<string, string> {
		const { event } = this.find(id, place);
		return Object.fromEntries(Object.values(event.fields.properties).map((property) => [property.id, property.value]));
	}

	/** Returns the new calendar's id. Throws `GraphError` when the name is taken. */
	createCalendar(name: string, place: Pick<Place, 'user'> = {}): string {
		return folderId(this.calendars.add(this.mailboxAt(place), name).key);
	}

	renameCalendar(calendarId: string, name: string, place: Pick<Place, 'user'> = {}): void {
		const mailbox = this.mailboxAt(place);
		this.calendars.rename(mailbox, this.state.calendarIn(mailbox, calendarId), name);
	}

	deleteCalendar(calendarId: string, place: Pick<Place, 'user'> = {}): void {
		const mailbox = this.mailboxAt(place);
		this.calendars.delete(mailbox, this.state.calendarIn(mailbox, calendarId));
	}

	/** Shares a calendar with another user; undefined takes it back. */
	share(calendarId: string, withUser: string, canEdit: boolean | undefined, place: Pick<Place, 'user'> = {}): void {
		const calendar = this.state.calendarIn(this.mailboxAt(place), calendarId);
		const { user } = this.mailboxAt({ user: withUser });
		if (canEdit === undefined) calendar.sharedWith.delete(user.id);
		else calendar.sharedWith.set(user.id, { canEdit });
	}

	/** The calendars the user sees, the default first. */
	calendarList(place: Pick<Place, 'user'> = {}): Array<{ id: string; name: string; isDefault: boolean; isOwn: boolean; events: number }> {
		const mailbox = this.mailboxAt(place);
		return this.state.calendarsOf(mailbox).map((calendar) => ({
			id: folderId(calendar.key),
			name: calendar.name,
			isDefault: calendar === mailbox.defaultCalendar,
			isOwn: calendar.owner.id === mailbox.user.id && calendar.isWritable,
			events: calendar.living.length,
		}));
	}

	/** Creates a contact by hand: what is left out reads as an empty text, not as null. */
	createContact(contact: JsonObject, place: Place = {}): GraphContact {
		const folder = this.folderAt(place);
		return this.renderContact(folder, this.people.create(folder, contact, true));
	}

	changeContact(id: string, changes: JsonObject, place: Place = {}): GraphContact {
		const { folder, contact } = this.state.contactIn(this.mailboxAt(place), id);
		return this.renderContact(folder, this.people.change(folder, contact, { ...changes }));
	}

	removeContact(id: string, place: Place = {}): void {
		const { folder, contact } = this.state.contactIn(this.mailboxAt(place), id);
		this.people.remove(folder, contact);
	}

	listContacts(place: Place = {}): GraphContact[] {
		const folder = this.folderAt(place);
		return folder.living.map((contact) => this.renderContact(folder, contact));
	}

	getContact(id: string, place: Place = {}): GraphContact | undefined {
		const found = this.tryToFind(() => this.state.contactIn(this.mailboxAt(place), id));
		return found === undefined ? undefined : this.renderContact(found.folder, found.contact);
	}

	/** New change keys of contacts without any change of content. */
	driftContacts(place: Place = {}): void {
		const folder = this.folderAt(place);
		for (const contact of folder.living) this.people.touch(folder, contact);
	}

	wipeContacts(place: Place = {}): number {
		const folder = this.folderAt(place);
		const all = folder.living;
		for (const contact of all) this.people.remove(folder, contact);
		return all.length;
	}

	createFolder(name: string, place: Pick<Place, 'user'> = {}): string {
		const mailbox = this.mailboxAt(place);
		return folderId(this.folders.addFolder(mailbox, name, mailbox.defaultContacts).key);
	}

	deleteFolder(id: string, place: Pick<Place, 'user'> = {}): void {
		this.people.removeFolder(this.state.contactFolderIn(this.mailboxAt(place), id));
	}

	/** The user's contact folders, the default first. */
	folderList(place: Pick<Place, 'user'> = {}): Array<{ id: string; name: string; isDefault: boolean; contacts: number }> {
		const all = [...this.mailboxAt(place).contactFolders.values()].filter(({ removed }) => !removed);
		return all.map((folder) => ({ id: folderId(folder.key), name: folder.name, isDefault: folder.parentKey === undefined, contacts: folder.living.length }));
	}

	/** Lets the delta links of one user, or of all, be refused as too old. */
	expireDeltaTokens(place: Pick<Place, 'user'> = {}): void {
		const mailboxes = place.user === undefined ? [...this.state.mailboxes.values()] : [this.mailboxAt(place)];
		for (const { calendars, contactFolders } of mailboxes) {
			for (const folder of [...calendars.values(), ...contactFolders.values()]) folder.epoch++;
		}
	}

	private options(place: Place): { isQuiet: boolean } {
		return { isQuiet: place.notifiesGuests !== true };
	}

	private mailboxAt(place: Pick<Place, 'user'>): Mailbox {
		const name = place.user ?? userOfDemo.userPrincipalName;
		const user = this.state.findUser(name);
		if (user === undefined) throw new GraphError(404, 'ErrorInvalidUser', `The requested user '${name}' is invalid.`);
		return this.state.mailboxOf(user);
	}

	private calendarAt(place: Place): GraphCalendar {
		const mailbox = this.mailboxAt(place);
		return place.calendarId === undefined ? mailbox.defaultCalendar : this.state.calendarIn(mailbox, place.calendarId);
	}

	private folderAt(place: Place): ContactFolder {
		const mailbox = this.mailboxAt(place);
		return place.folderId === undefined ? mailbox.defaultContacts : this.state.contactFolderIn(mailbox, place.folderId);
	}

	private ownerOf(calendar: GraphCalendar): Mailbox {
		return this.state.mailboxOf(calendar.owner);
	}

	private find(id: string, place: Place): FoundEvent {
		return this.state.eventIn(this.mailboxAt(place), id, place.calendarId === undefined ? undefined : this.calendarAt(place));
	}

	private tryToFind<Found>(find: () => Found): Found | undefined {
		try {
			return find();
		} catch (error) {
			if (error instanceof GraphError && error.status === 404) return undefined;
			throw error;
		}
	}

	private style(folder: { key: string; owner: { mail: string } }, event?: StoredEvent, isInUtc = false): RenderStyle {
		const zone = event === undefined || isInUtc ? undefined : { name: event.fields.start.name, iana: event.fields.start.zone };
		return { ids: 'immutable', zone, isTextBody: false, folderKey: folder.key, mailbox: folder.owner.mail, base: '', unknownFields: false };
	}

	private render(calendar: GraphCalendar, view: EventView, isInUtc?: boolean): GraphEvent {
		return renderEvent(view, this.style(calendar, view.event, isInUtc)) as GraphEvent;
	}

	private renderContact(folder: ContactFolder, contact: StoredContact): GraphContact {
		return renderContact(contact, this.style(folder)) as GraphContact;
	}
}
