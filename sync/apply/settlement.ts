import type { Commit, JournalEntry, Link, RowOutcome, Side } from '../types';
import { type ApplyRun, nextAttempt, type Work } from './run';

/** Collects what one batch changed and commits it as a whole. */
export class Settlement {
	private readonly links: Link[] = [];
	private readonly removedLinks: number[] = [];
	private readonly rows: RowOutcome[] = [];
	private readonly sightings: NonNullable<Commit['sightings']> = [];
	private readonly journal: JournalEntry[] = [];
	private readonly written: NonNullable<Commit['written']> = [];
	private readonly recheck: NonNullable<Commit['recheck']> = [];

	constructor(private readonly run: ApplyRun) {}

	saveLink(link: Link): void {
		this.links.push({ ...link, updatedAt: this.run.context.clock.now() });
	}

	removeLink(link: Link): void {
		if (link.id !== 0) this.removedLinks.push(link.id);
	}

	/** The change has arrived, or there was nothing to do. */
	settle(work: Work): void {
		if (work.row !== null) this.rows.push({ id: work.row.id, outcome: 'settled' });
	}

	/** Settled without a link: remembered, so that the same state of the record is not reported again. */
	settleUnlinked(work: Work, reason: string): void {
		this.settle(work);
		const { run } = this;
		this.sightings.push({ side: run.source, recordId: work.item.id, revision: work.item.revision, digest: work.row?.digest ?? null, reason });
	}

	/** Not the item's fault: comes again by itself. */
	handBack(work: Work, reason: string, retryAt: number | null = null): void {
		if (work.row === null) return;
		this.rows.push({ id: work.row.id, outcome: 'handedBack', notBefore: nextAttempt(this.run, work.row, retryAt), reason });
	}

	/** Comes again at once. */
	handBackNow(work: Work, reason: string): void {
		if (work.row !== null) this.rows.push({ id: work.row.id, outcome: 'handedBack', notBefore: this.run.context.clock.now(), reason });
	}

	/** Comes again at a given time. */
	handBackUntil(work: Work, notBefore: number, reason: string): void {
		if (work.row !== null) this.rows.push({ id: work.row.id, outcome: 'handedBack', notBefore, reason });
	}

	hold(work: Work, reason: string): void {
		if (work.row !== null) this.rows.push({ id: work.row.id, outcome: 'held', reason });
	}

	/** The engine wrote this record: what was read of it before is out of date. */
	wrote(side: Side, recordId: string): void {
		this.written.push({ side, recordId });
	}

	/** Read this record again and deliver it on its own side. */
	readAgain(side: Side, recordId: string): void {
		// Nobody reads that side in a one-way sync; a first read of it would list the record anyway.
		if (this.run.sync.sides[side]?.lastReadAt == null) return;
		this.recheck.push({ side, recordId });
	}

	note(entry: Omit<JournalEntry, 'sync' | 'at' | 'run'>): void {
		const { context, sync } = this.run;
		this.journal.push({ ...entry, sync: sync.name, at: context.clock.now(), run: context.run });
	}

	/** Throws `StoreError`; then nothing of it is stored. Returns the saved links. */
	async commit(): Promise<Link[]> {
		const { links, removedLinks, rows, sightings, journal, written, recheck, run } = this;
		if ([links, removedLinks, rows, sightings, journal, written, recheck].every((part) => part.length === 0)) return [];
		await run.held.keep();
		await run.keepDeliveries();
		const { context, sync, held } = run;
		return await context.store.commit({
			sync: sync.name, lease: held.lease, now: context.clock.now(), links, removedLinks, rows, sightings, journal, written, recheck,
		});
	}
}
