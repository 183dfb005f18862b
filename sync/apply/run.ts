import type {
	ApplyOutcome, ApplyRequest, Attention, AttentionReason, CanonicalRecord, Capabilities, ChangeItem, Done, EngineContext, FieldValues,
	InboxRow, Link, LinkState, MappedPair, Side, Snapshot, SyncRow, WriteOptions,
} from '../types';
import type { HeldLease } from '../lease';
import { idsBySide, linkId } from '../side';
import type { View } from '../view';
import type { Images } from './images';

/** What one call of Apply Changes works with, for one sync and one direction. */
export interface ApplyRun {
	context: EngineContext;
	request: ApplyRequest;
	sync: SyncRow;
	source: Side;
	target: Side;
	capabilities: Capabilities;
	targetView: View;
	images: Images;
	held: HeldLease;
	/** Keeps the deliveries of items that are still to come from running out. */
	keepDeliveries(): Promise<void>;
	/** By position of the item in the request. */
	outcomes: ApplyOutcome[];
}

/** One change on its way to the target. */
export interface Work {
	index: number;
	item: ChangeItem;
	/** The inbox row the item delivers; null for items made by hand. */
	row: InboxRow | null;
	link: Link | null;
}

/** A change of a record that exists. */
export interface UpsertWork extends Work {
	/** As it was read. */
	record: CanonicalRecord;
	/** What the mapping made of it, by target field. */
	values: FieldValues;
	pairs: MappedPair[];
	/** The target record, once it has been read. */
	present: Snapshot | null;
	/** The write must not rely on the last known revision: read the target first. */
	mustRead: boolean;
}

export function done(run: ApplyRun, work: Work, action: Done['action'], extra: Partial<Omit<Done, 'kind' | 'action'>> = {}): void {
	run.outcomes[work.index] = { kind: 'done', action, ...workIds(run, work), fields: [], losses: [], ...extra };
}

export function attention(run: ApplyRun, work: Work, reason: AttentionReason, message: string, next: string): void {
	const outcome: Attention = { kind: 'attention', reason, message, next, ...workIds(run, work) };
	run.outcomes[work.index] = outcome;
}

/** Which of these records of the target belong to a link in one of the given states. */
export async function targetsInLinks(run: ApplyRun, ids: string[], states: LinkState[]): Promise<Set<string>> {
	if (ids.length === 0) return new Set();
	const links = await run.context.store.linksByRecord(run.sync.name, run.target, ids);
	return new Set(links.filter(({ state }) => states.includes(state)).flatMap((link) => linkId(link, run.target) ?? []));
}

/** How to write, and until when. Throws `StoreError` kind `leaseLost` when another run has taken over. */
export async function writeOptions(run: ApplyRun): Promise<WriteOptions> {
	return { ...run.request.settings.write, notAfter: await run.held.writesUntil() };
}

/** The id of a link's record on the target; '', which no vendor knows, for one that is not made yet. */
export function targetIdOf(run: ApplyRun, link: Link): string {
	return linkId(link, run.target) ?? '';
}

/** Both ids as far as they are known. */
export function workIds(run: ApplyRun, work: Work): { crmId: string | null; calendarId: string | null } {
	return idsBySide(run.source, work.item.id, work.link === null ? null : linkId(work.link, run.target));
}

const shortestDelay = 60_000;
const longestDelay = 60 * 60_000;

/** When to try again: the longer a change has been waiting, the later, between a minute and an hour. */
export function nextAttempt(run: ApplyRun, row: InboxRow, retryAt: number | null): number {
	const now = run.context.clock.now();
	const age = now - row.createdAt;
	return Math.max(retryAt ?? 0, now + Math.min(Math.max(age, shortestDelay), longestDelay));
}

/** Splits into parts of at most `size`. */
export function chunks<T>(items: T[], size: number): T[][] {
	const parts: T[][] = [];
	for (let start = 0; start < items.length; start += size) parts.push(items.slice(start, start + size));
	return parts;
}

/**
 * True when the last known state of the target may be relied on: everything mapped was in step, and the revision stands for
 * that content alone. Otherwise the target is read before it is written.
 */
export function isTargetKnown(run: ApplyRun, link: Link): boolean {
	const seen = link.seen[run.target];
	const mark = run.capabilities.openRevisionMark;
	return seen?.inStep === true && (mark === undefined || !seen.revision.endsWith(mark));
}
