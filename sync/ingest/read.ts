import { SystemError } from '../types';
import type { Cursor, EngineContext, FeedChange, FeedPage, InboxEntry, Link, Seen, Sighting, Snapshot, TimeWindow } from '../types';
import type { HeldLease } from '../lease';
import { linkId } from '../side';
import { viewRead, viewSnapshot } from '../view';
import { classify, deleteEntry, entryOf, looksLikeOwnWrite } from './classify';
import type { Reading } from './reading';

/** Own writes of one read that are looked at in full. */
const fullEchoReads = 8;

/** A vendor's clock may differ from ours, and a read is noted some time after it began. */
const clockTolerance = 60 * 60_000;

export interface ReadReport {
	/** Linked records that the settings leave out now; they stay as they are on both sides. */
	skippedLinked: number;
	unreadable: string[];
}

/** Reads a side's changes into the inbox. Each page is committed by itself, the cursor with the last one. */
export async function readChanges(context: EngineContext, request: Reading, window: TimeWindow, held: HeldLease): Promise<ReadReport> {
	const cursor = request.mode !== 'changes' ? null : await context.store.getCursor(request.sync, request.side);
	try {
		return await new FeedReader(context, request, window, held, cursor).run();
	} catch (error) {
		if (!(error instanceof SystemError) || error.kind !== 'cursorExpired' || cursor === null) throw error;
		const known = (await context.store.getSync(request.sync))?.sides[request.side];
		const justBefore = (known?.lastReadAt ?? 0) - clockTolerance;
		// Also before the last read: a feed that is bound to a window never told of what was made beyond it.
		const since = Math.min(justBefore, known?.firstReadAt ?? justBefore);
		return await new FeedReader(context, request, window, held, null, since).run();
	}
}

class FeedReader {
	private readonly report: ReadReport;
	private readonly listed = new Set<string>();
	private ownWrites = 0;
	/** When the page at hand was asked for, in milliseconds since 1970. */
	private askedAt = 0;

	constructor(
		private readonly context: EngineContext,
		private readonly request: Reading,
		private readonly window: TimeWindow,
		private readonly held: HeldLease,
		private readonly cursor: Cursor | null,
		/** Set when the cursor died: records without link that were touched since then are changes, whatever the settings say about a first sync. */
		private readonly relistSince: number | null = null,
	) {
		this.report = { skippedLinked: 0, unreadable: [] };
	}

	async run(): Promise<ReadReport> {
		const { system } = this.request.connected;
		let cursor: Cursor | undefined;
		this.askedAt = this.context.clock.now();
		const everything = this.cursor === null && (await this.hasOldLinks());
		for await (const page of system.changes({ cursor: this.cursor, window: this.window, hint: this.request.hint, ...(everything && { everything }) })) {
			await this.takePage(page);
			cursor = page.cursor ?? cursor;
			this.askedAt = this.context.clock.now();
		}
		if (this.cursor === null) await this.findDeleted();
		// A listing that ended without a cursor was cut off: keep the old one and read again next time.
		if (cursor !== undefined) await this.commit({ cursor });
		return this.report;
	}

	/** True when the side was read before and has links: some of them may lie before the window by now, and reading those one by one takes long. */
	private async hasOldLinks(): Promise<boolean> {
		const { store } = this.context;
		const { sync, side } = this.request;
		const lastReadAt = (await store.getSync(sync))?.sides[side]?.lastReadAt ?? null;
		return lastReadAt !== null && (await store.countLinks(sync, 'linked')) > 0;
	}

	private async takePage(page: FeedPage): Promise<void> {
		const { store } = this.context;
		const { sync, side } = this.request;
		const ids = page.changes.map((change) => (change.kind === 'upsert' ? change.snapshot.id : change.id));
		if (ids.length === 0) return;
		const links = new Map((await store.linksByRecord(sync, side, ids)).map((link) => [linkId(link, side) ?? '', link]));
		const sightings = new Map((await store.getSightings(sync, side, ids)).map((sighting) => [sighting.recordId, sighting]));
		const batch = new FeedBatch();
		for (const change of await this.lookedUp(page.changes, links)) this.take(change, links, sightings, batch);
		await this.commit(batch);
		await this.held.keep();
	}

