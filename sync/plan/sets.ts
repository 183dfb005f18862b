import { kindOf } from '../record/fit';
import { elementForms } from '../record/normalForm';
import { elementsOfHash, hashElement, hashOfElements } from '../record/hash';
import type { Attendee, FieldName, FieldValue } from '../types';

export interface SetMergeInput {
	field: FieldName;
	/** The source's and the target's elements when the link was last in step, as set hashes; `emptySetHash` when it never was. */
	sourceBefore: string;
	targetBefore: string;
	sourceNow: FieldValue;
	targetNow: FieldValue;
}

/** The elements of a set field with the hash that tells them apart; elements without one (the organiser) are left out. */
function hashedElements(field: FieldName, value: FieldValue): Array<{ hash: string; element: unknown }> {
	if (!Array.isArray(value)) return [];
	return value.flatMap((element) => {
		const [form] = elementForms(field, [element] as FieldValue);
		return form === undefined ? [] : [{ hash: hashElement(form), element }];
	});
}

/** Elements that are not compared but must survive a write: the organiser's own entry. */
function untouchable(value: FieldValue): unknown[] {
	return Array.isArray(value) ? value.filter((element) => (element as Attendee).organizer === true) : [];
}

/**
 * Brings the source's changes of a set into the target's present set: what the source added is added, what it removed is
 * removed, everything else the target holds stays as it is. An element that the target had to leave out earlier (no room,
 * nobody it knows) is offered again.
 */
export function mergeSet(input: SetMergeInput): FieldValue {
	const { field } = input;
	const sourceBefore = new Set(elementsOfHash(input.sourceBefore));
	const targetBefore = new Set(elementsOfHash(input.targetBefore));
	const source = hashedElements(field, input.sourceNow);
	const sourceHashes = new Set(source.map(({ hash }) => hash));
	const target = hashedElements(field, input.targetNow);
	const targetHashes = new Set(target.map(({ hash }) => hash));
	const removedByTarget = (hash: string) => sourceBefore.has(hash) && targetBefore.has(hash);
	const added = source.filter(({ hash }) => !targetHashes.has(hash) && !removedByTarget(hash));
	const merged = target.flatMap(({ hash, element }) => (sourceHashes.has(hash) || !sourceBefore.has(hash) ? [element] : takeLike(element, added)));
	return ordered(field, [...untouchable(input.targetNow), ...merged, ...added.map(({ element }) => element)]);
}

/** What comes in for an element that goes: of its kind, so that a corrected first address stays the first one. */
function takeLike(element: unknown, added: Array<{ element: unknown }>): unknown[] {
	const index = added.findIndex((candidate) => kindOf(candidate.element) === kindOf(element));
	return index < 0 ? [] : added.splice(index, 1).map((taken) => taken.element);
}

/**
 * Elements of the target that are new there, where the source has a new one of the same kind and there is room for one of them only:
 * both sides entered another mobile number. Empty where nothing is in each other's way.
 */
export function contested(input: SetMergeInput, singleKinds: ReadonlySet<string>): Set<unknown> {
	const { field } = input;
	if (singleKinds.size === 0) return new Set();
	const [sourceBefore, targetBefore] = [new Set(elementsOfHash(input.sourceBefore)), new Set(elementsOfHash(input.targetBefore))];
	const source = hashedElements(field, input.sourceNow);
	const target = hashedElements(field, input.targetNow);
	const sourceHashes = new Set(source.map(({ hash }) => hash));
	const targetHashes = new Set(target.map(({ hash }) => hash));
	const newInSource = new Set(source.filter(({ hash }) => !sourceBefore.has(hash) && !targetHashes.has(hash)).map(({ element }) => kindOf(element)));
	const own = target.filter(({ hash }) => !targetBefore.has(hash) && !sourceHashes.has(hash));
	return new Set(own.map(({ element }) => element).filter((element) => singleKinds.has(kindOf(element)) && newInSource.has(kindOf(element))));
}

/**
 * The target's baseline after the merge: it takes in the source's changes and leaves the target's own ones out, so that
 * those are still seen as changes and flow back.
 */
export function mergedBaseline(input: SetMergeInput, written: FieldValue): string {
	const { field } = input;
	const sourceHashes = new Set(hashedElements(field, input.sourceNow).map(({ hash }) => hash));
	const sourceBefore = new Set(elementsOfHash(input.sourceBefore));
	const unchanged = elementsOfHash(input.targetBefore).filter((hash) => sourceHashes.has(hash) || !sourceBefore.has(hash));
	const carried = hashedElements(field, written)
		.map(({ hash }) => hash)
		.filter((hash) => sourceHashes.has(hash));
	return hashOfElements([...new Set([...unchanged, ...carried])]);
}

function ordered(field: FieldName, elements: unknown[]): FieldValue {
	if (field !== 'reminders') return elements as FieldValue;
	return (elements as Array<{ minutes: number }>).sort((a, b) => a.minutes - b.minutes) as unknown as FieldValue;
}
