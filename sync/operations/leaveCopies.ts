import type { Commit, EngineContext, InboxRow } from '../types';
import { linkLeft } from '../apply/linkState';
import { linkId, otherSide } from '../side';

/** Ends the links of records whose deletion is not carried across: their copies stay, and stay left alone. */
export async function leaveCopies(context: EngineContext, sync: string, rows: InboxRow[], reason: string): Promise<Pick<Commit, 'links' | 'journal'>> {
	const links: NonNullable<Commit['links']> = [];
	const journal: NonNullable<Commit['journal']> = [];
	for (const side of ['crm', 'calendar'] as const) {
		const copySide = otherSide(side);
		const deleted = rows.filter((row) => row.side === side && row.change === 'delete' && !row.superseded).map(({ recordId }) => recordId);
		for (const link of await context.store.linksByRecord(sync, side, deleted)) {
			if (link.state !== 'linked') continue;
			links.push(linkLeft(link, copySide));
			journal.push({
				sync, at: context.clock.now(), run: context.run, side: copySide, recordId: linkId(link, copySide) ?? '', action: 'unlink', reason, fields: [], before: null, after: null,
			});
		}
	}
	return { links, journal };
}