	/** What is missing from the feed may only have left its window: whoever knows the record looks at it before it counts as deleted. */
	private async lookedUp(changes: FeedChange[], links: Map<string, Link>): Promise<Array<Exclude<FeedChange, { kind: 'missing' }>>> {
		const told = changes.filter((change) => change.kind !== 'missing');
		const missing = changes.flatMap((change) => (change.kind === 'missing' ? [change.id] : []));
		if (missing.length === 0) return told;
		const { sync, side, connected } = this.request;
		const open = new Set((await this.context.store.listRows(sync, { side, recordIds: missing })).map(({ recordId }) => recordId));
		const known = missing.filter((id) => open.has(id) || (links.get(id)?.state ?? 'gone') !== 'gone');
		const reads = known.length === 0 ? [] : await connected.system.readMany(known);
		const found = known.flatMap((id, index): Array<Exclude<FeedChange, { kind: 'missing' }>> => {
			const read = reads[index];
			if (read?.outcome === 'found') return [{ kind: 'upsert', snapshot: read.snapshot }];
			return read?.outcome === 'gone' ? [{ kind: 'delete', id, deletedAt: null }] : [{ kind: 'unreadable', id, message: read?.message ?? 'The vendor did not answer for it.' }];
		});
		return [...told, ...found];
	}

	private take(change: Exclude<FeedChange, { kind: 'missing' }>, links: Map<string, Link>, sightings: Map<string, Sighting>, batch: FeedBatch): void {
		if (change.kind === 'unreadable') {
			this.report.unreadable.push(change.id);
			return;
		}
		const now = this.context.clock.now();
		if (change.kind === 'delete') {
			const link = links.get(change.id);
			if (link === undefined || link.state === 'gone') batch.dropped.push(change.id);
			else batch.entries.push(deleteEntry(change.id, change.deletedAt, now));
			return;
		}
		const { snapshot } = change;
		if (this.cursor === null) this.listed.add(snapshot.id);
		const { settings, side, mode, connected } = this.request;
		const link = links.get(snapshot.id);
		if (mode !== 'all' && this.isTrustedEcho(snapshot, link, batch)) return;
		if (this.mayBeOutdated(snapshot, link)) {
			batch.entries.push({ ...entryOf(snapshot, { now, settings }, now), record: null, digest: null });
			return;
		}
		const takeUnlinked = mode !== 'changes' || this.cursor !== null || settings.firstSync === 'all' || this.isTouchedSinceRelist(snapshot);
		// A change that waits from before is not forgotten for a listing that is only after newer ones.
		if (!takeUnlinked && (link === undefined || link.state === 'gone')) return;
		const verdict = classify(viewSnapshot(snapshot, this.request.view), {
			side,
			settings,
			window: this.window,
			now,
			link,
			sighting: sightings.get(snapshot.id),
			force: mode === 'all',
			openRevisionMark: connected.system.capabilities.openRevisionMark,
			takeUnlinked,
		});
		if (verdict.kind === 'take') batch.entries.push(verdict.entry);
		if (verdict.kind === 'seen') batch.seen.push({ linkId: verdict.linkId, seen: verdict.seen });
		// What waits or is under way from another state of the record no longer holds: it was edited back, or undeleted.
		if (verdict.kind !== 'take') batch.dropped.push(snapshot.id);
		if (verdict.kind === 'skip') {
			batch.sightings.push(verdict.sighting);
			if (verdict.isLinked) this.report.skippedLinked += 1;
		}
	}

	/**
	 * True when the link moved while the page was under way: the other lane may have written the record after the vendor
	 * answered, and what the page shows would look like an edit that takes the write back. Such a record is read again.
	 */
	private mayBeOutdated(snapshot: Snapshot, link: Link | undefined): boolean {
		if (link === undefined || link.state === 'gone' || link.updatedAt < this.askedAt) return false;
		return link.seen[this.request.side]?.revision !== snapshot.revision;
	}

