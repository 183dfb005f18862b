import { isTooDeep } from '../record/depth';
import { isEvent } from '../record/fields';
import { digestOf, equalsBaseline } from '../record/hash';
import type { Baseline, CanonicalRecord, FieldName, InboxEntry, Link, Seen, SideSettings, Side, Sighting, Snapshot, TimeWindow } from '../types';
import { reasonToSkip } from './filters';
import { orderOf, placeInWindow } from './window';

/** What a record that was read means for the sync. */
export type Verdict =
	/** In step, or settled before: nothing to do. */
	| { kind: 'drop' }
	/** In step, but under a new revision. */
	| { kind: 'seen'; linkId: number; seen: Seen }
	/** Left out by the settings; remembered so that it is said once. */
	| { kind: 'skip'; sighting: Sighting; isLinked: boolean }
	| { kind: 'take'; entry: InboxEntry };

export interface ClassifyContext {
	side: Side;
	settings: SideSettings;
	window: TimeWindow;
	now: number;
	link: Link | undefined;
	sighting: Sighting | undefined;
	/** Take everything that passes the filters, in step or not. */
	force: boolean;
	/** Ends a revision under which a later edit may hide; undefined where each edit has a revision of its own. */
	openRevisionMark?: string | undefined;
	/** False while "only new from now" lists what exists: records without link are passed over. */
	takeUnlinked: boolean;
}

/** Decides what to do with a record that was read. Pure. */
export function classify(snapshot: Snapshot, context: ClassifyContext): Verdict {
	const { link } = context;
	if (link !== undefined && link.state !== 'gone') return classifyLinked(snapshot, link, context);
	return link !== undefined && isLeftAsItWas(snapshot, link.baseline[context.side], link.seen[context.side]) ? { kind: 'drop' } : classifyUnlinked(snapshot, context);
}

/** True for a copy that stayed when its original was deleted, as long as nobody edits what can be seen of it. It may have been out of step already. */
function isLeftAsItWas(snapshot: Snapshot, left: Baseline, seen: Seen | null): boolean {
	if (Object.keys(left).length === 0) return false;
	return equalsBaseline(snapshot.record, visibleOf(left, snapshot)) || (snapshot.omitted.length === 0 && seen?.digest != null && seen.digest === digestOf(snapshot.record));
}

function classifyLinked(snapshot: Snapshot, link: Link, context: ClassifyContext): Verdict {
	const seen = link.seen[context.side];
	const isComplete = snapshot.omitted.length === 0;
	if (!context.force) {
		if (!isComplete && seen !== null && isLookedAt(seen) && isSameState(snapshot, seen, link.baseline[context.side], context.openRevisionMark)) return { kind: 'drop' };
		if (isComplete && seen !== null) {
			const known = knownState(snapshot, link.baseline[context.side], seen);
			if (known !== null) return known.revision === seen.revision && known.digest === seen.digest ? { kind: 'drop' } : { kind: 'seen', linkId: link.id, seen: known };
		}
	}
	if (isEvent(snapshot.record) && snapshot.record.status === 'cancelled') return { kind: 'take', entry: cancelled(snapshot, context) };
	const reason = reasonToSkip(snapshot.record, ofAnyOwner(context.settings));
	if (reason !== null) return skip(snapshot, reason, context, true);
	return { kind: 'take', entry: entryOf(snapshot, context, context.now) };
}

/** Handing a linked record to a colleague does not end its link. */
function ofAnyOwner(settings: SideSettings): SideSettings {
	return { ...settings, filters: { ...settings.filters, owner: null } };
}

/**
 * True when a row shown in part is the state that was seen. An edit in the very second of the state that was seen has the same
 * open revision: it shows by the visible fields at once, and by the firm revision of the next read if only others were edited.
 */
function isSameState(snapshot: Snapshot, seen: Seen, baseline: Baseline, openMark: string | undefined): boolean {
	if (seen.revision !== snapshot.revision) return false;
	const isFirm = openMark === undefined || !snapshot.revision.endsWith(openMark);
	return isFirm || equalsBaseline(snapshot.record, visibleOf(baseline, snapshot));
}

/** False while the record is known to hold changes of its own that have not been delivered yet. */
function isLookedAt(seen: Seen): boolean {
	return seen.inStep || seen.digest !== null;
}

