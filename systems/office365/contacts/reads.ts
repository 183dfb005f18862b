import type { CanonicalRecord, ContactRecord, Snapshot } from '../../../sync/types';
import { containerError, isRefusal } from '../errors';
import { EXPAND_STAMP, markedWith, quoted } from '../mapping/stamp';
import type { Session } from './session';
import { allOf } from '../../shared/allOf';

/** Up to here each contact is looked up by itself; more are found in one listing of the folder. */
const FEW = 10;

/** Contacts that share an e-mail address or a name with the records, or carry a mark that names them. */
export async function findCandidates(session: Session, records: CanonicalRecord[]): Promise<Snapshot[]> {
	const contacts = records.filter((record): record is ContactRecord => !('start' in record));
	if (contacts.length > FEW) return await list(session);
	const found = await allOf(contacts.flatMap(filtersFor).map(async (filter) => await listWhere(session, filter)));
	// A filter that this server does not take says nothing: then the whole folder is looked through.
	if (found.includes(null)) return await list(session);
	return [...new Map(found.flatMap((snapshots) => snapshots ?? []).map((snapshot) => [snapshot.id, snapshot])).values()];
}

function filtersFor({ emails, phones, firstName, lastName, source }: ContactRecord): string[] {
	const filters = [markedWith(source.id)];
	const addresses = emails.map((email) => email.trim()).filter((email) => email !== '');
	if (addresses.length > 0) filters.push(addresses.map((email) => `emailAddresses/any(a:a/address eq '${quoted(email)}')`).join(' or '));
	// By name only together with a phone, or where nothing else is known.
	const isToldByName = phones.length > 0 || addresses.length === 0;
	if (isToldByName && lastName.trim() !== '') filters.push(`surname eq '${quoted(lastName.trim())}'`);
	else if (isToldByName && firstName.trim() !== '') filters.push(`givenName eq '${quoted(firstName.trim())}'`);
	return filters;
}

/** Contacts created at or after the time. */
export async function createdSince(session: Session, time: number): Promise<Snapshot[]> {
	const found = await listWhere(session, `createdDateTime ge ${new Date(time).toISOString()}`);
	return found ?? (await list(session)).filter(({ createdAt }) => createdAt === null || createdAt >= Math.floor(time / 1000) * 1000);
}

/** null when Graph does not take the filter: which ones it knows for contacts is not documented. */
async function listWhere(session: Session, $filter: string): Promise<Snapshot[] | null> {
	try {
		return await collect(session, { $filter });
	} catch (error) {
		if (isRefusal(error, 400, 501)) return null;
		throw containerError(error, session.containerName);
	}
}

async function list(session: Session): Promise<Snapshot[]> {
	try {
		return await collect(session, {});
	} catch (error) {
		throw containerError(error, session.containerName);
	}
}

async function collect(session: Session, query: Record<string, string>): Promise<Snapshot[]> {
	const found: Snapshot[] = [];
	for await (const { items } of session.pages(`${session.folder}/contacts`, { query: { ...query, $expand: EXPAND_STAMP } })) {
		for (const item of items) {
			try {
				found.push(session.snapshot(item));
			} catch {
				// A contact that cannot be understood cannot be recognised as the same as another.
			}
		}
	}
	return found;
}
