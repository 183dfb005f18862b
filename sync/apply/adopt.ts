import { samenessOf } from '../record/describe';
import { contentKey } from '../record/hash';
import type { Link, Snapshot } from '../types';
import { idsBySide, linkId } from '../side';
import { viewSnapshot } from '../view';
import { newLink } from './linkState';
import { looksAsWritten, matchAll } from './match';
import { type ApplyRun, attention, done, targetsInLinks, type UpsertWork } from './run';
import { titleOf } from './prepare';
import { Settlement } from './settlement';

/** What becomes of records that have no partner yet. */
export interface Sorted {
	/** A partner is there already: link the two and bring them into step. */
	adopted: Array<UpsertWork & { link: Link }>;
	created: UpsertWork[];
}

/** An unclear create into this side may still turn up as a new record; longer than this is not waited for. */
const intentPatience = 10 * 60_000;

/** Adopt before create: looks for each unlinked record's partner among what the target holds. */
export async function adopt(run: ApplyRun, works: UpsertWork[]): Promise<Sorted> {
	const sorted: Sorted = { adopted: [], created: [] };
	if (works.length === 0) return sorted;
	const settlement = new Settlement(run);
	const rest: UpsertWork[] = [];
	const { towardsSource, fromPartner } = await openIntents(run, works);
	let intents = towardsSource;
	for (const work of works) {
		const marked = markedIntent(run, work, fromPartner);
		const own = intents.find(({ contentKey: key }) => key === contentKey(work.record)) ?? overdueIntent(run, work, intents, marked);
		if (own !== undefined) {
			intents = intents.filter(({ id }) => id !== own.id);
			sorted.adopted.push({ ...work, link: { ...own, ...idsBySide(run.source, work.item.id, linkId(own, run.target)), state: 'linked' } });
		} else if (mayBeOurs(run, work, intents) || marked !== undefined) {
			done(run, work, 'deferred', { message: 'A create of the other direction has no answer yet and this may be its result; it is looked at again with the next poll.' });
			settlement.handBackUntil(work, soon(run, work), 'waits for an open create');
		} else rest.push(work);
	}
	await adoptCandidates(run, await adoptMarked(run, rest, sorted), sorted, settlement);
	await settlement.commit();
	return sorted;
}

const shortestWait = 10_000;
/** Less than the minute between two polls, so that each of them finds the change due. */
const longestWait = 45_000;

/** An open create is settled as soon as its side is written again. */
function soon({ context }: ApplyRun, { row }: UpsertWork): number {
	const now = context.clock.now();
	return now + Math.min(Math.max(now - (row?.createdAt ?? now), shortestWait), longestWait);
}

interface OpenIntents {
	/** Creates into the source side whose outcome is not known. */
	towardsSource: Link[];
	/** Creates whose result may be one of these very records, by the id of the record they are a copy of. */
	fromPartner: Map<string, Link>;
}

async function openIntents(run: ApplyRun, works: UpsertWork[]): Promise<OpenIntents> {
	const { store } = run.context;
	const links = await store.listLinks(run.sync.name, { state: 'creating', limit: 10_000 });
	const partners = works.flatMap(({ record }) => (record.source.stamp?.sync === run.sync.name ? [record.source.stamp.partnerId] : []));
	const own = partners.length === 0 ? [] : await store.linksByRecord(run.sync.name, run.target, partners);
	return {
		towardsSource: links.filter((link) => linkId(link, run.source) === null),
		fromPartner: new Map(own.filter(({ state }) => state === 'creating').map((link) => [linkId(link, run.target) ?? '', link])),
	};
}

/** The create that made this copy, by its mark. Settling it is the other direction's business, unless that takes too long. */
function markedIntent(run: ApplyRun, { record }: UpsertWork, fromPartner: Map<string, Link>): Link | undefined {
	const { stamp } = record.source;
	return stamp?.sync === run.sync.name ? fromPartner.get(stamp.partnerId) : undefined;
}

function mayBeOurs(run: ApplyRun, work: UpsertWork, intents: Link[]): boolean {
	return intents.some((intent) => !isOverdue(run, intent) && isBornAfter(work, intent));
}

/**
 * The create that made this record, when the other direction has not looked for its result in all that time. Somebody may have
 * edited the record since: the mark still tells, or most of what was written, as long as it fits one create alone.
 */
function overdueIntent(run: ApplyRun, work: UpsertWork, intents: Link[], marked: Link | undefined): Link | undefined {
	if (marked !== undefined) return isOverdue(run, marked) ? marked : undefined;
	const fitting = intents.filter((intent) => isOverdue(run, intent) && isBornAfter(work, intent) && looksAsWritten(work.record, intent.baseline[run.source]));
	return fitting.length === 1 ? fitting[0] : undefined;
}

function isOverdue(run: ApplyRun, { intentAt }: Link): boolean {
	return intentAt === null || run.context.clock.now() - intentAt > intentPatience;
}

function isBornAfter({ record }: UpsertWork, { intentAt }: Link): boolean {
	const { createdAt } = record.source;
	return intentAt === null || createdAt === undefined || Date.parse(createdAt) >= intentAt - 2_000;
}

