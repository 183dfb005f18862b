import { capabilityOf } from '../record/capability';
import { fit } from '../record/fit';
import { getField, isKnown } from '../record/fields';
import { emptySetHash, hashField } from '../record/hash';
import { isEmptyValue, isSetField } from '../record/normalForm';
import type {
	ApplySettings, Baseline, CanonicalRecord, Capabilities, FieldCapability, FieldName, FieldValue, FieldValues, Loss, MappedPair, Side,
} from '../types';
import { otherSide } from '../side';
import { contested, mergedBaseline, mergeSet, type SetMergeInput } from './sets';

/** What becomes of one target field. */
export type FieldDecision =
	/** The source did not change: leave the target alone. */
	| { kind: 'leave' }
	/** Both hold the same already, or the change does not reach the target (cut off, lost): only the baseline moves. */
	| { kind: 'same'; baseline: { source: Baseline; target: string | null } }
	/** `beats`: the target's own new value, which loses by policy and must not be lost for good. */
	| { kind: 'write'; value: FieldValue; baseline: { source: Baseline; target: string }; losses: Loss[]; beats: FieldValue | null }
	/** The target's value wins; the source is brought into step by the target's own change. */
	| { kind: 'targetWins'; lost: FieldValue }
	/** The policy leaves it to a person. */
	| { kind: 'ask'; source: FieldValue; target: FieldValue }
	/** Cannot be told without the target's present record. */
	| { kind: 'needTarget' };

export interface MergeInput {
	/** The source record as it was read; changes are judged on it, not on the mapped values. */
	source: CanonicalRecord;
	sourceSide: Side;
	sourceModifiedAt: number | null;
	/** What the mapping made for the target, by target field. */
	values: FieldValues;
	pairs: MappedPair[];
	baseline: Record<Side, Baseline>;
	/** null when it has not been read; the write then carries a precondition. */
	target: { record: CanonicalRecord; modifiedAt: number | null } | null;
	capabilities: Capabilities;
	/** What the source's system can hold, where that is known. */
	sourceFields?: Capabilities['fields'];
	policy: ApplySettings['conflictPolicy'];
}

/** Decides every mapped target field by itself: three-way where a baseline exists, by comparison where none does. */
export function mergeFields(input: MergeInput): Map<FieldName, FieldDecision> {
	const sourcesOf = new Map<FieldName, FieldName[]>();
	for (const { from, to } of input.pairs) sourcesOf.set(to, [...(sourcesOf.get(to) ?? []), from]);
	const decisions = new Map<FieldName, FieldDecision>();
	for (const field of Object.keys(input.values) as FieldName[]) {
		const value = input.values[field];
		if (value !== undefined) decisions.set(field, decide(field, value, sourcesOf.get(field), input));
	}
	return decisions;
}

function decide(field: FieldName, wanted: FieldValue, sources: FieldName[] | undefined, input: MergeInput): FieldDecision {
	const capability = capabilityOf(input.capabilities, field);
	if (capability === undefined || !capability.write) return { kind: 'leave' };
	// A constant has no source that could change: it is given to new records only.
	if (sources === undefined) return { kind: 'leave' };
	// What was not told cannot have changed, and what is not known must not be overwritten.
	if (!sources.every((from) => isKnown(input.source, from))) return { kind: 'leave' };
	if (input.target !== null && !isKnown(input.target.record, field)) return { kind: 'leave' };
	const { sourceSide } = input;
	const sourceBase = input.baseline[sourceSide];
	const targetBase = input.baseline[otherSide(sourceSide)][field];
	const sourceNow: Baseline = {};
	for (const from of sources) sourceNow[from] = hashField(from, getField(input.source, from));

	const isKnownPair = targetBase !== undefined && sources.every((from) => sourceBase[from] !== undefined);
	// Most fields of most changes end here, before anything is made of the wanted value.
	if (isKnownPair && sources.every((from) => sourceBase[from] === sourceNow[from])) return { kind: 'leave' };

	const fitted = fit(field, wanted, capability);
	const step: Step = { field, wanted, value: fitted.value, losses: fitted.losses, sourceNow, wantedHash: hashField(field, fitted.value), capability, input };
	// A set that the mapping made something else of has no elements in common with what the source held before: it is one value.
	const isCopiedSet = isSetField(field) && sources.length === 1 && hashField(field, wanted) === sourceNow[field];
	if (!isKnownPair) return isCopiedSet ? decideSet(step) : decideWithoutBaseline(step);
	return isCopiedSet ? decideSet(step, sourceBase[field], targetBase) : decideValue(step, targetBase);
}

interface Step {
	field: FieldName;
	/** What the mapping made, and what the target can hold of it. */
	wanted: FieldValue;
	value: FieldValue;
	losses: Loss[];
	sourceNow: Baseline;
	wantedHash: string;
	capability: FieldCapability;
	input: MergeInput;
}

type Target = NonNullable<MergeInput['target']>;

function write(step: Step, beats: FieldValue | null = null): FieldDecision {
	return { kind: 'write', value: step.value, losses: step.losses, beats, baseline: { source: step.sourceNow, target: step.wantedHash } };
}

