import type { FeedPage, FeedRequest } from '../../../sync/types';
import { containerError } from '../errors';
import { changeOf, cursorExpired, endless, isDeadLink, withoutMark } from '../feed';
import { EXPAND_STAMP } from '../mapping/stamp';
import type { Session } from './session';

/**
 * The change feed of the folder. A first read begins a feed, and lists the contacts with the sync's marks, which the feed itself never
 * shows. What the feed calls removed may have been moved to another folder: it is told as missing, never as deleted.
 */
export async function* changes(session: Session, { cursor }: FeedRequest): AsyncGenerator<FeedPage> {
	if (cursor === null) return yield* firstRead(session);
	const { deltaLink } = cursor;
	if (typeof deltaLink !== 'string' || !session.client.isOwn(deltaLink)) throw tooOld();
	let end: string | null = null;
	try {
		for await (const page of session.pagesFrom(deltaLink)) {
			end = page.deltaLink;
			const found = page.items.flatMap((item) => changeOf(session.snapshot, item, session.noun)).map(withoutMark);
			yield { changes: found, ...(end !== null && { cursor: { deltaLink: end } }) };
		}
	} catch (error) {
		if (!isDeadLink(error)) throw containerError(error, session.containerName);
		// A folder that was deleted takes its links along.
		await session.assertContainerIsThere();
		throw tooOld();
	}
	if (end === null) throw endless();
}

/**
 * The feed comes before the list: what is changed or deleted in between is told by the next read. The other way round, a contact
 * that was deleted in between would be listed, and nothing would ever tell that it is gone.
 */
async function* firstRead(session: Session): AsyncGenerator<FeedPage> {
	try {
		let deltaLink: string | null = null;
		for await (const page of session.pages(`${session.folder}/contacts/delta`)) deltaLink = page.deltaLink;
		if (deltaLink === null) throw endless();
		for await (const { items } of session.pages(`${session.folder}/contacts`, { query: { $expand: EXPAND_STAMP } })) {
			yield { changes: items.flatMap((item) => changeOf(session.snapshot, item, session.noun)) };
		}
		yield { changes: [], cursor: { deltaLink } };
	} catch (error) {
		throw containerError(error, session.containerName);
	}
}

function tooOld(): Error {
	return cursorExpired('the remembered position is too old', 'the contact folder');
}
