import { describeRecord, valueForPeople } from '../record/describe';
import { fingerprint } from '../record/hash';
import type { CanonicalRecord, FieldName, FieldValue, Plan, PlannedField } from '../types';
import { linkId } from '../side';
import { titleOf } from './prepare';
import { type ApplyRun, attention, done, type UpsertWork, type Work } from './run';
import type { Settlement } from './settlement';

export interface Proposal {
	action: Plan['action'];
	fields: PlannedField[];
	/** What the plan rests on besides the item itself, e.g. the target's revision. */
	restsOn: Array<string | null>;
	/** The target's record, for plans whose item carries none. */
	about?: CanonicalRecord | null;
	/** A sentence for people where the action alone does not say enough. */
	message?: string;
}

function planOf(run: ApplyRun, work: Work | UpsertWork, proposal: Proposal): Plan {
	const record = work.item.record ?? proposal.about ?? null;
	// The values letter by letter: a guest's name counts although guests are compared by their addresses.
	const values = proposal.fields.map(({ field, new: value }) => [field, value]);
	const link = work.link;
	return {
		action: proposal.action,
		...(record === null ? { title: '', when: null } : describeRecord(record)),
		fields: proposal.fields,
		changes: changesForPeople(run, proposal),
		basis: fingerprint([
			run.sync.name, proposal.action, work.item.id, work.item.revision, link === null ? null : linkId(link, run.target), values, proposal.restsOn,
		]),
	};
}

/** A new record is told by what it holds, a changed one by what becomes of each field. */
function changesForPeople({ capabilities }: ApplyRun, { action, fields }: Proposal): string[] {
	const told = action === 'create' ? fields.filter(({ field, new: value }) => valueForPeople(field, value) !== valueForPeople(field, null)) : fields;
	return told.map(({ field, old, new: value }) => {
		const label = capabilities.fields[field]?.label ?? field;
		const after = valueForPeople(field, value);
		return action === 'create' ? `${label}: ${after}` : `${label}: ${valueForPeople(field, old)} → ${after}`;
	});
}

const planDelay = 60 * 60_000;

/**
 * The gate before every write. In a dry run the proposal goes out as a plan and nothing else happens; for an item that was
 * approved as a plan, anything but exactly that plan is refused. Returns true when the write may go on.
 */
export function mayProceed(run: ApplyRun, work: Work | UpsertWork, proposal: Proposal, settlement: Settlement): boolean {
	const approved = work.item.plan;
	if (run.request.settings.dryRun) {
		const fields = proposal.fields.map(({ field }) => field);
		done(run, work, 'planned', { fields, plan: planOf(run, work, proposal), ...(proposal.message !== undefined && { message: proposal.message }) });
		settlement.handBackUntil(work, run.context.clock.now() + planDelay, 'planned, waits for approval');
		return false;
	}
	if (approved === undefined || approved.basis === planOf(run, work, proposal).basis || isCarriedOut(approved, work, proposal)) return true;
	attention(
		run, work, 'stale plan',
		`The plan for "${approved.title || titleOf(work)}" no longer fits: one of the two records has changed since it was made. Nothing was written.`,
		'The change comes again by itself; look at the new plan and approve that one.',
	);
	settlement.handBackNow(work, 'the approved plan was out of date');
	return false;
}

/** The approved create went through in a run that was interrupted: what it made is there and in step, nothing more is written. */
function isCarriedOut(approved: Plan, { link }: Work | UpsertWork, { action, fields }: Proposal): boolean {
	return approved.action === 'create' && action === 'adopt' && fields.length === 0 && link?.createdByUs === true;
}

/** True when no more may happen than a plan says: then targets are looked at before, however well they are known. */
export function isPlanned(run: ApplyRun, work: Work): boolean {
	return run.request.settings.dryRun || work.item.plan !== undefined;
}

export function plannedFields(values: Iterable<[FieldName, FieldValue]>, old: (field: FieldName) => FieldValue | null): PlannedField[] {
	return [...values].map(([field, value]) => ({ field, old: old(field), new: value }));
}
