import type { Commit, FieldValues, JournalEntry, Link, RowOutcome, Side } from '../types';
import { keepsContents } from './images';
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
	private readonly images: NonNullable<Commit['images']> = [];

	/** Positions of the items whose outcome rests on this commit. */
	private readonly concerned = new Set<number>();

	constructor(private readonly run: ApplyRun) {}

	saveLink(link: Link): void {
		this.links.push({ ...link, updatedAt: this.run.context.clock.now() });
	}

	removeLink(link: Link): void {
		if (link.id !== 0) this.removedLinks.push(link.id);
	}

	/** The change has arrived, or there was nothing to do. */
	settle(work: Work): void {
		this.concerned.add(work.index);
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
		this.concerned.add(work.index);
		if (work.row === null) return;
		this.rows.push({ id: work.row.id, outcome: 'handedBack', notBefore: nextAttempt(this.run, work.row, retryAt), reason });
	}

	/** Comes again at once. */
	handBackNow(work: Work, reason: string): void {
		this.concerned.add(work.index);
		if (work.row !== null) this.rows.push({ id: work.row.id, outcome: 'handedBack', notBefore: this.run.context.clock.now(), reason });
	}

	/** Comes again at a given time. */
	handBackUntil(work: Work, notBefore: number, reason: string): void {
		this.concerned.add(work.index);
		if (work.row !== null) this.rows.push({ id: work.row.id, outcome: 'handedBack', notBefore, reason });
	}

	hold(work: Work, reason: string): void {
		this.concerned.add(work.index);
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

	/** What the record holds now: the before-image of its next write. null forgets what was kept. */
	keepImage(side: Side, recordId: string, contents: FieldValues | null): void {
		// A side that nobody writes to needs no images: in a one-way sync nothing reads the other side.
		const isWritten = side === this.run.target || this.run.sync.sides[this.run.target]?.lastReadAt != null;
		if (isWritten && keepsContents(this.run, side)) this.images.push({ side, recordId, values: contents });
	}

	/** What lost a conflict is kept whatever the settings say: it is nowhere else any more. */
	note(entry: Omit<JournalEntry, 'sync' | 'at' | 'run'>): void {
		const { context, sync } = this.run;
		const isKept = entry.action === 'conflict' || keepsContents(this.run, entry.side);
		this.journal.push({ ...entry, ...(isKept ? {} : { before: null, after: null }), sync: sync.name, at: context.clock.now(), run: context.run });
	}

	/** Throws `StoreError`; then nothing of it is stored. Returns the saved links. */
	async commit(): Promise<Link[]> {
		const { links, removedLinks, rows, sightings, journal, written, recheck, images, run } = this;
		if ([links, removedLinks, rows, sightings, journal, written, recheck, images].every((part) => part.length === 0)) return [];
		await run.held.keep();
		await run.keepDeliveries();
		const { context, sync, held } = run;
		try {
			return await context.store.commit({
				sync: sync.name, lease: held.lease, now: context.clock.now(), links, removedLinks, rows, sightings, journal, written, recheck, images,
			});
		} catch (error) {
			// What was said about these items is not stored, so it must not be told either.
			for (const index of this.concerned) Reflect.deleteProperty(run.outcomes, index);
			throw error;
		}
	}
}
