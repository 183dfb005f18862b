import type { World } from '../core/types';
import { accessDenied, GraphError, itemNotFound } from './errors';
import { ItemFolder, type FolderRoot } from './folder';
import { mintKey, readFolderId, readItemId } from './ids';
import { defaultOptions, type EmailAddress, type GraphUser, type MicrosoftOptions, type StoredContact, type StoredEvent } from './types';

export type ChangeType = 'created' | 'updated' | 'deleted';

/** Told about every change of an item, for subscriptions. */
export type ChangeListener = (change: { kind: 'event' | 'contact'; owner: GraphUser; folderKey: string; key: string; changeType: ChangeType; changeKey: string }) => void;

/** One calendar of a mailbox. */
export class GraphCalendar extends ItemFolder<StoredEvent> {
	color = 'auto';
	/** Users besides the owner who see it, and whether they may write. */
	readonly sharedWith = new Map<string, { canEdit: boolean }>();

	constructor(
		key: string,
		root: FolderRoot,
		public name: string,
		readonly owner: GraphUser,
		readonly isDefault: boolean,
		/** False for a subscribed calendar. */
		readonly isWritable: boolean,
		readonly changeKey: string,
	) {
		super(key, root);
	}

	canEdit(user: GraphUser): boolean {
		if (!this.isWritable) return false;
		return user.id === this.owner.id || this.sharedWith.get(user.id)?.canEdit === true;
	}
}

/** One contact folder; the default one has no parent and is not listed. */
export class ContactFolder extends ItemFolder<StoredContact> {
	constructor(
		key: string,
		root: FolderRoot,
		public name: string,
		readonly owner: GraphUser,
		readonly parentKey: string | undefined,
	) {
		super(key, root);
	}
}

export interface Mailbox {
	user: GraphUser;
	calendars: Map<string, GraphCalendar>;
	contactFolders: Map<string, ContactFolder>;
	defaultCalendar: GraphCalendar;
	defaultContacts: ContactFolder;
	/** What each `transactionId` made, and when. */
	transactions: Map<string, { key: string; content: string; at: number }>;
}

export interface FoundEvent {
	calendar: GraphCalendar;
	event: StoredEvent;
	day: string | undefined;
}

/** Users, mailboxes and everything in them. */
export class MicrosoftState implements FolderRoot {
	readonly users = new Map<string, GraphUser>();
	readonly mailboxes = new Map<string, Mailbox>();
	options: MicrosoftOptions = { ...defaultOptions };
	tenantId = '';
	private lastChange = 0;
	private stream: { next(): number };

	constructor(
		readonly world: World,
		readonly changed: ChangeListener,
	) {
		this.stream = world.randomStream('microsoft');
	}

	reset(): void {
		this.users.clear();
		this.mailboxes.clear();
		this.options = { ...defaultOptions };
		this.lastChange = 0;
		this.stream = this.world.randomStream('microsoft');
		this.tenantId = this.mintGuid();
	}

	readonly random = (): number => this.stream.next();

	now(): number {
		return this.world.clock.now();
	}

	nextChange(): number {
		return ++this.lastChange;
	}

	mintChangeKey(change: number): string {
		const count = Buffer.alloc(8);
		count.writeBigUInt64BE(BigInt(change));
		return `sBrd26skdkm5ORF+Xk${Buffer.concat([Buffer.from([0x22, 0x48]), count]).toString('base64')}`;
	}

	mintKey(): string {
		return mintKey(this.random);
	}

