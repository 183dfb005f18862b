import type { JsonObject } from '../../core/json';
import { changeConflict, GraphError } from '../errors';
import { readExtendedProperties } from '../extendedProperties';
import { folderId, itemId } from '../ids';
import { readExtensions } from '../openExtensions';
import type { RenderStyle } from '../events/render';
import type { ChangeType, ContactFolder, MicrosoftState } from '../state';
import type { StoredContact } from '../types';
import { emptyContact, numberedEmails, readContact } from './fields';

/** A contact as a read answers it, members by name as recorded. */
export function renderContact(contact: StoredContact, style: RenderStyle): JsonObject {
	const members: JsonObject = {
		...contact.fields,
		...numberedEmails(contact.fields),
		changeKey: contact.changeKey,
		createdDateTime: writeSeconds(contact.created),
		id: itemId(style.ids, style.folderKey, contact.key),
		lastModifiedDateTime: writeSeconds(contact.modified),
		parentFolderId: folderId(style.folderKey),
	};
	const sorted = Object.entries(members).sort(([first], [second]) => (first < second ? -1 : 1));
	const surprise = style.unknownFields && contact.change % 7 === 0 ? { undocumentedMember: { since: 'lately' } } : {};
	return { '@odata.etag': `W/"${contact.changeKey}"`, ...Object.fromEntries(sorted), ...surprise };
}

function writeSeconds(at: number): string {
	return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** Creates, changes and deletes contacts by the API's rules. Throws `GraphError` for what Graph refuses. */
export class ContactWriter {
	constructor(private readonly state: MicrosoftState) {}

	/** `isByHand` for a person in Outlook: what is left out reads as an empty text there. */
	create(folder: ContactFolder, body: JsonObject, isByHand = false): StoredContact {
		const contact = folder.store({
			key: this.state.mintKey(),
			fields: readContact(body, emptyContact(isByHand)),
			properties: readExtendedProperties(body.singleValueExtendedProperties, {}),
			extensions: readExtensions(body.extensions),
		});
		this.announce(folder, contact, 'created');
		return contact;
	}

	change(folder: ContactFolder, contact: StoredContact, body: JsonObject, ifMatch?: string): StoredContact {
		const isLocked = this.state.options.contactLock && ifMatch !== undefined && ifMatch !== '*';
		if (isLocked && ifMatch !== `W/"${contact.changeKey}"`) throw changeConflict();
		const properties = readExtendedProperties(body.singleValueExtendedProperties, contact.properties);
		const stored = folder.store({ ...contact, fields: readContact(body, contact.fields), properties });
		this.announce(folder, stored, 'updated');
		return stored;
	}

	remove(folder: ContactFolder, contact: StoredContact): void {
		this.announce(folder, folder.remove(contact), 'deleted');
	}

	/** Another state with the same content, as servers make it on their own account. */
	touch(folder: ContactFolder, contact: StoredContact, extensions: StoredContact['extensions'] = contact.extensions): void {
		this.announce(folder, folder.store({ ...contact, extensions }), 'updated');
	}

	/** The folders inside go with it. Throws 400 for the default folder. */
	removeFolder(folder: ContactFolder): void {
		if (folder.parentKey === undefined) throw new GraphError(400, 'ErrorDeleteDistinguishedFolder', 'Distinguished folders cannot be deleted.');
		folder.removed = true;
		for (const inside of this.state.mailboxOf(folder.owner).contactFolders.values()) if (inside.parentKey === folder.key && !inside.removed) this.removeFolder(inside);
	}

	private announce(folder: ContactFolder, contact: StoredContact, changeType: ChangeType): void {
		this.state.changed({ kind: 'contact', owner: folder.owner, folderKey: folder.key, key: contact.key, changeType, changeKey: contact.changeKey });
	}
}
