import { journalOf } from '../journal';
import { getField, valuesOf } from '../record/fields';
import { hashField } from '../record/hash';
import type { Baseline, CanonicalRecord, FieldName, FieldValues, Side, Snapshot } from '../types';
import { isHidden, type View, viewFor } from '../view';
import type { ApplyRun } from './run';

/** What the target's records held when they were last seen in full: the before-images of writes that read nothing. */
export class Images {
	private readonly known = new Map<string, FieldValues>();

	constructor(private readonly run: Pick<ApplyRun, 'context' | 'sync' | 'target' | 'request'>) {}

	/** Looks up the images of the records that are about to be written. */
	async load(recordIds: string[]): Promise<void> {
		if (!keepsContents(this.run, this.run.target)) return;
		const { context, sync, target } = this.run;
		for (const { recordId, values } of await context.store.getImages(sync.name, target, recordIds)) this.known.set(recordId, values);
	}

	of(recordId: string): FieldValues | null {
		return this.known.get(recordId) ?? null;
	}
}

/** False when the settings of that side's writer say that no contents are kept. */
export function keepsContents({ request, sync, target }: Pick<ApplyRun, 'request' | 'sync' | 'target'>, side: Side): boolean {
	return (side === target ? (request.settings.journal ?? journalOf(sync.sides[side])) : journalOf(sync.sides[side])).beforeImages;
}

/** What a write of these fields takes away; null when that is not known for sure. */
export function beforeImage(present: Snapshot | null, image: FieldValues | null, baseline: Baseline, fields: FieldName[]): FieldValues | null {
	if (present !== null) return Object.fromEntries(fields.map((field) => [field, getField(present.record, field)]));
	const before: FieldValues = {};
	for (const field of fields) {
		const value = image?.[field];
		// The image is good as long as it says what the record held when it was last in step.
		if (value === undefined || hashField(field, value) !== baseline[field]) return null;
		before[field] = value;
	}
	return before;
}

/** The contents to keep of a record; null for one whose contents the sync may not show. */
export function contentsOf(record: CanonicalRecord, view: View): FieldValues | null {
	return isHidden(record, 'title', view) ? null : valuesOf(record);
}

/** The view under which the side's records are kept. */
export function viewOfSide(run: Pick<ApplyRun, 'sync'>, side: Side): View {
	return viewFor(run.sync.sides[side], []);
}
