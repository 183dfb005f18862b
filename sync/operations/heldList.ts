import type { Description } from '../record/describe';
import { describeRecord, describeValues } from '../record/describe';
import { linkId, otherSide } from '../side';
import type { EngineContext, FieldValues, HeldChange, InboxRow, Link, Side, SyncRow } from '../types';

/** A stopped change for people. `isMoot`: a deletion of a record that has no partner any more. */
export interface DescribedHeld {
	held: HeldChange;
	isMoot: boolean;
}

/** What the store knows of the records that stopped changes are about, oldest first. No vendor is asked. */
export async function describeHeld(context: EngineContext, sync: string, rows: InboxRow[]): Promise<DescribedHeld[]> {
	const row = await context.store.getSync(sync);
	const described: DescribedHeld[] = [];
	for (const side of ['crm', 'calendar'] as const) described.push(...(await describeSide(context, row, sync, side, rows.filter((held) => held.side === side))));
	return described.sort((a, b) => a.held.since.localeCompare(b.held.since) || a.held.id - b.held.id);
}

async function describeSide({ store }: EngineContext, syncRow: SyncRow | null, sync: string, side: Side, rows: InboxRow[]): Promise<DescribedHeld[]> {
	if (rows.length === 0) return [];
	const target = otherSide(side);
	const links = new Map((await store.linksByRecord(sync, side, rows.map(({ recordId }) => recordId))).map((link) => [linkId(link, side), link]));
	const partnerIds = [...links.values()].flatMap((link) => linkId(link, target) ?? []);
	const partners = new Map((await store.getImages(sync, target, partnerIds)).map(({ recordId, values }) => [recordId, values]));
	const originals = new Map((await store.getImages(sync, side, rows.map(({ recordId }) => recordId))).map(({ recordId, values }) => [recordId, values]));
	return rows.map((held) => {
		const link = livingLink(links.get(held.recordId));
		const partnerId = link === null ? null : linkId(link, target);
		// What would be deleted is the partner, so its own words come first.
		const { title, when } = describe(held, [partnerId === null ? undefined : partners.get(partnerId), originals.get(held.recordId)]);
		const change: HeldChange = {
			id: held.id, sync, side, system: syncRow?.sides[side]?.system ?? null, recordId: held.recordId, change: held.change, title, when,
			target: { side: target, system: syncRow?.sides[target]?.system ?? null, container: syncRow?.sides[target]?.binding?.containerName ?? null, recordId: partnerId },
			reason: held.reason,
			since: new Date(held.createdAt).toISOString(),
			state: held.state === 'parked' ? 'parked' : 'held',
		};
		return { held: change, isMoot: held.change === 'delete' && link === null };
	});
}

function livingLink(link: Link | undefined): Link | null {
	return link === undefined || link.state === 'gone' ? null : link;
}

function describe({ record }: InboxRow, images: Array<FieldValues | undefined>): { title: string | null; when: string | null } {
	if (record !== null) return describeRecord(record);
	const known: Array<Partial<Description>> = images.flatMap((values) => describeValues(values ?? null) ?? []);
	return { title: known.find(({ title }) => title !== undefined)?.title ?? null, when: known.find(({ when }) => when !== undefined)?.when ?? null };
}
