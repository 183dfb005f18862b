import { contentsOf } from '../../apply/images';
import { journalOf } from '../../journal';
import { getField, isKnown, valuesOf, withFields } from '../../record/fields';
import { baselineOf, digestOf, equalsBaseline, hashField } from '../../record/hash';
import { linkId } from '../../side';
import type { Baseline, CanonicalRecord, Commit, FieldName, FieldValues, JournalEntry, Link, UndoOutcome, WriteResult } from '../../types';
import { viewRead } from '../../view';
import { withoutIntent } from './intents';
import type { Undoing } from './judge';
import type { UndoStep } from './steps';
import type { UndoRun } from './undo';

export type Settled = { undoing: Undoing; result: WriteResult };

/** Stores what the writes did, in one transaction, and says what became of each record. */
export async function settle(run: UndoRun, entries: Settled[]): Promise<Map<UndoStep, UndoOutcome>> {
	const outcomes = new Map<UndoStep, UndoOutcome>();
	const parts = { links: [] as Link[], journal: [] as JournalEntry[], images: [] as NonNullable<Commit['images']>, written: [] as NonNullable<Commit['written']> };
	const taken = await takenRecords(run, entries);
	for (const { undoing, result } of entries) {
		if (result.outcome === 'exists' && taken.has(result.snapshot.id)) {
			outcomes.set(undoing.step, existsAgain(undoing));
			continue;
		}
		const after = afterWrite(undoing, result, run);
		outcomes.set(undoing.step, after === null ? failed(undoing, result) : succeeded(undoing));
		if (after === null) {
			const former = result.outcome === 'unclear' ? null : withoutIntent(undoing);
			if (former !== null) parts.links.push(former);
			continue;
		}
		const { recordId, record, link } = after;
		if (link !== null) parts.links.push({ ...link, updatedAt: run.context.clock.now() });
		parts.journal.push(entryOf(run, undoing, recordId));
		parts.images.push({ side: run.side, recordId, values: record === null || !keepsContents(run) ? null : contentsOf(record, run.view) });
		parts.written.push({ side: run.side, recordId });
	}
	if (parts.journal.length + parts.links.length > 0) {
		await run.held.keep();
		await run.context.store.commit({ sync: run.sync.name, lease: run.held.lease, now: run.context.clock.now(), ...parts });
	}
	return outcomes;
}

/** Records that were made by an earlier, interrupted undoing and have joined the sync since. */
async function takenRecords({ context, sync, side }: UndoRun, entries: Settled[]): Promise<Set<string>> {
	const ids = entries.flatMap(({ result }) => (result.outcome === 'exists' ? [result.snapshot.id] : []));
	return new Set((await context.store.linksByRecord(sync.name, side, ids)).map((link) => linkId(link, side) ?? ''));
}

function existsAgain({ step, title }: Undoing): UndoOutcome {
	return { kind: 'done', recordId: step.recordId, title, action: 'unchanged', fields: [], message: 'The record that the run deleted exists again.' };
}

interface AfterWrite {
	recordId: string;
	/** null for a record that is gone now. */
	record: CanonicalRecord | null;
	link: Link | null;
}

/** null when the record was not written. */
function afterWrite(undoing: Undoing, result: WriteResult, run: UndoRun): AfterWrite | null {
	const { step, link, present } = undoing;
	switch (undoing.request.kind) {
		case 'update': {
			if (result.outcome !== 'written' || present === null) return null;
			const told = result.snapshot === undefined ? null : viewRead(result.snapshot, run.view).record;
			const record = told ?? withFields(present.record, { ...undoing.request.values, ...result.written });
			return { recordId: step.recordId, record, link: link === null ? null : restoredLink(link, run, undoing.request.values, record, result.revision, told !== null) };
		}
		case 'delete':
			if (result.outcome !== 'deleted' && result.outcome !== 'gone') return null;
			// Its link was ended before the write: the record it was a copy of stays alone until somebody edits it.
			return { recordId: step.recordId, record: null, link: null };
		case 'create': {
			const made = result.outcome === 'exists' ? result.snapshot : result.outcome === 'written' ? (result.snapshot ?? null) : undefined;
			if (made === undefined) return null;
			const recordId = result.outcome === 'written' ? result.id : (made?.id ?? '');
			const record = made === null ? null : viewRead(made, run.view).record;
			return { recordId, record, link: link === null ? null : recreatedLink(link, run, recordId, undoing.request.values, record) };
		}
	}
}

