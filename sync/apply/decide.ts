import { mergeFields, type FieldDecision } from '../plan/merge';
import type { FieldName, Link } from '../types';
import { isHidden } from '../view';
import type { ApplyRun, UpsertWork } from './run';

export type Decisions = Map<FieldName, FieldDecision>;

/** What becomes of each mapped field of the target, by what is known of it so far. */
export function decide(run: ApplyRun, work: UpsertWork & { link: Link }): Decisions {
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
		policy: run.request.settings.conflictPolicy,
	});
	for (const field of decisions.keys()) {
		if (present !== null && isHidden(present.record, field, run.targetView)) decisions.set(field, { kind: 'leave' });
	}
	return decisions;
}
