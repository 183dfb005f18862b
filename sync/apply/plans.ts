import { isEvent, nameOf } from '../record/fields';
import { fingerprint, hashField } from '../record/hash';
import type { FieldName, FieldValue, Plan, PlannedField } from '../types';
import { linkId } from '../side';
import { type ApplyRun, attention, done, type UpsertWork, type Work } from './run';
import type { Settlement } from './settlement';

export interface Proposal {
	action: Plan['action'];
	fields: PlannedField[];
	/** What the plan rests on besides the item itself, e.g. the target's revision. */
	restsOn: Array<string | null>;
}

function planOf(run: ApplyRun, work: Work | UpsertWork, proposal: Proposal): Plan {
	const record = work.item.record;
	const values = proposal.fields.map(({ field, new: value }) => [field, hashField(field, value)]);
	const link = work.link;
	return {
		action: proposal.action,
		title: record === null ? '' : nameOf(record),
		when: record !== null && isEvent(record) ? ('date' in record.start ? record.start.date : record.start.dateTime) : null,
		fields: proposal.fields,
		basis: fingerprint([
			run.sync.name, proposal.action, work.item.id, work.item.revision, link === null ? null : linkId(link, run.target), values, proposal.restsOn,
		]),
	};
}

const planDelay = 60 * 60_000;

/**
 * The gate before every write. In a dry run the proposal goes out as a plan and nothing else happens; for an item that was
 * approved as a plan, anything but exactly that plan is refused. Returns true when the write may go on.
 */
export function mayProceed(run: ApplyRun, work: Work | UpsertWork, proposal: Proposal, settlement: Settlement): boolean {
	const plan = planOf(run, work, proposal);
	if (run.request.settings.dryRun) {
		done(run, work, 'planned', { fields: proposal.fields.map(({ field }) => field), plan });
		settlement.handBackUntil(work, run.context.clock.now() + planDelay, 'planned, waits for approval');
		return false;
	}
	const approved = work.item.plan;
	if (approved === undefined || approved.basis === plan.basis) return true;
	attention(
		run, work, 'stale plan',
		`The plan for "${approved.title}" no longer fits: one of the two records has changed since it was made. Nothing was written.`,
		'The change comes again by itself; look at the new plan and approve that one.',
	);
	settlement.handBackNow(work, 'the approved plan was out of date');
	return false;
}

export function plannedFields(values: Iterable<[FieldName, FieldValue]>, old: (field: FieldName) => FieldValue | null): PlannedField[] {
	return [...values].map(([field, value]) => ({ field, old: old(field), new: value }));
}
