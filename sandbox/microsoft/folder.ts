import type { StoredItem } from './types';

/** What a write hands over; the folder adds position, change key and times. */
export type Draft<Item extends StoredItem> = Omit<Item, 'changeKey' | 'created' | 'modified' | 'change' | 'deleted'> & {
	created?: number;
	deleted?: boolean;
};

/** What a folder needs from the whole. */
export interface FolderRoot {
	now(): number;
	nextChange(): number;
	mintChangeKey(change: number): string;
}

/** Items of one calendar or contact folder, in the order of their latest change. Deleted ones stay as tombstones. */
export class ItemFolder<Item extends StoredItem> {
	readonly items = new Map<string, Item>();
	/** Delta tokens of an earlier epoch are dead. */
	epoch = 1;
	/** Set when the folder itself is gone. */
	removed = false;
	private order: Item[] = [];

	constructor(
		readonly key: string,
		private readonly root: FolderRoot,
	) {}

	get living(): Item[] {
		return [...this.items.values()].filter((item) => !item.deleted);
	}

	/** An item that is not deleted. */
	find(key: string): Item | undefined {
		const item = this.items.get(key);
		return item === undefined || item.deleted ? undefined : item;
	}

	/** Stores a new state of an item at the end of the feed. */
	store(draft: Draft<Item>): Item {
		const change = this.root.nextChange();
		const now = this.root.now();
		const item = {
			...draft,
			changeKey: this.root.mintChangeKey(change),
			created: draft.created ?? this.items.get(draft.key)?.created ?? now,
			modified: now,
			change,
			deleted: draft.deleted ?? false,
		} as unknown as Item;
		this.items.set(item.key, item);
		this.order.push(item);
		if (this.order.length > 2 * this.items.size + 64) this.order = this.order.filter((entry) => this.isCurrent(entry));
		return item;
	}

	remove(item: Item): Item {
		return this.store({ ...item, deleted: true });
	}

	/** Present items whose latest change came after `change`, in that order. */
	*changedAfter(change: number): Generator<Item> {
		let low = 0;
		let high = this.order.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if ((this.order[middle]?.change ?? 0) <= change) low = middle + 1;
			else high = middle;
		}
		for (let index = low; index < this.order.length; index++) {
			const item = this.order[index];
			if (item !== undefined && this.isCurrent(item)) yield item;
		}
	}

	/** The position after the latest change. */
	get latestChange(): number {
		return this.order.at(-1)?.change ?? 0;
	}

	private isCurrent(item: Item): boolean {
		return this.items.get(item.key) === item;
	}
}
