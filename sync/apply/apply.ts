import { StoreError, SyncRefusal, SystemError } from '../types';
import type { ApplyOutcome, ApplyRequest, ChangeItem, EngineContext, Link, Side } from '../types';
import { bindTarget, emptySide, openSync, saveSide } from '../binding';
import { rowsOfItems } from '../delivery';
import { judgeContainerGone } from '../ingest/containerGone';
import { withLease, writeLease } from '../lease';
import { idsBySide, otherSide } from '../side';
import { viewFor } from '../view';
import { adopt, deferCopies } from './adopt';
import { runCreates } from './creates';
import { runDeletes } from './deletes';
import { Images } from './images';
import { prepare, type Prepared } from './prepare';
import { recoverCreates } from './recover';
import { rejoin } from './rejoin';
import type { ApplyRun, UpsertWork } from './run';
import { runUpdates } from './updates';

/** Long enough for another run's batch, short enough not to block an n8n worker. */
const leasePatience = 5 * 60_000;

/**
 * Carries changes to the target, or plans them in a dry run. One outcome per item, in order; one bad item never stops the
 * others. A run that another one has overtaken stops. Throws `SystemError` only when the whole target is out of reach: then every item that was not settled has been
 * handed back and comes again.
 */
export async function applyChanges(context: EngineContext, request: ApplyRequest): Promise<ApplyOutcome[]> {
	const outcomes: ApplyOutcome[] = [];
	for (const [sync, group] of groupBySync(request.items)) {
		const result = await withLease(context, writeLease(sync), leasePatience, async (held) => {
			const row = await openSync(context, sync);
			const target: Side = request.target.system.capabilities.side;
			const run: ApplyRun = {
				context, request, sync: row, held, outcomes, target, source: otherSide(target), images: new Images({ context, request, sync: row, target }),
				keepDeliveries: deliveryKeeper(context, sync, otherSide(target), group, outcomes),
				capabilities: request.target.system.capabilities,
				targetView: viewFor(row.sides[target], [request.settings.write.untitledPlaceholder]),
			};
			if (row.state !== 'active') return await deferAll(run, group, `The sync is ${row.state}; nothing was written.`, null);
			try {
				run.sync = await bindTarget(context, row, target, request.target);
				await rememberPlaceholder(run);
				await rememberJournal(run);
				await applyGroup(run, refuseForeign(run, group));
				await deferAll(run, group, `${run.capabilities.label} did not take the change in several tries.`, null);
			} catch (failure) {
				if (failure instanceof StoreError && failure.kind === 'leaseLost') return leaveToOther(run, group);
				const error = await judgeContainerGone(context, sync, target, request.target, failure);
				if (error instanceof SystemError || error instanceof SyncRefusal) {
					await deferAll(run, group, error.message, error instanceof SystemError ? (error.details.retryAt ?? null) : null);
				}
				throw error;
			}
		});
		if (result === null) for (const { index } of group) outcomes[index] = busy();
	}
	return outcomes;
}

/** Kept before the first write of it, so that no read of that side ever takes the text for somebody's title. */
async function rememberPlaceholder(run: ApplyRun): Promise<void> {
	const { capabilities, request, target, sync } = run;
	const ownText = capabilities.untitledPlaceholder;
	if (ownText === undefined || request.settings.dryRun) return;
	const placeholder = request.settings.write.untitledPlaceholder.trim() || ownText;
	if (sync.sides[target]?.placeholder === placeholder) return;
	run.sync = await saveSide(run.context, sync.name, target, (current) => ({ ...(current ?? emptySide(capabilities.system)), placeholder }));
}

/** The trigger forgets what is too old, and the other direction keeps images of this side, as this node was set. */
async function rememberJournal(run: ApplyRun): Promise<void> {
	const { capabilities, context, request, target, sync } = run;
	const { journal } = request.settings;
	const known = sync.sides[target]?.journal;
	if (journal === undefined || request.settings.dryRun) return;
	if (known?.beforeImages === journal.beforeImages && known.retentionDays === journal.retentionDays) return;
	run.sync = await saveSide(context, sync.name, target, (current) => ({ ...(current ?? emptySide(capabilities.system)), journal }));
	if (!journal.beforeImages) await context.store.forgetContents(sync.name, target);
}

const deliveryTime = 10 * 60_000;

