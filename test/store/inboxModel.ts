import type { InboxState } from '../../sync/types';

/** The inbox as plain lists: what the store must do, without a database. Times are in minutes. */
export interface ModelRow {
	id: number;
	recordId: string;
	change: 'upsert' | 'delete';
	/** Which content the row carries; null when it is to be read again. */
	content: number | null;
	state: InboxState;
	order: number;
	notBefore: number;
	attempts: number;
	leaseUntil: number | null;
	superseded: boolean;
	released: boolean;
}

export interface ModelEntry {
	recordId: string;
	change: 'upsert' | 'delete';
	order: number;
	notBefore: number;
}

const delays = [1, 5];

export class InboxModel {
	rows: ModelRow[] = [];
	private lastId = 0;
	private lastContent = 0;

	/** Returns the number that stands for the entry's content. */
	feed(entry: ModelEntry): number {
		this.lastContent += 1;
		const old = this.pending(entry.recordId);
		const bothDelete = old?.change === 'delete' && entry.change === 'delete';
		// People decide about a held deletion by its number, so it stays the row that it is.
		if (bothDelete && old.state === 'held') return this.lastContent;
		this.remove(old);
		this.add({
			...entry,
			content: entry.change === 'delete' ? null : this.lastContent,
			state: 'waiting',
			released: bothDelete && old.released,
		});
		return this.lastContent;
	}

	drop(recordId: string): void {
		this.remove(this.pending(recordId));
		const delivered = this.delivered(recordId);
		if (delivered) delivered.superseded = true;
	}

	deliver(now: number, leaseUntil: number, limit: number): { delivered: ModelRow[]; parked: ModelRow[] } {
		const parked: ModelRow[] = [];
		for (const row of this.inOrder().filter((each) => each.state === 'delivered' && (each.leaseUntil ?? 0) <= now)) {
			if (this.pending(row.recordId)) {
				this.remove(row);
			} else if (row.attempts >= 3) {
				this.giveBack(row, 'parked');
				parked.push(row);
			} else {
				row.notBefore = (row.leaseUntil ?? 0) + (delays[row.attempts - 1] ?? 0);
				this.giveBack(row, 'waiting');
			}
		}
		const delivered = this.inOrder()
			.filter((row) => row.state === 'waiting' && row.notBefore <= now && !this.delivered(row.recordId))
			.slice(0, limit);
		for (const row of delivered) Object.assign(row, { state: 'delivered', attempts: row.attempts + 1, leaseUntil });
		return { delivered, parked };
	}

	settle(id: number): void {
		const row = this.byId(id);
		if (row && (row.state === 'delivered' || row.change === 'delete' || row.content !== null)) this.remove(row);
	}

	handBack(id: number, notBefore: number): void {
		const row = this.byId(id);
		if (!row || row.state === 'held') return;
		if (row.state === 'delivered' && this.pending(row.recordId)) return this.remove(row);
		row.notBefore = notBefore;
		row.attempts = Math.max(0, row.attempts - 1);
		this.giveBack(row, 'waiting');
	}

	hold(id: number): void {
		const row = this.byId(id);
		if (!row) return;
		const newer = row.state === 'delivered' ? this.pending(row.recordId) : undefined;
		if (!newer) return this.giveBack(row, 'held');
		this.remove(row);
		if (row.change === 'delete' && newer.change === 'delete' && !newer.released) newer.state = 'held';
	}

	release(now: number): void {
		for (const row of this.rows.filter((each) => each.state === 'held' || each.state === 'parked')) {
			Object.assign(row, { released: row.released || row.state === 'held', state: 'waiting', attempts: 0, notBefore: now });
		}
	}

	discard(): void {
		this.rows = this.rows.filter((row) => row.state !== 'held' && row.state !== 'parked');
	}

	written(recordId: string, now: number): void {
		const pending = this.pending(recordId);
		if (pending?.change === 'upsert') pending.content = null;
		const delivered = this.delivered(recordId);
		if (!delivered) return;
		delivered.superseded = true;
		if (!pending) this.addUnread(recordId, delivered.order, now);
	}

	recheck(recordId: string, now: number): void {
		if (!this.pending(recordId)) this.addUnread(recordId, 0, now);
	}

	inOrder(): ModelRow[] {
		return [...this.rows].sort((a, b) => a.order - b.order || a.id - b.id);
	}

	private giveBack(row: ModelRow, state: InboxState): void {
		if (row.superseded && row.change === 'delete') return this.remove(row);
		if (row.superseded) row.content = null;
		Object.assign(row, { state, superseded: false, leaseUntil: null });
	}

	private addUnread(recordId: string, order: number, now: number): void {
		this.add({ recordId, change: 'upsert', content: null, order, notBefore: now, state: 'waiting', released: false });
	}

	private add(row: Omit<ModelRow, 'id' | 'attempts' | 'leaseUntil' | 'superseded'>): void {
		this.lastId += 1;
		this.rows.push({ ...row, id: this.lastId, attempts: 0, leaseUntil: null, superseded: false });
	}

	private byId(id: number): ModelRow | undefined {
		return this.rows.find((row) => row.id === id);
	}

	private pending(recordId: string): ModelRow | undefined {
		return this.rows.find((row) => row.recordId === recordId && row.state !== 'delivered');
	}

	private delivered(recordId: string): ModelRow | undefined {
		return this.rows.find((row) => row.recordId === recordId && row.state === 'delivered');
	}

	private remove(row: ModelRow | undefined): void {
		this.rows = this.rows.filter((each) => each !== row);
	}
}
