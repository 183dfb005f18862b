import { SystemError } from '../../sync/types';
import type { Resource, Snapshot } from '../../sync/types';
import type { Connection } from '../system';
import { untitledPlaceholder } from './capabilities';
import { ZohoClient } from './client';
import { malformed } from './errors';
import { moduleOf } from './fields';
import { contactSnapshot } from './mapping/contact';
import { eventSnapshot } from './mapping/event';
import { allDayFormOf } from './mapping/times';
import type { AllDayForm } from './mapping/times';
import { idOf, rowsOf, textOf } from './row';
import type { ZohoRow } from './row';

/** Titles that Zoho's own Google sync gives to untitled events, by language. */
const vendorPlaceholders = [untitledPlaceholder, 'Nicht angegeben', 'Non renseigné'];

export interface ZohoUser {
	id: string;
	name: string;
	email: string;
}

/** What one connection to Zoho knows while it lives: shared by reading, writing and the change feed. */
export class ZohoSession {
	readonly client: ZohoClient;
	readonly resource: Resource;
	readonly module: 'Events' | 'Contacts';
	private readonly placeholders: Set<string>;
	private user: Promise<ZohoUser> | null = null;
	/** How this organisation's all-day events end, as far as a row has told; the recorded form until then. */
	private seenAllDayForm: AllDayForm = 'inclusive';

	constructor(readonly connection: Connection) {
		this.client = new ZohoClient(connection);
		this.resource = connection.resource;
		this.module = moduleOf(connection.resource);
		this.placeholders = new Set(vendorPlaceholders);
		if (connection.untitledPlaceholder !== undefined) this.placeholders.add(connection.untitledPlaceholder.trim());
	}

	get allDayForm(): AllDayForm {
		return this.seenAllDayForm;
	}

	/** A text that this connection itself writes for an empty title must be read as an empty title, too. */
	rememberPlaceholder(text: string): void {
		if (text.trim() !== '') this.placeholders.add(text.trim());
	}

	/** The connected user; asked once. */
	async currentUser(): Promise<ZohoUser> {
		this.user ??= this.readCurrentUser();
		return await this.user;
	}

	private async readCurrentUser(): Promise<ZohoUser> {
		const answer = await this.client.get('users', { type: 'CurrentUser' });
		const row = rowsOf(answer?.body.users)[0];
		if (row === undefined || idOf(row.id) === '') throw malformed('about the connected user');
		return userOf(row);
	}

	/** A row in canonical form, or a sentence that says why it cannot be understood. Throws when the row has no id. */
	snapshot(row: ZohoRow, seenAt: number | null, complete: boolean): Snapshot | string {
		if (idOf(row.id) === '') throw malformed(`with records of ${this.module}`);
		const context = { account: '', container: this.connection.container, seenAt, complete, placeholders: this.placeholders };
		if (this.resource === 'contact') return contactSnapshot(row, context);
		this.seenAllDayForm = allDayFormOf(row) ?? this.seenAllDayForm;
		return eventSnapshot(row, context);
	}

	/** The snapshots of those rows that can be understood. */
	snapshots(rows: ZohoRow[], seenAt: number | null): Snapshot[] {
		return rows.map((row) => this.snapshot(row, seenAt, false)).filter((snapshot) => typeof snapshot !== 'string');
	}
}

export function userOf(row: ZohoRow): ZohoUser {
	const name = textOf(row.full_name) || [textOf(row.first_name), textOf(row.last_name)].filter((part) => part !== '').join(' ');
	return { id: idOf(row.id), name: name === '' ? textOf(row.email) : name, email: textOf(row.email) };
}

/** True for refusals that mean "not with these scopes or permissions", for which another way may be open. */
export function isForbidden(error: unknown): boolean {
	return error instanceof SystemError && error.kind === 'forbidden';
}
