import { titleIn } from '../../record/describe';
import { getField, isEvent, nameOf, valuesOf } from '../../record/fields';
import type { FieldName, FieldValues, Link, PlannedField, ReadResult, Snapshot, UndoOutcome, WriteRequest } from '../../types';
import { differing, type UndoStep } from './steps';

/** What is known of a record when its step is judged. */
export interface Facts {
	/** The record as it is now, in the sync's own view. */
	read: ReadResult;
	link: Link | null;
	/** Fields of the target that can be written. */
	isWritable(field: FieldName): boolean;
}

/** A step that may be taken: one write. */
export interface Undoing {
	step: UndoStep;
	link: Link | null;
	/** The link before the intent was noted in it. */
	formerly?: Link | null;
	present: Snapshot | null;
	request: Pick<WriteRequest & { kind: 'update' }, 'kind' | 'id' | 'values' | 'revision'> | (WriteRequest & { kind: 'delete' }) | { kind: 'create'; values: FieldValues };
	title: string | null;
	fields: PlannedField[];
}

type Report = Omit<Extract<UndoOutcome, { kind: 'done' }>, 'kind'> | Omit<Extract<UndoOutcome, { kind: 'attention' }>, 'kind'>;

const lookAtIt = 'Look at the record; where the former value is wanted, enter it by hand: the journal shows it.';

/** Decides about one record: the write that takes the run back, or why it is left as it is. Pure. */
export function judge(step: UndoStep, facts: Facts): Undoing | Report {
	if (facts.read.outcome === 'unreadable') {
		return left(step, null, 'lost access', `The record cannot be read: ${facts.read.message} It was left as it is.`, 'Check that the connected account may still read it, then run Undo again.');
	}
	const present = facts.read.outcome === 'found' ? facts.read.snapshot : null;
	switch (step.kind) {
		case 'restore':
			return present === null ? left(step, null, 'gone', 'The record was deleted since the run; nothing was written.', 'Nothing to do unless you want it back.') : judgeRestore(step, present, facts);
		case 'remove':
			return present === null ? asItWas(step, null, 'The record that the run made is gone already.') : judgeRemove(step, present, facts.link);
		case 'recreate':
			return present === null ? judgeRecreate(step, facts) : isThere(step, present);
	}
}

function isThere(step: UndoStep, { record }: Snapshot): Report {
	const isCalledOff = isEvent(record) && record.status === 'cancelled';
	return isCalledOff
		? left(step, nameOf(record), 'rejected', 'The meeting is there, but it was called off, which cannot be taken back from here. Nothing was written.', 'Look at the meeting; where it shall take place after all, enter it anew.')
		: asItWas(step, nameOf(record), 'The record that the run deleted exists again.');
}

function judgeRestore(step: UndoStep & { kind: 'restore' }, present: Snapshot, facts: Facts): Undoing | Report {
	const title = nameOf(present.record);
	const held = valuesOf(present.record);
	const { before, after, unknown } = step;
	if (unknown.length > 0) return left(step, title, 'not kept', `What ${unknown.join(', ')} held before the run was not kept, so nothing was restored.`, lookAtIt);
	const wanted = differing(before, held);
	if (wanted.length === 0) return asItWas(step, title, 'The record holds its former values already.');
	const changed = differing(after, held).filter((field) => wanted.includes(field));
	if (changed.length > 0) return left(step, title, 'changed since', `${changed.join(', ')} changed since the run, so the record was left as it is.`, lookAtIt);
	const locked = wanted.filter((field) => !facts.isWritable(field));
	if (locked.length > 0) return left(step, title, 'rejected', `${locked.join(', ')} cannot be written to this system, so the record was left as it is.`, lookAtIt);
	const values: FieldValues = Object.fromEntries(wanted.map((field) => [field, before[field] ?? null]));
	return {
		step, link: facts.link, present, title,
		request: { kind: 'update', id: step.recordId, values, revision: present.revision },
		fields: planned(values, (field) => getField(present.record, field)),
	};
}

function judgeRemove(step: UndoStep & { kind: 'remove' }, present: Snapshot, link: Link | null): Undoing | Report {
	const title = nameOf(present.record);
	if (step.after === null) {
		return left(step, title, 'not kept', 'What the run wrote was not kept, so it cannot be told whether anybody changed the record since; it was kept.', 'Look at the record, and delete it by hand if nobody needs it.');
	}
	const held = valuesOf(present.record);
	const changed = differing({ ...untouched(held), ...step.after }, held);
	if (changed.length > 0) return left(step, title, 'changed since', `${changed.join(', ')} changed since the run made the record, so it was kept.`, 'Delete it by hand if nobody needs it.');
	return { step, link, present, title, request: { kind: 'delete', id: step.recordId, revision: present.revision }, fields: [] };
}

const usual: FieldValues = { visibility: 'default', availability: 'busy' };

/** What these fields hold in a new record that nobody has put work into, mapped or not. */
function untouched(held: FieldValues): FieldValues {
	return Object.fromEntries((Object.keys(held) as FieldName[]).map((field) => [field, held[field] === false ? false : (usual[field] ?? null)]));
}

function judgeRecreate(step: UndoStep & { kind: 'recreate' }, facts: Facts): Undoing | Report {
	if (step.before === null) return left(step, null, 'not kept', 'What the deleted record held was not kept, so it was not made again.', 'Look into the recycle bin of the system it was deleted from.');
	if (facts.link !== null && facts.link.state !== 'gone') return asItWas(step, titleIn(step.before), 'The record has a new copy already.');
	const values: FieldValues = Object.fromEntries(Object.entries(step.before).filter(([field]) => facts.isWritable(field as FieldName)));
	return { step, link: facts.link, present: null, title: titleIn(values), request: { kind: 'create', values }, fields: planned(values, () => null) };
}

function planned(values: FieldValues, old: (field: FieldName) => PlannedField['old']): PlannedField[] {
	return (Object.keys(values) as FieldName[]).map((field) => ({ field, old: old(field), new: values[field] ?? null }));
}

function left({ recordId }: UndoStep, title: string | null, reason: Extract<UndoOutcome, { kind: 'attention' }>['reason'], message: string, next: string): Report {
	return { recordId, title, reason, message, next };
}

function asItWas({ recordId }: UndoStep, title: string | null, message: string): Report {
	return { recordId, title, action: 'unchanged', fields: [], message };
}
