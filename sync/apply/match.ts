import { hashField, matchKeys } from '../record/hash';
import { getField, isEvent } from '../record/fields';
import { isEmptyValue, normalForm } from '../record/normalForm';
import type { Baseline, CanonicalRecord, FieldName, Snapshot } from '../types';
import type { UpsertWork } from './run';

export type Match = { kind: 'none' } | { kind: 'one'; snapshot: Snapshot } | { kind: 'several'; count: number };

/**
 * Finds for each record without link the record on the other side that is the same: by the sync's mark, by iCalendar id,
 * then by equal content as a multiset, one to one. Each candidate is given away once. An orphan is a copy whose mark leads to
 * a record that the sync does not know.
 */
export function matchAll(works: UpsertWork[], candidates: Snapshot[], sync: string, isOrphan: (candidate: Snapshot) => boolean = () => false): Map<UpsertWork, Match> {
	const free = new Set(candidates.filter(isWhole));
	const matches = new Map<UpsertWork, Match>();
	const take = (work: UpsertWork, snapshot: Snapshot | undefined) => {
		if (snapshot === undefined) return;
		free.delete(snapshot);
		matches.set(work, { kind: 'one', snapshot });
	};
	for (const work of works) take(work, [...markedFor(work, free, sync)][0]);
	for (const work of works) if (!matches.has(work)) take(work, sameUid(work, free));
	matchByContent(works.filter((work) => !matches.has(work)), free, matches, isOrphan);
	for (const work of works) if (!matches.has(work)) matches.set(work, { kind: 'none' });
	return matches;
}

/** Not called off, and no series: such a record is nobody's partner. */
export function isWhole({ record, recurring }: Snapshot): boolean {
	return !recurring && !(isEvent(record) && record.status === 'cancelled');
}

function* markedFor(work: UpsertWork, free: Set<Snapshot>, sync: string): Generator<Snapshot> {
	for (const snapshot of free) {
		if (snapshot.stamp?.sync === sync && snapshot.stamp.partnerId === work.item.id) yield snapshot;
	}
}

function sameUid(work: UpsertWork, free: Set<Snapshot>): Snapshot | undefined {
	const uid = isEvent(work.record) ? work.record.iCalUID : undefined;
	if (uid === undefined || uid === '') return undefined;
	return [...free].find(({ record }) => isEvent(record) && record.iCalUID === uid);
}

function matchByContent(works: UpsertWork[], free: Set<Snapshot>, matches: Map<UpsertWork, Match>, isOrphan: (candidate: Snapshot) => boolean): void {
	// A copy that is marked for another record is that record's, however alike.
	const candidates = [...free].filter((snapshot) => snapshot.stamp === undefined || isOrphan(snapshot)).map((snapshot) => ({ snapshot, keys: keysOf(snapshot.record) }));
	const wanted = works.map((work) => ({ work, keys: keysOf(work.record) }));
	const lists = Math.max(0, ...wanted.map(({ keys }) => keys.length));
	for (let list = 0; list < lists; list += 1) {
		const groups = new Map<string, Snapshot[]>();
		for (const { snapshot, keys } of candidates) for (const key of keys[list] ?? []) addTo(groups, key, snapshot);
		for (const { work, keys } of wanted) if (!matches.has(work)) choose(work, keys[list] ?? [], groups, free, matches);
	}
}

function choose(work: UpsertWork, keys: string[], groups: Map<string, Snapshot[]>, free: Set<Snapshot>, matches: Map<UpsertWork, Match>): void {
	const alike = [...new Set(keys.flatMap((key) => groups.get(key) ?? []))].filter((snapshot) => free.has(snapshot));
	const equal = alike.filter((snapshot) => differences(work, snapshot) === 0);
	const chosen = equal[0] ?? (hasOneContent(alike, work) ? alike[0] : undefined);
	if (chosen !== undefined) {
		free.delete(chosen);
		matches.set(work, { kind: 'one', snapshot: chosen });
	} else if (alike.length > 1) matches.set(work, { kind: 'several', count: alike.length });
}

function addTo(groups: Map<string, Snapshot[]>, key: string, snapshot: Snapshot): void {
	const group = groups.get(key);
	if (group === undefined) groups.set(key, [snapshot]);
	else group.push(snapshot);
}

/** What a record that hides its contents looks like to those who may see it. */
function keysOf(record: CanonicalRecord): string[][] {
	return record.source.contentKey === undefined ? matchKeys(record) : [[record.source.contentKey]];
}

/** True when the candidates cannot be told apart by any mapped field, so that it does not matter which one is taken. */
function hasOneContent(alike: Snapshot[], work: UpsertWork): boolean {
	const forms = alike.map((snapshot) => work.pairs.map(({ to }) => normalForm(to, getField(snapshot.record, to))).join('\u0000'));
	return new Set(forms).size === 1;
}

function differences(work: UpsertWork, snapshot: Snapshot): number {
	const omitted = new Set(snapshot.omitted);
	return work.pairs.filter(({ to }) => !omitted.has(to) && normalForm(to, work.values[to] ?? null) !== normalForm(to, getField(snapshot.record, to))).length;
}

/** Fields that tell records apart; a title or a time alone may be another record's as well. */
const tellingFields: readonly FieldName[] = ['title', 'time', 'location', 'description', 'firstName', 'lastName', 'company', 'notes'];

/** True when at least two of the telling fields still hold what a create has written, whatever somebody changed in the others since. */
export function looksAsWritten(record: CanonicalRecord, written: Baseline): boolean {
	const kept = tellingFields.filter((field) => {
		const value = getField(record, field);
		return written[field] !== undefined && !isEmptyValue(field, value) && hashField(field, value) === written[field];
	});
	return kept.length >= 2;
}
