import type { ChangeItem, EngineContext, InboxRow, Side } from './types';

type Delivered = Pick<ChangeItem, 'id' | 'delivery'>;

/**
 * The inbox rows of items, by number. A number alone is no proof: it may be another sync's or another record's, when an item was
 * made by hand, or comes from an execution before the store was lost. Only a row that is about the item's own record counts.
 */
export async function rowsOfItems(context: EngineContext, sync: string, side: Side, items: Delivered[]): Promise<Map<number, InboxRow>> {
	const idOf = new Map(items.flatMap(({ id, delivery }) => (delivery === undefined ? [] : [[delivery, id] as const])));
	const rows = await context.store.getRows([...idOf.keys()]);
	return new Map(rows.filter((row) => row.sync === sync && row.side === side && row.recordId === idOf.get(row.id)).map((row) => [row.id, row]));
}