	private isTouchedSinceRelist({ modifiedAt }: Snapshot): boolean {
		return this.relistSince !== null && (modifiedAt === null || modifiedAt >= this.relistSince);
	}

	/**
	 * Own writes that come round again are read in full a few at a time. After a bulk write that would cost as many requests
	 * as records, so what the feed shows has to do there.
	 */
	private isTrustedEcho(snapshot: Snapshot, link: Link | undefined, batch: FeedBatch): boolean {
		const { side, connected } = this.request;
		const seen = link?.seen[side];
		if (link === undefined || !seen || !looksLikeOwnWrite(snapshot, link, side, connected.system.capabilities.openRevisionMark)) return false;
		this.ownWrites += 1;
		if (this.ownWrites <= fullEchoReads) return false;
		batch.seen.push({ linkId: link.id, seen: { ...seen, revision: snapshot.revision } });
		batch.dropped.push(snapshot.id);
		return true;
	}

	/**
	 * A full listing tells no deletions. Records that are linked, or wait to be delivered, and were not listed are looked at
	 * one by one; only a positive "gone" counts. Linked ones are followed wherever they are: one that was moved out of the window
	 * before this side was first read is taken like any other.
	 */
	private async findDeleted(): Promise<void> {
		const { store } = this.context;
		const { sync, side } = this.request;
		for (const state of ['linked', 'creating'] as const) {
			for (let afterId = 0; ; ) {
				const links = await store.listLinks(sync, { state, afterId, limit: 500 });
				if (links.length === 0) break;
				afterId = links[links.length - 1]?.id ?? afterId;
				const missing = await this.lookUp(links.flatMap((link) => linkId(link, side) ?? []));
				await this.takePage({ changes: [...missing.found, ...missing.gone.map((id): FeedChange => ({ kind: 'delete', id, deletedAt: null }))] });
			}
		}
		const waiting = await store.listRows(sync, { side, states: ['waiting', 'delivered', 'parked'] });
		const unlinked = await this.lookUp(await this.withoutLink(waiting.filter(({ change }) => change === 'upsert').map(({ recordId }) => recordId)));
		// What waits may have been edited since, and the feed that begins now does not tell that any more.
		await this.takePage({ changes: unlinked.found });
		await this.commit({ dropped: unlinked.gone });
	}

	private async withoutLink(ids: string[]): Promise<string[]> {
		const { sync, side } = this.request;
		const links = await this.context.store.linksByRecord(sync, side, ids);
		const linked = new Set(links.filter(({ state }) => state !== 'gone').map((link) => linkId(link, side)));
		return ids.filter((id) => !linked.has(id));
	}

	/** What became of those of the records that were not listed; what cannot be read is left alone. */
	private async lookUp(ids: string[]): Promise<{ found: FeedChange[]; gone: string[] }> {
		const missing = ids.filter((id) => !this.listed.has(id));
		if (missing.length === 0) return { found: [], gone: [] };
		this.askedAt = this.context.clock.now();
		const results = await this.request.connected.system.readMany(missing);
		await this.held.keep();
		return {
			found: results.flatMap((result) => (result.outcome === 'found' ? [{ kind: 'upsert', snapshot: viewRead(result.snapshot, this.request.view) }] : [])),
			gone: missing.filter((_, index) => results[index]?.outcome === 'gone'),
		};
	}

	private async commit(part: Partial<FeedBatch> & { cursor?: Cursor }): Promise<void> {
		const { entries = [], dropped = [], seen = [], sightings = [], cursor = null } = part;
		if (entries.length + dropped.length + seen.length + sightings.length === 0 && cursor === null) return;
		const { sync, side } = this.request;
		await this.context.store.commitFeed({ sync, side, lease: this.held.lease, now: this.context.clock.now(), entries, dropped, seen, sightings, cursor });
	}
}

class FeedBatch {
	entries: InboxEntry[] = [];
	dropped: string[] = [];
	seen: Array<{ linkId: number; seen: Seen }> = [];
	sightings: Sighting[] = [];
}