/** Records that carry this sync's own mark: their partner is known by id, also after the store was lost. */
async function adoptMarked(run: ApplyRun, works: UpsertWork[], sorted: Sorted): Promise<UpsertWork[]> {
	const marked = works.flatMap((work) => {
		const { stamp } = work.record.source;
		return stamp?.sync === run.sync.name && work.link === null ? [{ work, partnerId: stamp.partnerId }] : [];
	});
	if (marked.length === 0) return works;
	const partnerIds = marked.map(({ partnerId }) => partnerId);
	const reads = await run.request.target.system.readMany(partnerIds);
	const linked = await targetsInLinks(run, partnerIds, ['linked']);
	const found = new Map<UpsertWork, Snapshot>();
	marked.forEach(({ work }, index) => {
		const read = reads[index];
		if (read?.outcome !== 'found' || linked.has(read.snapshot.id)) return;
		linked.add(read.snapshot.id);
		found.set(work, read.snapshot);
	});
	for (const [work, snapshot] of found) {
		const adopted = linkTo(run, work, snapshot, true);
		// The mark is on the copy, so the one that was first is its partner.
		sorted.adopted.push({ ...adopted, link: { ...adopted.link, origin: run.target } });
	}
	return works.filter((work) => !found.has(work));
}

async function adoptCandidates(run: ApplyRun, works: UpsertWork[], sorted: Sorted, settlement: Settlement): Promise<void> {
	if (works.length === 0) return;
	const candidates = (await run.request.target.system.findCandidates(works.map(({ record }) => record))).map((snapshot) => viewSnapshot(snapshot, run.targetView));
	const taken = await targetsInLinks(run, candidates.map(({ id }) => id), ['linked', 'creating']);
	const free = candidates.filter((candidate) => !taken.has(candidate.id) && isInContainer(run, candidate));
	const matches = matchAll(works, free, run.sync.name, await orphansAmong(run, works, free));
	for (const [work, match] of matches) {
		if (match.kind === 'none') sorted.created.push(work);
		else if (match.kind === 'one') sorted.adopted.push(linkTo(run, work, match.snapshot, match.snapshot.stamp?.sync === run.sync.name));
		else {
			attention(
				run, work, 'ambiguous',
				`${match.count} records in ${run.capabilities.label} ${samenessOf(work.record)} "${titleOf(work)}" but differ otherwise. Nothing was linked, written or created.`,
				'Make the right one equal, or delete the others; the next change of the record is matched again.',
			);
			settlement.settleUnlinked(work, 'ambiguous');
		}
	}
}

/** Copies of this sync whose originals it no longer knows, e.g. after it was re-bound to another account: free to be joined by content. */
async function orphansAmong(run: ApplyRun, works: UpsertWork[], candidates: Snapshot[]): Promise<(candidate: Snapshot) => boolean> {
	const partners = candidates.flatMap(({ stamp }) => (stamp?.sync === run.sync.name ? [stamp.partnerId] : []));
	const links = partners.length === 0 ? [] : await run.context.store.linksByRecord(run.sync.name, run.source, partners);
	const known = new Set([...works.map(({ item }) => item.id), ...links.flatMap((link) => (link.state === 'gone' ? [] : (linkId(link, run.source) ?? [])))]);
	return ({ stamp }) => stamp?.sync === run.sync.name && !known.has(stamp.partnerId);
}

/** In a CRM the container is one owner: a colleague's meeting is not ours to join, however alike. */
function isInContainer(run: ApplyRun, { record }: Snapshot): boolean {
	const { owner } = record.source;
	const container = run.sync.sides.crm?.binding?.container;
	if (run.target !== 'crm' || owner === undefined || container === undefined) return true;
	return owner === container || owner === run.request.settings.write.defaults.owner;
}

/**
 * A copy that was just recognised as ours and whose original is gone already: the deletion of the original is on its way
 * and takes the copy along. Returns the works that are no such copies.
 */
export async function deferCopies(run: ApplyRun, works: UpsertWork[]): Promise<UpsertWork[]> {
	const settlement = new Settlement(run);
	const isCopy = ({ link }: UpsertWork) => link?.createdByUs === true && link.origin === run.target && link.seen[run.source] === null;
	for (const work of works.filter(isCopy)) {
		done(run, work, 'deferred', { message: 'The record it is a copy of was deleted; what becomes of the copy is decided with that deletion.' });
		settlement.handBack(work, 'waits for the deletion of its original');
	}
	await settlement.commit();
	return works.filter((work) => !isCopy(work));
}

/** Pairs the two; what the link knew of an earlier partner is forgotten, except that its keys are used up. */
export function linkTo(run: ApplyRun, work: UpsertWork, snapshot: Snapshot, createdByUs: boolean): UpsertWork & { link: Link } {
	const base = work.link ?? newLink(run.sync.name, run.source, work.item.id, 0);
	const link: Link = {
		...base,
		...idsBySide(run.source, work.item.id, snapshot.id),
		state: 'linked',
		createdByUs,
		baseline: { crm: {}, calendar: {} },
		seen: { crm: null, calendar: null },
	};
	// A listing that shows the record in part only is not good enough to merge from.
	return { ...work, link, present: snapshot.omitted.length === 0 ? snapshot : null };
}