/**
 * The pair stays linked, and both sides count as in step although they differ: the restored value is neither carried across
 * nor overwritten until somebody edits the field.
 */
function restoredLink(link: Link, { side }: UndoRun, values: FieldValues, record: CanonicalRecord, revision: string, isToldByVendor: boolean): Link {
	const restored = (Object.keys(values) as FieldName[]).filter((field) => link.baseline[side][field] !== undefined);
	const baseline: Baseline = { ...link.baseline[side], ...baselineOf(record, restored) };
	const inStep = link.state === 'linked' && equalsBaseline(record, baseline);
	return {
		...link,
		baseline: { ...link.baseline, [side]: baseline },
		seen: link.state === 'linked' ? { ...link.seen, [side]: { revision, digest: inStep && isToldByVendor ? digestOf(record) : null, inStep } } : link.seen,
	};
}

/** The record's former partner is gone: it stays alone, and is taken for a record of its own once somebody edits it. */
function recreatedLink(link: Link, { side }: UndoRun, recordId: string, values: FieldValues, record: CanonicalRecord | null): Link {
	const fields = Object.keys(values) as FieldName[];
	const held = (field: FieldName): string => hashField(field, record !== null && isKnown(record, field) ? getField(record, field) : (values[field] ?? null));
	const left: Baseline = Object.fromEntries(fields.map((field) => [field, held(field)]));
	return {
		...link,
		...(side === 'crm' ? { crmId: recordId } : { calendarId: recordId }),
		generation: link.generation + 1,
		baseline: { ...link.baseline, [side]: left },
	};
}

function keepsContents({ sync, side }: UndoRun): boolean {
	return journalOf(sync.sides[side]).beforeImages;
}

function entryOf(run: UndoRun, { step, request: write, present, link }: Undoing, recordId: string): JournalEntry {
	const { context, request, sync, side, view } = run;
	const isKept = keepsContents(run);
	const action = { update: 'update', delete: 'remove', create: 'create' } as const;
	const values = write.kind === 'delete' ? null : write.values;
	const held = present === null ? null : values === null ? contentsOf(present.record, view) : valuesOf(present.record);
	const before: FieldValues | null = values === null || held === null ? held : Object.fromEntries((Object.keys(values) as FieldName[]).map((field) => [field, held[field] ?? null]));
	return {
		sync: sync.name, at: context.clock.now(), run: context.run, side, recordId,
		action: action[write.kind],
		reason: `undo of run ${request.run}${write.kind === 'create' && link !== null ? `, in place of ${linkId(link, side) ?? step.recordId}` : ''}`,
		fields: values === null ? [] : (Object.keys(values) as FieldName[]),
		before: isKept ? before : null,
		after: isKept ? values : null,
	};
}

function succeeded({ step, title, fields, request }: Undoing): UndoOutcome {
	const actions = { update: 'restored', delete: 'removed', create: 'recreated' } as const;
	return { kind: 'done', recordId: step.recordId, title, action: actions[request.kind], fields };
}

function failed({ step, title }: Undoing, result: WriteResult): UndoOutcome {
	const base = { kind: 'attention' as const, recordId: step.recordId, title };
	switch (result.outcome) {
		case 'stale':
		case 'gone':
			return { ...base, reason: 'changed since', message: 'Somebody changed the record at this very moment, so it was left as it is.', next: 'Look at the record and run Undo again if it shall still be brought back.' };
		case 'rejected':
		case 'forbidden':
			return { ...base, reason: 'rejected', message: `The former values were not accepted: ${result.message} The record stays as it is.`, next: result.next };
		case 'keyUsed':
			return { ...base, reason: 'gone', message: 'The record was made again before, and deleted since; it was not made a second time.', next: 'Nothing to do unless you want it back.' };
		default:
			return { ...base, reason: 'not finished', message: `${'message' in result ? result.message : 'The vendor gave no clear answer.'} The record may not be restored yet.`, next: 'Run Undo again: it goes on where it stopped.' };
	}
}
