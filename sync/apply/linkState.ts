import { getField, isKnown } from '../record/fields';
import { digestOf, elementsOfHash, emptySetHash, equalsBaseline, hashElement, hashField, hashOfElements } from '../record/hash';
import { elementForms, isSetField } from '../record/normalForm';
import type { FieldDecision } from '../plan/merge';
import type { Baseline, CanonicalRecord, FieldName, FieldValues, Link, Seen, Side } from '../types';
import { idsBySide } from '../side';
import type { UpsertWork } from './run';

/** A link that pairs nothing yet. */
export function newLink(sync: string, origin: Side, sourceId: string, generation: number): Link {
	return {
		id: 0, sync, ...idsBySide(origin, sourceId, null), origin, createdByUs: false, baseline: { crm: {}, calendar: {} },
		seen: { crm: null, calendar: null }, state: 'creating', generation, key: null, intentAt: null, contentKey: null, version: 0, updatedAt: 0,
	};
}

/** What the target holds after a write. */
export interface TargetState {
	revision: string;
	/** The whole record, when it is known. */
	record: CanonicalRecord | null;
	/** Values that differ from what was asked for. */
	written?: FieldValues;
}

/** The link after one change went across: baselines of the decided fields, and what was seen on both sides. */
export function linkAfter(link: Link, source: Side, target: Side, work: UpsertWork, decisions: Map<FieldName, FieldDecision>, after: TargetState): Link {
	const sourceBaseline: Baseline = { ...link.baseline[source] };
	const targetBaseline: Baseline = { ...link.baseline[target] };
	for (const [field, decision] of decisions) {
		if (decision.kind !== 'write' && decision.kind !== 'same') continue;
		Object.assign(sourceBaseline, decision.baseline.source);
		if (decision.baseline.target === null) continue;
		targetBaseline[field] = decision.kind === 'write' ? heldHash(field, decision, targetBaseline[field], after) : decision.baseline.target;
	}
	const digest = work.row?.digest ?? digestOf(work.record);
	const isOpen = [...decisions.values()].some(({ kind }) => kind === 'targetWins' || kind === 'ask');
	const sourceSeen: Seen = { revision: work.item.revision, digest, inStep: !isOpen && equalsBaseline(work.record, sourceBaseline) };
	return {
		...link,
		state: 'linked',
		intentAt: null,
		contentKey: null,
		baseline: { ...link.baseline, [source]: sourceBaseline, [target]: targetBaseline },
		seen: { ...link.seen, [source]: sourceSeen, [target]: targetSeen(targetBaseline, link.seen[target], after, isOpen) },
	};
}

/**
 * The hash of what the vendor holds, which is not always what it was given. What somebody took out of a set on the target, and the
 * write did not put back, stays in: it is still to be carried to the source.
 */
function heldHash(field: FieldName, { value, baseline }: Extract<FieldDecision, { kind: 'write' }>, before: string | undefined, after: TargetState): string {
	const expected = baseline.target;
	const override = after.written?.[field];
	if (isSetField(field)) {
		const actual = override ?? (tells(after, field) ? getField(after.record, field) : undefined);
		if (actual === undefined) return expected;
		const held = new Set(elementForms(field, actual).map(hashElement));
		const given = new Set(elementForms(field, value).map(hashElement));
		const removed = new Set(elementsOfHash(before ?? emptySetHash).filter((hash) => !given.has(hash)));
		return hashOfElements(elementsOfHash(expected).filter((hash) => held.has(hash) || removed.has(hash)));
	}
	if (override !== undefined) return hashField(field, override);
	return tells(after, field) ? hashField(field, getField(after.record, field)) : expected;
}

function tells(after: TargetState, field: FieldName): after is TargetState & { record: CanonicalRecord } {
	return after.record !== null && isKnown(after.record, field);
}

/**
 * A target with changes of its own that are still to come keeps no digest, so that its next reading is not taken for
 * something already looked at.
 */
function targetSeen(baseline: Baseline, before: Seen | null, after: TargetState, isOpen: boolean): Seen {
	// A field without baseline that was left to the other side, or to a person, is out of step although no baseline says so.
	const inStep = !isOpen && (after.record === null ? (before?.inStep ?? true) : equalsBaseline(after.record, baseline));
	return { revision: after.revision, digest: inStep && after.record !== null ? digestOf(after.record) : null, inStep };
}

/** A state of the source that was looked at and not carried across: not reported again; its changes go along with the next one. */
export function lookedAt(link: Link, source: Side, { item, row, record }: Pick<UpsertWork, 'item' | 'row' | 'record'>): Link {
	const seen: Seen = { revision: item.revision, digest: row?.digest ?? digestOf(record), inStep: false };
	return { ...link, seen: { ...link.seen, [source]: seen } };
}

/**
 * The link of a copy that stays although its original was deleted. What the copy held is remembered, so that it is taken for
 * an event of its own only once somebody edits it, and never brings the original back by just being listed again.
 */
export function linkLeft(link: Link, copySide: Side): Link {
	const gone = linkGone(link);
	const seen = link.seen[copySide];
	// Of a copy that was out of step the baseline does not tell what it held.
	return { ...gone, baseline: { ...gone.baseline, [copySide]: link.baseline[copySide] }, seen: { ...gone.seen, [copySide]: seen?.inStep === false ? seen : null } };
}

/** The link of a record whose partner is gone; the ids stay, so that a later partner gets another key. */
export function linkGone(link: Link): Link {
	return { ...link, state: 'gone', intentAt: null, contentKey: null, baseline: { crm: {}, calendar: {} }, seen: { crm: null, calendar: null } };
}