/** The new `seen` when the record holds nothing that is not in step already; null when it may. */
function knownState(snapshot: Snapshot, baseline: Baseline, seen: Seen): Seen | null {
	const digest = digestOf(snapshot.record);
	if (digest === seen.digest) return { ...seen, revision: snapshot.revision };
	// After our own write the whole record is not known: what the baseline covers decides.
	if (seen.digest === null && seen.inStep && equalsBaseline(snapshot.record, baseline)) return { revision: snapshot.revision, digest, inStep: true };
	return null;
}

/**
 * True when an incomplete row shows our own write again, now under a firm revision, with every visible field as we left it.
 * Only a field that the feed leaves out can have been edited within the second of the write.
 */
export function looksLikeOwnWrite(snapshot: Snapshot, link: Link | undefined, side: Side, openMark: string | undefined): boolean {
	const seen = link?.seen[side];
	if (link?.state !== 'linked' || !seen?.inStep || openMark === undefined || snapshot.omitted.length === 0) return false;
	if (seen.revision !== `${snapshot.revision}${openMark}`) return false;
	return equalsBaseline(snapshot.record, visibleOf(link.baseline[side], snapshot));
}

/** The part of a baseline that the snapshot tells something about. */
function visibleOf(baseline: Baseline, { omitted }: Snapshot): Baseline {
	return Object.fromEntries(Object.entries(baseline).filter(([field]) => !omitted.includes(field as FieldName)));
}

function classifyUnlinked(snapshot: Snapshot, context: ClassifyContext): Verdict {
	if (!context.takeUnlinked) return { kind: 'drop' };
	if (!context.force && isSettled(snapshot, context.sighting)) return { kind: 'drop' };
	const place = placeInWindow(snapshot.record, context.window, context.now);
	if (place.place === 'past') return { kind: 'drop' };
	const reason = reasonToSkip(snapshot.record, context.settings);
	if (reason !== null) return skip(snapshot, reason, context, false);
	const entry = entryOf(snapshot, context, place.place === 'future' ? place.entersAt : context.now);
	// It may be a copy of our own that the sync does not know any more: it is read by itself before it counts as new.
	const isRead = snapshot.isStampUntold !== true || snapshot.recurring;
	return { kind: 'take', entry: isRead ? entry : { ...entry, record: null, digest: null } };
}

function isSettled(snapshot: Snapshot, sighting: Sighting | undefined): boolean {
	if (sighting === undefined) return false;
	if (snapshot.omitted.length > 0 || sighting.digest === null) return sighting.revision === snapshot.revision;
	return sighting.digest === digestOf(snapshot.record);
}

function skip(snapshot: Snapshot, reason: string, context: ClassifyContext, isLinked: boolean): Verdict {
	if (!context.force && isSettled(snapshot, context.sighting)) return { kind: 'drop' };
	const digest = snapshot.omitted.length === 0 ? digestOf(snapshot.record) : null;
	return { kind: 'skip', isLinked, sighting: { recordId: snapshot.id, revision: snapshot.revision, digest, reason } };
}

/** A meeting that was called off is removed on the other side like one that was deleted. */
function cancelled(snapshot: Snapshot, context: ClassifyContext): InboxEntry {
	return { ...entryOf(snapshot, context, context.now), change: 'delete', record: null };
}

/** The inbox entry for a record; a record that the feed shows only in part is read again before it is delivered. */
export function entryOf(snapshot: Snapshot, context: Pick<ClassifyContext, 'now' | 'settings'>, notBefore: number): InboxEntry {
	const isComplete = snapshot.omitted.length === 0;
	return {
		recordId: snapshot.id,
		change: 'upsert',
		record: isComplete ? withOrigin(snapshot, context.settings) : null,
		revision: snapshot.revision,
		digest: isComplete ? digestOf(snapshot.record) : null,
		modifiedAt: snapshot.modifiedAt,
		recurring: snapshot.recurring,
		order: orderOf(snapshot.record, context.now),
		notBefore,
	};
}

export function deleteEntry(recordId: string, deletedAt: number | null, now: number): InboxEntry {
	return { recordId, change: 'delete', record: null, revision: '', digest: null, modifiedAt: deletedAt, recurring: false, order: 0, notBefore: now };
}

/** The mark travels with the record, so that a lost store can be rebuilt from it; the vendor's own form does when asked for. */
function withOrigin({ record, stamp, raw }: Snapshot, { includeRaw, privateEvents }: SideSettings): CanonicalRecord {
	const isLeftOut = includeRaw !== true || isTooDeep(raw) || (privateEvents === 'busyOnly' && isEvent(record) && record.visibility === 'private');
	return { ...record, source: { ...record.source, ...(stamp !== undefined && { stamp }), ...(!isLeftOut && { raw }) } };
}
