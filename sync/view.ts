import { isEvent, withoutFields } from './record/fields';
import { contentKey } from './record/hash';
import { normalText } from './record/normalForm';
import type { CalendarEvent, CanonicalRecord, FieldName, SideSettings, SideState, Snapshot } from './types';

/** How a sync looks at one side's records. The same view must be used wherever that side is read, or views would look like edits. */
export interface View {
	privateEvents: SideSettings['privateEvents'];
	/** Titles, or last names, that only stand in for a missing one. */
	placeholders: string[];
}

const busyTitle = 'Busy';

/** @param placeholders those that the node at hand knows, besides the one that was last written to the side */
export function viewFor(side: Pick<SideState, 'settings' | 'placeholder'> | null | undefined, placeholders: string[]): View {
	const texts = [...placeholders, side?.placeholder ?? ''];
	return { privateEvents: side?.settings?.privateEvents ?? 'asPrivate', placeholders: texts.filter((text) => text.trim() !== '') };
}

export function viewRecord<R extends CanonicalRecord>(record: R, view: View): R {
	if (!isEvent(record)) return (isPlaceholder(record.lastName, view) ? { ...record, lastName: '' } : record) as R;
	const event: CalendarEvent = record;
	const titled = isPlaceholder(event.title, view) ? { ...event, title: '' } : event;
	if (view.privateEvents !== 'busyOnly' || event.visibility !== 'private') return titled as CanonicalRecord as R;
	const masked: CalendarEvent = {
		...titled,
		title: busyTitle,
		location: '',
		description: '',
		descriptionHtml: undefined,
		attendees: [],
		related: undefined,
		tags: [],
		custom: {},
		source: { ...titled.source, contentKey: contentKey(titled) },
	};
	return masked as CanonicalRecord as R;
}

/** A title, or a last name, that only stands in for a missing one. */
function isPlaceholder(name: string | undefined, { placeholders }: View): boolean {
	return placeholders.some((text) => normalText(text) === normalText(name ?? ''));
}

/** The fields of a private event that `busyOnly` hides. What stands there instead is nobody's value and is never written back. */
const hiddenFields: ReadonlySet<FieldName> = new Set<FieldName>(['title', 'location', 'description', 'attendees', 'tags']);

/** True when the view shows a stand-in for this field of the record. */
export function isHidden(record: CanonicalRecord, field: FieldName, view: View): boolean {
	if (view.privateEvents !== 'busyOnly' || !isEvent(record) || record.visibility !== 'private') return false;
	return hiddenFields.has(field) || field.startsWith('custom.');
}

/**
 * A single read as the sync looks at it. Fields that even a single read does not tell (a form of the vendor's that is not
 * understood) are taken out of the record: they are neither mapped, compared nor overwritten.
 */
export function viewRead(snapshot: Snapshot, view: View): Snapshot {
	return { ...snapshot, omitted: [], record: withoutFields(viewRecord(snapshot.record, view), snapshot.omitted) };
}

export function viewSnapshot(snapshot: Snapshot, view: View): Snapshot {
	return { ...snapshot, record: viewRecord(snapshot.record, view) };
}