function same(step: Step, target: string | null): FieldDecision {
	return { kind: 'same', baseline: { source: step.sourceNow, target } };
}

function decideValue(step: Step, targetBase: string): FieldDecision {
	const { input, field } = step;
	// The part of the source that reaches the target is as it was: what changed is lost by capability.
	if (step.wantedHash === targetBase) return same(step, null);
	if (input.target === null) return input.capabilities.precondition.update ? write(step) : { kind: 'needTarget' };
	const present = getField(input.target.record, field);
	const presentHash = hashField(field, present);
	if (presentHash === step.wantedHash) return same(step, presentHash);
	if (presentHash === targetBase) return write(step);
	return conflict(step, present, input.target);
}

/** Sets of the same field on both sides merge element by element. They conflict only where both sides filled the one place for a kind. */
function decideSet(step: Step, sourceBefore = emptySetHash, targetBefore = emptySetHash): FieldDecision {
	const { input, field } = step;
	if (input.target === null) return { kind: 'needTarget' };
	const targetNow = getField(input.target.record, field);
	// The source's whole set, not the cut-down one: an element the target had to leave out is not one the source removed.
	const change = { field, sourceBefore, targetBefore, sourceNow: step.wanted, targetNow };
	const rivals = contested(change, singlePlaces(step));
	if (rivals.size > 0) return decideRivals(step, change, input.target, rivals);
	const fitted = fit(field, mergeSet(change), step.capability);
	const baseline = { source: step.sourceNow, target: mergedBaseline(change, fitted.value) };
	const isSame = hashField(field, fitted.value) === hashField(field, targetNow);
	if (isSame && !(sourceBefore !== emptySetHash && isListEnded(step, targetNow))) return { kind: 'same', baseline };
	return { kind: 'write', value: fitted.value, losses: fitted.losses, beats: null, baseline };
}

/**
 * The last guest is gone. Where guests may not be invited for the mails, they are listed somewhere else in the target's record, and
 * only the target itself can end that list.
 */
function isListEnded({ field, wanted, input }: Step, targetNow: FieldValue): boolean {
	return field === 'attendees' && input.capabilities.guestMails === 'always' && isEmptyValue(field, wanted) && isEmptyValue(field, targetNow);
}

/** Kinds of elements of which neither side holds more than one: what both entered there cannot stand side by side anywhere. */
function singlePlaces({ field, capability, input }: Step): Set<string> {
	const [from = field] = input.pairs.filter(({ to }) => to === field).map((pair) => pair.from);
	const onSource = input.sourceFields?.[from]?.kinds;
	return new Set(Object.entries(capability.kinds ?? {}).flatMap(([kind, room]) => (room === 1 && (onSource?.[kind] ?? 1) <= 1 ? [kind] : [])));
}

/** The policy decides about what both sides entered anew; everything else of the two sets comes together as always. */
function decideRivals(step: Step, change: SetMergeInput, target: Target, rivals: Set<unknown>): FieldDecision {
	const giving: SetMergeInput = { ...change, targetNow: Array.isArray(change.targetNow) ? (change.targetNow.filter((element) => !rivals.has(element)) as FieldValue) : change.targetNow };
	const { value, losses } = fit(step.field, mergeSet(giving), step.capability);
	const decision = conflict({ ...step, value, losses }, change.targetNow, target);
	if (decision.kind === 'targetWins') return { ...decision, lost: step.wanted };
	return decision.kind === 'write' ? { ...decision, baseline: { source: step.sourceNow, target: mergedBaseline(giving, value) } } : decision;
}

/** Never in step before: adopted just now, or newly mapped. */
function decideWithoutBaseline(step: Step): FieldDecision {
	const { input, field } = step;
	if (input.target === null) return { kind: 'needTarget' };
	const present = getField(input.target.record, field);
	const presentHash = hashField(field, present);
	if (presentHash === step.wantedHash) return same(step, presentHash);
	if (isEmptyValue(field, present)) return write(step);
	if (isEmptyValue(field, step.value)) return { kind: 'targetWins', lost: step.value };
	return conflict(step, present, input.target);
}

function conflict(step: Step, present: FieldValue, target: Target): FieldDecision {
	const { input } = step;
	switch (input.policy) {
		case 'ask':
			return { kind: 'ask', source: step.value, target: present };
		case 'newest':
			return isSourceNewer(input, target) ? write(step, present) : { kind: 'targetWins', lost: step.value };
		default:
			return input.policy === input.sourceSide ? write(step, present) : { kind: 'targetWins', lost: step.value };
	}
}

/** At the same second, or where a vendor tells no time, the CRM wins: one rule for both directions, so that they agree. */
function isSourceNewer({ sourceSide, sourceModifiedAt }: MergeInput, { modifiedAt }: Target): boolean {
	const lead = Math.floor((sourceModifiedAt ?? 0) / 1000) - Math.floor((modifiedAt ?? 0) / 1000);
	return lead === 0 ? sourceSide === 'crm' : lead > 0;
}
