import { mergeFields, type FieldDecision } from '../plan/merge';
import { getField } from '../record/fields';
import { hashField } from '../record/hash';
import type { CanonicalRecord, FieldName, FieldValues, Link } from '../types';
import { isHidden, viewFor } from '../view';
import type { ApplyRun, UpsertWork } from './run';

export type LinkedWork = UpsertWork & { link: Link };
export type Decisions = Map<FieldName, FieldDecision>;

/** A change with the values that are to be written for it. */
export interface Decided {
	work: LinkedWork;
	decisions: Decisions;
	values: FieldValues;
}

/** What becomes of each mapped field of the target, by what is known of it so far. */
export function decide(run: ApplyRun, work: LinkedWork): Decisions {
	const { present, item } = work;
	const decisions = mergeFields({
		source: work.record,
		sourceSide: run.source,
		sourceModifiedAt: item.modifiedAt === null ? null : Date.parse(item.modifiedAt),
		values: work.values,
		pairs: work.pairs,
		baseline: work.link.baseline,
		target: present === null ? null : { record: present.record, modifiedAt: present.modifiedAt },
		capabilities: run.capabilities,
		sourceFields: run.request.capabilitiesOf(item.system, item.resource)?.fields,
		policy: run.request.settings.conflictPolicy,
	});
	for (const [field, decision] of decisions) {
		if (present !== null && isHidden(present.record, field, run.targetView)) decisions.set(field, besideHidden(decision, field, present.record));
		else if (isHiddenCopy(run, work, field)) decisions.set(field, { kind: 'leave' });
	}
	return decisions;
}

/**
 * What the source says is never written over what the target hides. Where the source has changed, the stand-in counts as seen from
 * now on: else it would compete with the source's value again, and win, as soon as anything else makes the target the newer one.
 */
function besideHidden(decision: FieldDecision, field: FieldName, target: CanonicalRecord): FieldDecision {
	return decision.kind === 'leave' ? decision : { kind: 'same', baseline: { source: {}, target: hashField(field, getField(target, field)) } };
}

/** A copy that was made private in its calendar: what it hides is no secret to the side it came from, which keeps its own values. */
function isHiddenCopy(run: ApplyRun, { link, pairs, record }: LinkedWork, field: FieldName): boolean {
	if (link.origin !== run.target) return false;
	const view = viewFor(run.sync.sides[run.source], []);
	return pairs.some(({ from, to }) => to === field && isHidden(record, from, view));
}
