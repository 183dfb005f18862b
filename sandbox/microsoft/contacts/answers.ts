import { textOf, type JsonObject } from '../../core/json';
import type { SandboxReply } from '../../core/types';
import { styleOf, type GraphCall } from '../call';
import { readDelta } from '../delta';
import { folderExists, GraphError, propertyInvalid } from '../errors';
import { checkMembers } from '../events/input';
import { folderId, itemId } from '../ids';
import { lookupIn, readFilter } from '../odata/filter';
import { folderPages, itemPages, pageOf } from '../odata/page';
import { lookupOf, orderBy, readExpand, readSelect, select } from '../odata/query';
import type { Route } from '../routes';
import type { ContactFolder, Mailbox, MicrosoftState } from '../state';
import type { StoredContact } from '../types';
import { renderContact, type ContactWriter } from './contacts';
import { contactMembers } from './fields';

const homes = ['', 'contactFolders/{folder}/'];
const folderMembers: ReadonlySet<string> = new Set(['id', 'displayName', 'parentFolderId']);
const refusedInDelta = ['$expand', '$filter', '$orderby', '$search'];

type Selected = { names: string[] | null };

/** The routes of contact folders, contacts and their deltas. */
export class ContactAnswers {
	constructor(
		private readonly state: MicrosoftState,
		private readonly writer: ContactWriter,
	) {}

	routes(): Route[] {
		return [
			...homes.flatMap((home): Route[] => [
				{ method: 'GET', pattern: `${home}contacts`, needs: 'contacts.read', answer: (call) => ok(this.list(call)) },
				{ method: 'POST', pattern: `${home}contacts`, needs: 'contacts.write', answer: (call) => this.create(call) },
				{ method: 'GET', pattern: `${home}contacts/delta`, needs: 'contacts.read', answer: (call) => ok(this.delta(call)) },
				{ method: 'GET', pattern: `${home}contacts/{contact}`, needs: 'contacts.read', answer: (call) => this.get(call) },
				{ method: 'PATCH', pattern: `${home}contacts/{contact}`, needs: 'contacts.write', answer: (call) => this.change(call) },
				{ method: 'DELETE', pattern: `${home}contacts/{contact}`, needs: 'contacts.write', answer: (call) => this.remove(call) },
			]),
			{ method: 'GET', pattern: 'contactFolders', needs: 'contacts.read', answer: (call) => ok(this.folders(call, call.mailbox.defaultContacts)) },
			{ method: 'POST', pattern: 'contactFolders', needs: 'contacts.write', answer: (call) => this.createFolder(call, call.mailbox.defaultContacts) },
			{ method: 'GET', pattern: 'contactFolders/{folder}', needs: 'contacts.read', answer: (call) => this.oneFolder(call, this.folder(call)) },
			{ method: 'PATCH', pattern: 'contactFolders/{folder}', needs: 'contacts.write', answer: (call) => this.renameFolder(call) },
			{ method: 'DELETE', pattern: 'contactFolders/{folder}', needs: 'contacts.write', answer: (call) => this.removeFolder(call) },
			{ method: 'GET', pattern: 'contactFolders/{folder}/childFolders', needs: 'contacts.read', answer: (call) => ok(this.folders(call, this.folder(call))) },
			{ method: 'POST', pattern: 'contactFolders/{folder}/childFolders', needs: 'contacts.write', answer: (call) => this.createFolder(call, this.folder(call)) },
		];
	}

	/** Throws 409 when the folder has one of that name. */
	addFolder(mailbox: Mailbox, name: string, parent: ContactFolder): ContactFolder {
		this.checkName(mailbox, name, parent.key);
		return this.state.addContactFolder(mailbox, name, parent);
	}

	private folder(call: GraphCall): ContactFolder {
		return call.ids.folder === undefined ? call.mailbox.defaultContacts : this.state.contactFolderIn(call.mailbox, call.ids.folder);
	}

	private found(call: GraphCall): { folder: ContactFolder; contact: StoredContact } {
		return this.state.contactIn(call.mailbox, call.ids.contact ?? '', call.ids.folder === undefined ? undefined : this.folder(call));
	}

	private one(call: GraphCall, folder: ContactFolder, contact: StoredContact, status = 200): SandboxReply {
		const names = readSelect(call.query, contactMembers, 'contact');
		const context = `${call.base}/$metadata#users('${encodeURIComponent(call.mailbox.user.mail)}')/contacts/$entity`;
		const item = select({ '@odata.context': context, ...renderContact(contact, styleOf(call, folder.key, this.state.options.unknownFields)) }, names);
		return { status, body: { ...item, ...readExpand(call.query)(contact) } };
	}

	private list(call: GraphCall): JsonObject {
		const { query } = call;
		const folder = this.folder(call);
		const style = styleOf(call, folder.key, this.state.options.unknownFields);
		const names = readSelect(query, contactMembers, 'contact');
		const expand = readExpand(query);
		const filter = query.has('$filter') ? readFilter(query.get('$filter') ?? '') : undefined;
		const kept = filter === undefined ? folder.living : folder.living.filter((contact) => filter(lookupOf(() => renderContact(contact, style), contact)));
		const context = `users('${encodeURIComponent(call.mailbox.user.mail)}')/contacts`;
		const finish = (contact: StoredContact, item: JsonObject): JsonObject => ({ ...select(item, names), ...expand(contact) });
		if (!query.has('$orderby')) return pageOf(call, kept, itemPages, context, (contact) => finish(contact, renderContact(contact, style)));
		const rendered = new Map(kept.map((contact) => [renderContact(contact, style), contact]));
		return pageOf(call, orderBy(query, [...rendered.keys()]), itemPages, context, (item) => {
			const contact = rendered.get(item);
			return contact === undefined ? item : finish(contact, item);
		});
	}