/** A long run works through its items batch by batch; what waits for its turn must not be delivered to another run. */
function deliveryKeeper(context: EngineContext, sync: string, source: Side, group: Indexed, outcomes: ApplyOutcome[]): () => Promise<void> {
	let extendedAt = 0;
	return async () => {
		const now = context.clock.now();
		if (now - extendedAt < deliveryTime / 4) return;
		extendedAt = now;
		const open = group.filter(({ index }) => outcomes[index] === undefined).map(({ item }) => item);
		const rows = await rowsOfItems(context, sync, source, open);
		await context.store.extendDeliveries([...rows.keys()], now + deliveryTime);
	};
}

type Indexed = Array<{ index: number; item: ChangeItem }>;

function groupBySync(items: ChangeItem[]): Map<string, Indexed> {
	const groups = new Map<string, Indexed>();
	items.forEach((item, index) => groups.set(item.sync, [...(groups.get(item.sync) ?? []), { index, item }]));
	return groups;
}

function busy(): ApplyOutcome {
	return {
		kind: 'done', action: 'deferred', crmId: null, calendarId: null, fields: [], losses: [],
		message: 'Another run of this sync is writing and did not finish in time; the change is delivered again by itself.',
	};
}

/** Items that come from the very side they would be written to are a mistake in the workflow. */
function refuseForeign(run: ApplyRun, group: Indexed): Indexed {
	return group.filter(({ index, item }) => {
		if (item.side === run.source) return true;
		run.outcomes[index] = {
			kind: 'attention', reason: 'rejected', crmId: null, calendarId: null,
			message: `This change comes from ${run.capabilities.label} itself and cannot be applied to it. Nothing was written.`,
			next: 'Connect this node to the trigger of the other side.',
		};
		return false;
	});
}

async function applyGroup(run: ApplyRun, group: Indexed): Promise<void> {
	const prepared = await prepare(run, group);
	const linked = prepared.upserts.filter(isLinked);
	const vanished = await runUpdates(run, linked);
	const { unfinished, unlinked } = withoutPartner(prepared);
	const { found, missing } = run.capabilities.createKey === 'none' ? await recoverCreates(run, unfinished) : { found: [], missing: unfinished };
	const { rejoined, rest } = await rejoin(run, unlinked);
	const { adopted, created } = await adopt(run, rest);
	const lostAgain = await runUpdates(run, [...found, ...rejoined, ...adopted]);
	const lost = await deferCopies(run, lostAgain);
	const existing = await runCreates(run, [...missing, ...created, ...vanished, ...lost]);
	const stillVanished = await runUpdates(run, existing);
	await runCreates(run, stillVanished);
	await runDeletes(run, prepared.deletes);
}

function isLinked(work: UpsertWork): work is UpsertWork & { link: Link } {
	return work.link?.state === 'linked';
}

/** Records whose create has no known outcome, and records that never had a partner or lost it. */
function withoutPartner({ upserts }: Prepared): { unfinished: UpsertWork[]; unlinked: UpsertWork[] } {
	const rest = upserts.filter((work) => !isLinked(work));
	return {
		unfinished: rest.filter(({ link }) => link?.state === 'creating'),
		unlinked: rest.filter(({ link }) => link?.state !== 'creating'),
	};
}

/**
 * Another run holds the lease: it has the deliveries, or gets them when they run out, and finds out what became of the writes
 * whose outcome this run could not store. Nothing is handed back, because the rows may be in that run's hands.
 */
function leaveToOther({ outcomes, source }: ApplyRun, group: Indexed): void {
	for (const { index, item } of group) {
		const rest = item.delivery === undefined ? 'Run this item again: what was written already is recognised.' : 'What is left of it comes again by itself.';
		outcomes[index] ??= { kind: 'done', action: 'deferred', ...idsBySide(source, item.id, null), fields: [], losses: [], message: `${overtaken} ${rest}` };
	}
}

const overtaken =
	'This run was held up for so long that another run took over the sync. What became of the change is found out by that run, so nothing was written twice.';

const retryDelay = 60_000;

/** Hands every item back that has no outcome yet. */
async function deferAll(run: ApplyRun, group: Indexed, message: string, retryAt: number | null): Promise<void> {
	const { store, clock } = run.context;
	const open = group.filter(({ index }) => run.outcomes[index] === undefined);
	if (open.length === 0) return;
	const now = clock.now();
	const rows = await rowsOfItems(run.context, run.sync.name, run.source, open.map(({ item }) => item));
	await store.finishRows(run.sync.name, [...rows.keys()].map((id) => ({ id, outcome: 'handedBack', notBefore: Math.max(retryAt ?? 0, now + retryDelay), reason: message })), now);
	for (const { index, item } of open) {
		run.outcomes[index] = { kind: 'done', action: 'deferred', ...idsBySide(run.source, item.id, null), fields: [], losses: [], message: `${message} The change is kept and comes again.` };
	}
}
