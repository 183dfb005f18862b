import { hashField } from '../../record/hash';
import type { FieldName, FieldValues, JournalEntry } from '../../types';

/** What has to happen to one record to take a run back. */
export type UndoStep =
	/** The run changed the record: give the fields their former values. */
	| { kind: 'restore'; recordId: string; before: FieldValues; after: FieldValues; unknown: FieldName[]; at: number }
	/** The run made the record: remove it. `after` is null when what it wrote was not kept. */
	| { kind: 'remove'; recordId: string; after: FieldValues | null; at: number }
	/** The run deleted the record: make it again. `before` is null when nothing of it was kept. */
	| { kind: 'recreate'; recordId: string; before: FieldValues | null; at: number };

/** Folds the entries of one run and side, oldest first, into one step for each record. */
export function stepsOf(entries: JournalEntry[]): UndoStep[] {
	const steps = new Map<string, UndoStep>();
	for (const entry of entries) {
		const step = fold(steps.get(entry.recordId), entry);
		if (step === null) steps.delete(entry.recordId);
		else if (step !== undefined) steps.set(entry.recordId, step);
	}
	return [...steps.values()];
}

/** null: made and deleted by the same run, nothing is left to do. undefined: an entry that wrote nothing. */
function fold(step: UndoStep | undefined, entry: JournalEntry): UndoStep | null | undefined {
	switch (entry.action) {
		case 'create':
			return { kind: 'remove', recordId: entry.recordId, after: entry.after, at: entry.at };
		case 'update':
			if (step?.kind === 'remove') return { ...step, after: step.after === null || entry.after === null ? null : { ...step.after, ...entry.after } };
			return step?.kind === 'recreate' ? step : restored(step, entry);
		case 'delete':
		case 'remove':
			if (step?.kind === 'remove') return null;
			return { kind: 'recreate', recordId: entry.recordId, before: deletedContents(step, entry), at: step?.at ?? entry.at };
		default:
			return undefined;
	}
}

type Restore = Extract<UndoStep, { kind: 'restore' }>;

/** Of several writes of a field the first one's before-image counts, and the last one's result. */
function restored(step: Restore | undefined, entry: JournalEntry): Restore {
	const known = step ?? { kind: 'restore', recordId: entry.recordId, before: {}, after: {}, unknown: [], at: entry.at };
	const before = { ...entry.before, ...known.before };
	const isUnknown = (field: FieldName): boolean => known.unknown.includes(field) || (!(field in known.before) && entry.before?.[field] === undefined);
	const fields = new Set([...(Object.keys(known.after) as FieldName[]), ...known.unknown, ...entry.fields]);
	return { ...known, before, after: { ...known.after, ...entry.after }, unknown: [...fields].filter(isUnknown) };
}

function deletedContents(step: UndoStep | undefined, entry: JournalEntry): FieldValues | null {
	if (entry.before === null) return null;
	return step?.kind === 'restore' ? { ...entry.before, ...step.before } : entry.before;
}

/** The fields of `values` that the record holds differently. */
export function differing(values: FieldValues, held: FieldValues): FieldName[] {
	return (Object.keys(values) as FieldName[]).filter((field) => hashField(field, values[field] ?? null) !== hashField(field, held[field] ?? null));
}