	private delta(call: GraphCall): JsonObject {
		const folder = this.folder(call);
		const style = styleOf(call, folder.key, this.state.options.unknownFields);
		const owner = call.path.startsWith('/me/') ? '/me' : `/users('${call.mailbox.user.id}')`;
		return readDelta<StoredContact, Selected>(this.state, call, {
			folder,
			feed: 'contacts',
			path: `${owner}${call.ids.folder === undefined ? '' : `/contactFolders('${folderId(folder.key)}')`}/contacts/delta`,
			context: 'contact',
			freeze: () => this.freeze(call.query),
			entries: (contact, { names }, isFirstRound) => {
				const type = { '@odata.type': '#microsoft.graph.contact' };
				if (!contact.deleted) return [() => ({ ...type, ...select(renderContact(contact, style), names ?? undefined) })];
				return isFirstRound ? [] : [() => ({ ...type, id: itemId(style.ids, folder.key, contact.key), '@removed': { reason: 'deleted' } })];
			},
		});
	}

	private freeze(query: URLSearchParams): Selected {
		const refused = refusedInDelta.filter((name) => query.has(name));
		if (refused.length > 0) {
			throw new GraphError(
				400,
				'ErrorInvalidUrlQuery',
				`The following parameters are not supported with change tracking over the 'Contacts' resource: '${refused.join(', ')}'.`,
			);
		}
		return { names: readSelect(query, contactMembers, 'contact') ?? null };
	}

	private create(call: GraphCall): SandboxReply {
		const folder = this.folder(call);
		return this.one(call, folder, this.writer.create(folder, call.body), 201);
	}

	private get(call: GraphCall): SandboxReply {
		const { folder, contact } = this.found(call);
		return this.one(call, folder, contact);
	}

	private change(call: GraphCall): SandboxReply {
		const { folder, contact } = this.found(call);
		return this.one(call, folder, this.writer.change(folder, contact, call.body, call.request.headers['if-match']));
	}

	private remove(call: GraphCall): SandboxReply {
		const { folder, contact } = this.found(call);
		this.writer.remove(folder, contact);
		return { status: 204 };
	}

	private renderFolder(folder: ContactFolder, mailbox: Mailbox): JsonObject {
		return { id: folderId(folder.key), displayName: folder.name, parentFolderId: folderId(folder.parentKey ?? mailbox.user.id.slice(0, 16)) };
	}

	/** The default folder is in no list (recorded). */
	private folders(call: GraphCall, parent: ContactFolder): JsonObject {
		const all = [...call.mailbox.contactFolders.values()].filter(({ removed, parentKey }) => !removed && parentKey === parent.key);
		const names = readSelect(call.query, folderMembers, 'contactFolder');
		const filter = call.query.has('$filter') ? readFilter(call.query.get('$filter') ?? '') : undefined;
		const rendered = all.map((folder) => this.renderFolder(folder, call.mailbox)).filter((folder) => filter === undefined || filter(lookupIn(folder)));
		return pageOf(call, rendered, folderPages, `users('${encodeURIComponent(call.mailbox.user.mail)}')/contactFolders`, (folder) => select(folder, names));
	}

	private oneFolder(call: GraphCall, folder: ContactFolder, status = 200): SandboxReply {
		const context = `${call.base}/$metadata#users('${encodeURIComponent(call.mailbox.user.mail)}')/contactFolders/$entity`;
		const names = readSelect(call.query, folderMembers, 'contactFolder');
		return { status, body: select({ '@odata.context': context, ...this.renderFolder(folder, call.mailbox) }, names) };
	}

	private createFolder(call: GraphCall, parent: ContactFolder): SandboxReply {
		return this.oneFolder(call, this.addFolder(call.mailbox, this.nameIn(call.body), parent), 201);
	}

	private renameFolder(call: GraphCall): SandboxReply {
		const folder = this.folder(call);
		const name = this.nameIn(call.body);
		if (name.toLowerCase() !== folder.name.toLowerCase()) this.checkName(call.mailbox, name, folder.parentKey);
		folder.name = name;
		return this.oneFolder(call, folder);
	}

	private removeFolder(call: GraphCall): SandboxReply {
		this.writer.removeFolder(this.folder(call));
		return { status: 204 };
	}

	private nameIn(body: JsonObject): string {
		checkMembers(body, folderMembers, 'contactFolder');
		const name = textOf(body, 'displayName');
		if (name === undefined || name === '') throw propertyInvalid('The contact folder needs a displayName.');
		return name;
	}

	private checkName(mailbox: Mailbox, name: string, parentKey: string | undefined): void {
		const isTaken = [...mailbox.contactFolders.values()].some((one) => !one.removed && one.parentKey === parentKey && one.name.toLowerCase() === name.toLowerCase());
		if (isTaken) throw folderExists(name);
	}
}

function ok(body: JsonObject): SandboxReply {
	return { status: 200, body };
}