	mintGuid(): string {
		const hex = (length: number): string => Array.from({ length }, () => Math.floor(this.random() * 16).toString(16)).join('');
		return `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
	}

	/** Adds a user, with a mailbox unless `hasMailbox` is false. */
	addUser(settings: Omit<GraphUser, 'id'>): GraphUser {
		const user: GraphUser = { ...settings, id: this.mintGuid() };
		this.users.set(user.id, user);
		if (!user.hasMailbox) return user;
		const defaultCalendar = this.newCalendar('Calendar', user, true, true);
		const defaultContacts = new ContactFolder(this.mintKey(), this, 'Contacts', user, undefined);
		this.mailboxes.set(user.id, {
			user,
			calendars: new Map([[defaultCalendar.key, defaultCalendar]]),
			contactFolders: new Map([[defaultContacts.key, defaultContacts]]),
			defaultCalendar,
			defaultContacts,
			transactions: new Map(),
		});
		return user;
	}

	/** By id, principal name or address, without regard to case. */
	findUser(name: string): GraphUser | undefined {
		const wanted = name.toLowerCase();
		const known = this.users.get(wanted);
		if (known !== undefined) return known;
		return [...this.users.values()].find((user) => user.userPrincipalName.toLowerCase() === wanted || user.mail.toLowerCase() === wanted);
	}

	/** Throws 404 when the account has no mailbox. */
	mailboxOf(user: GraphUser): Mailbox {
		const mailbox = this.mailboxes.get(user.id);
		if (mailbox === undefined) throw new GraphError(404, 'MailboxNotEnabledForRESTAPI', 'The mailbox is either inactive, soft-deleted, or is hosted on-premise.');
		return mailbox;
	}

	addCalendar(mailbox: Mailbox, name: string, isWritable = true): GraphCalendar {
		const calendar = this.newCalendar(name, mailbox.user, false, isWritable);
		mailbox.calendars.set(calendar.key, calendar);
		return calendar;
	}

	addContactFolder(mailbox: Mailbox, name: string, parent: ContactFolder = mailbox.defaultContacts): ContactFolder {
		const folder = new ContactFolder(this.mintKey(), this, name, mailbox.user, parent.key);
		mailbox.contactFolders.set(folder.key, folder);
		return folder;
	}

	/** The calendars a user sees: the own ones, the default first, and those shared with the user. */
	calendarsOf(mailbox: Mailbox): GraphCalendar[] {
		const shared = [...this.mailboxes.values()].flatMap(({ calendars }) => [...calendars.values()].filter((one) => one.sharedWith.has(mailbox.user.id)));
		return [...mailbox.calendars.values(), ...shared].filter(({ removed }) => !removed);
	}

	/** Throws 400 for no id and 404 when the mailbox has no such calendar. */
	calendarIn(mailbox: Mailbox, id: string): GraphCalendar {
		const key = readFolderId(id);
		const calendar = this.calendarsOf(mailbox).find((one) => one.key === key);
		if (calendar === undefined) throw itemNotFound();
		return calendar;
	}

	contactFolderIn(mailbox: Mailbox, id: string): ContactFolder {
		const folder = mailbox.contactFolders.get(readFolderId(id));
		if (folder === undefined || folder.removed) throw itemNotFound();
		return folder;
	}

	/** Looks in all calendars the mailbox sees, or in one. Throws 400 for no id and 404 when there is none. */
	eventIn(mailbox: Mailbox, id: string, within?: GraphCalendar): FoundEvent {
		const { key, folderKey, day } = readItemId(id);
		for (const calendar of within === undefined ? this.calendarsOf(mailbox) : [within]) {
			const event = calendar.find(key);
			if (event !== undefined && (folderKey === undefined || folderKey === calendar.key)) return { calendar, event, day };
		}
		throw itemNotFound();
	}

	contactIn(mailbox: Mailbox, id: string, within?: ContactFolder): { folder: ContactFolder; contact: StoredContact } {
		const { key, folderKey } = readItemId(id);
		for (const folder of within === undefined ? mailbox.contactFolders.values() : [within]) {
			const contact = folder.removed ? undefined : folder.find(key);
			if (contact !== undefined && (folderKey === undefined || folderKey === folder.key)) return { folder, contact };
		}
		throw itemNotFound();
	}

	/** Throws 403 when the user may only read. */
	checkWritable(mailbox: Mailbox, calendar: GraphCalendar): void {
		if (!calendar.canEdit(mailbox.user)) throw accessDenied();
	}

	private newCalendar(name: string, owner: GraphUser, isDefault: boolean, isWritable: boolean): GraphCalendar {
		return new GraphCalendar(this.mintKey(), this, name, owner, isDefault, isWritable, this.mintChangeKey(this.nextChange()));
	}
}

export function addressOf(user: GraphUser): EmailAddress {
	return { name: user.displayName, address: user.mail };
}
