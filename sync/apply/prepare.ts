import type { ApplyRequest, ChangeItem, FieldValues, InboxRow, MappedPair } from '../types';
import { applyMapping, compileMapping, defaultRows } from '../mapping';
import { getField, isEvent, isKnown, nameOf } from '../record/fields';
import { digestOf } from '../record/hash';
import { rowsOfItems } from '../delivery';
import { linkId } from '../side';
import { viewFor, viewRecord } from '../view';
import { lookedAt } from './linkState';
import { type ApplyRun, attention, done, type UpsertWork, type Work } from './run';
import { Settlement } from './settlement';

export interface Prepared {
	upserts: UpsertWork[];
	deletes: Work[];
}

/** Pairs each item with its inbox row and link, and settles what needs no write: overtaken, recurring or unusable items. */
export async function prepare(run: ApplyRun, items: Array<{ index: number; item: ChangeItem }>): Promise<Prepared> {
	const rows = await rowsOfItems(run.context, run.sync.name, run.source, items.map(({ item }) => item));
	const links = await run.context.store.linksByRecord(run.sync.name, run.source, items.map(({ item }) => item.id));
	const linkOf = new Map(links.map((link) => [linkId(link, run.source), link]));
	const settlement = new Settlement(run);
	const prepared: Prepared = { upserts: [], deletes: [] };
	const taken = new Set<string>();
	for (const { index, item } of items) {
		const row = item.delivery === undefined ? null : (rows.get(item.delivery) ?? null);
		const work: Work = { index, item, row, link: linkOf.get(item.id) ?? null };
		const isOvertaken = item.delivery !== undefined && (row === null || row.superseded || row.revision !== item.revision || row.change !== item.change);
		if (isOvertaken || taken.has(item.id)) {
			if (row?.superseded === true) settlement.settle(work);
			done(run, work, 'superseded', { message: 'This change was settled already, or a newer state of the record is on its way.' });
		} else if (item.change === 'delete') {
			taken.add(item.id);
			prepared.deletes.push(work);
		} else if (isRecurring(work)) {
			attention(run, work, 'recurring', `"${titleOf(work)}" belongs to a series. Recurring events follow later; this one was left as it is on both sides.`, 'Nothing to do. Single events go on syncing.');
			if (work.link?.state === 'linked' && item.record !== null) settlement.saveLink(lookedAt(work.link, run.source, { item, row, record: row?.record ?? item.record }));
			settlement.settleUnlinked(work, 'recurring');
		} else {
			taken.add(item.id);
			prepared.upserts.push(upsertWork(run, work));
		}
	}
	await settlement.commit();
	return prepared;
}

function isRecurring({ item, row }: Work): boolean {
	if (row?.recurring === true) return true;
	return item.record !== null && isEvent(item.record) && (item.record.recurrence !== undefined || item.record.series !== undefined);
}

/** Title for messages; "(no title)" where there is none. */
export function titleOf({ item }: Work): string {
	const { record } = item;
	if (record === null) return item.id;
	const title = nameOf(record);
	return title === '' ? '(no title)' : title;
}

function upsertWork(run: ApplyRun, work: Work): UpsertWork {
	const { item, row } = work;
	const view = viewFor({ settings: null, placeholder: run.sync.sides[run.source]?.placeholder }, [run.request.settings.write.untitledPlaceholder]);
	const source = row?.record ?? item.record;
	if (source === null || item.record === null) throw new TypeError('An upsert without record must be refused before it gets here.');
	const record = viewRecord(source, view);
	const mapped = viewRecord(item.record, view);
	const { values, pairs } = item.mapping === undefined ? mapByDefault(run.request, item, mapped) : mapByItem(mapped, item.mapping);
	const hadDigest = row === null ? { row } : { row: { ...row, digest: row.digest ?? digestOf(source) } satisfies InboxRow };
	return { ...work, ...hadDigest, record, values, pairs, present: null, mustRead: false };
}

/** The record was mapped already: its own fields are the target's. */
function mapByItem(record: NonNullable<ChangeItem['record']>, pairs: MappedPair[]): { values: FieldValues; pairs: MappedPair[] } {
	const values: FieldValues = {};
	const told = pairs.filter(({ to }) => isKnown(record, to));
	for (const { to } of told) values[to] = getField(record, to);
	return { values, pairs: told };
}

function mapByDefault(request: ApplyRequest, item: ChangeItem, record: NonNullable<ChangeItem['record']>): { values: FieldValues; pairs: MappedPair[] } {
	const from = request.capabilitiesOf(item.system, item.resource);
	const to = request.target.system.capabilities;
	if (from === null) return mapByItem(record, Object.keys(to.fields).map((field) => ({ from: field, to: field }) as MappedPair));
	const rows = defaultRows(from, to).filter(({ to: field }) => isKnown(record, field));
	if (rows.length === 0) return { values: {}, pairs: [] };
	return applyMapping(compileMapping(rows, from, to), record);
}
