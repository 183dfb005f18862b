import { SyncRefusal, SystemError } from '../types';
import type { ApplyOutcome, ApplyRequest, ChangeItem, EngineContext, Link, Side } from '../types';
import { bindTarget, emptySide, openSync, saveSide } from '../binding';
import { withLease, writeLease } from '../lease';
import { idsBySide, otherSide } from '../side';
import { viewFor } from '../view';
import { adopt, deferCopies } from './adopt';
import { runCreates } from './creates';
import { runDeletes } from './deletes';
import { prepare, type Prepared } from './prepare';
import { recoverCreates } from './recover';
import type { ApplyRun, UpsertWork } from './run';
import { runUpdates } from './updates';

/** Long enough for another run's batch, short enough not to block an n8n worker. */
const leasePatience = 5 * 60_000;

/**
 * Carries changes to the target, or plans them in a dry run. One outcome per item, in order; one bad item never stops the
 * others. Throws `SystemError` only when the whole target is out of reach: then every item that was not settled has been
 * handed back and comes again.
 */
export async function applyChanges(context: EngineContext, request: ApplyRequest): Promise<ApplyOutcome[]> {
	const outcomes: ApplyOutcome[] = [];
	for (const [sync, group] of groupBySync(request.items)) {
		const result = await withLease(context, writeLease(sync), leasePatience, async (held) => {
			const row = await openSync(context, sync);
			const target: Side = request.target.system.capabilities.side;
			const run: ApplyRun = {
				context, request, sync: row, held, outcomes, target, source: otherSide(target),
				keepDeliveries: deliveryKeeper(context, group, outcomes),
				capabilities: request.target.system.capabilities,
				targetView: viewFor(row.sides[target], [request.settings.write.untitledPlaceholder]),
			};
			if (row.state !== 'active') return await deferAll(run, group, `The sync is ${row.state}; nothing was written.`, null);
			try {
				run.sync = await bindTarget(context, row, target, request.target);
				await rememberPlaceholder(run);
				await applyGroup(run, refuseForeign(run, group));
				await deferAll(run, group, `${run.capabilities.label} did not take the change in several tries.`, null);
			} catch (error) {
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

const deliveryTime = 10 * 60_000;

/** A long run works through its items batch by batch; what waits for its turn must not be delivered to another run. */
function deliveryKeeper(context: EngineContext, group: Indexed, outcomes: ApplyOutcome[]): () => Promise<void> {
	let extendedAt = 0;
	return async () => {
		const now = context.clock.now();
		if (now - extendedAt < deliveryTime / 4) return;
		extendedAt = now;
		const open = group.filter(({ index }) => outcomes[index] === undefined).flatMap(({ item }) => item.delivery ?? []);
		await context.store.extendDeliveries(open, now + deliveryTime);
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
	const { adopted, created } = await adopt(run, unlinked);
	const lostAgain = await runUpdates(run, [...found, ...adopted]);
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

const retryDelay = 60_000;

/** Hands every item back that has no outcome yet. */
async function deferAll(run: ApplyRun, group: Indexed, message: string, retryAt: number | null): Promise<void> {
	const { store, clock } = run.context;
	const open = group.filter(({ index }) => run.outcomes[index] === undefined);
	if (open.length === 0) return;
	const now = clock.now();
	const rows = open.flatMap(({ item }) => item.delivery ?? []);
	await store.finishRows(run.sync.name, rows.map((id) => ({ id, outcome: 'handedBack', notBefore: Math.max(retryAt ?? 0, now + retryDelay), reason: message })), now);
	for (const { index, item } of open) {
		run.outcomes[index] = { kind: 'done', action: 'deferred', ...idsBySide(run.source, item.id, null), fields: [], losses: [], message: `${message} The change is kept and comes again.` };
	}
}
