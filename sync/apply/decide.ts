import { mergeFields, type FieldDecision } from '../plan/merge';
import type { FieldName, FieldValues, Link } from '../types';
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
	for (const field of decisions.keys()) {
		if ((present !== null && isHidden(present.record, field, run.targetView)) || isHiddenCopy(run, work, field)) decisions.set(field, { kind: 'leave' });
	}
	return decisions;
}

/** A copy that was made private in its calendar: what it hides is no secret to the side it came from, which keeps its own values. */
function isHiddenCopy(run: ApplyRun, { link, pairs, record }: LinkedWork, field: FieldName): boolean {
	if (link.origin !== run.target) return false;
	const view = viewFor(run.sync.sides[run.source], []);
	return pairs.some(({ from, to }) => to === field && isHidden(record, from, view));
}
