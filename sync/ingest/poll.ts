import { StoreError, SyncRefusal, SystemError } from '../types';
import type { EngineContext, PollOutcome, PollRequest } from '../types';
import { bindSide, emptySide, openSync, refuseOtherResource, saveSide } from '../binding';
import { retentionStart } from '../journal';
import { readLease, withLease } from '../lease';
import { fingerprint } from '../record/hash';
import { judgeContainerGone } from './containerGone';
import { deliver } from './deliver';
import { readChanges, type ReadReport } from './read';
import { readingOf } from './reading';
import { windowAt } from './window';

/**
 * Milliseconds after which a poll delivers what it has, and leaves the rest to the next one: publishing a workflow waits for
 * its first poll and fails after 84 seconds (n8n 2.41, 70 % of N8N_WORKFLOW_PUBLICATION_OUTBOX_LEASE_SECONDS).
 */
const pollTime = 45_000;

const nothing: PollOutcome = { items: [], notice: null, parked: [] };

/**
 * Reads a side's changes since last time into the inbox and delivers what is due. Returns no items when another reader of
 * the same side is at work or has overtaken this one, and when the sync is deactivated. Throws `SystemError`, `SyncRefusal`, `StoreError`; then
 * nothing was lost, the next poll reads the same changes again.
 */
export async function pollSide(context: EngineContext, request: PollRequest): Promise<PollOutcome> {
	try {
		return (await pollAlone(context, request)) ?? { ...nothing, notice: 'Another run is reading this side right now; its changes come with that run.' };
	} catch (error) {
		if (!(error instanceof StoreError) || error.kind !== 'leaseLost') throw error;
		return { ...nothing, notice: 'This run was held up for so long that another one took over the reading of this side; the changes come with that run.' };
	}
}

/** null when another reader is at work. */
async function pollAlone(context: EngineContext, request: PollRequest): Promise<PollOutcome | null> {
	return await withLease(context, readLease(request.sync, request.side), 0, async (held) => {
		const row = await openSync(context, request.sync);
		if (row.state !== 'active') return { ...nothing, notice: `The sync "${request.sync}" is ${row.state}; nothing was read. Run "Activate" to go on.` };
		// A node that is set wrongly is no trouble of the sync.
		refuseOtherResource(row, request.connected);
		const bound = await reportProblems(context, request, async () => await bindSide(context, row, request.side, request.connected, request.settings));
		const reading = readingOf(request, bound.sides[request.side]);
		const startedAt = context.clock.now();
		const window = windowAt(request.settings.window, startedAt);
		const isFirst = (await context.store.getCursor(request.sync, request.side)) === null;
		const report = await reportProblems(context, request, async () => await orGone(context, request, readChanges(context, reading, window, held)));
		if (isFirst) await noteFirstRead(context, request, startedAt);
		const limit = {
			items: isFirst || request.mode !== 'changes' ? request.settings.firstSyncLimit : request.settings.runLimit,
			// Nobody waits for an operation that a person or a workflow started.
			until: request.mode !== 'changes' ? Number.POSITIVE_INFINITY : startedAt + pollTime,
		};
		const { items, parked } = await reportProblems(context, request, async () => await orGone(context, request, deliver(context, reading, window, limit, held)));
		await noteRead(context, request);
		return {
			items,
			notice: noticeOf(report),
			parked: parked.map((lost) => ({ id: lost.recordId, side: lost.side, reason: lost.reason ?? 'delivered 3 times without being settled' })),
		};
	});
}

function noticeOf(report: ReadReport): string | null {
	const parts: string[] = [];
	if (report.skippedLinked > 0) parts.push(`${report.skippedLinked} linked record(s) no longer pass the filters and stay as they are on both sides.`);
	if (report.unreadable.length > 0) parts.push(`${report.unreadable.length} record(s) could not be read and were left alone.`);
	return parts.length === 0 ? null : parts.join(' ');
}

/** A read of the joined container; when that was deleted by a person, the sync ends. */
async function orGone<T>(context: EngineContext, { sync, side, connected }: PollRequest, reading: Promise<T>): Promise<T> {
	try {
		return await reading;
	} catch (error) {
		throw await judgeContainerGone(context, sync, side, connected, error);
	}
}

/** Keeps the reason of a failed read for Get Status. */
async function reportProblems<T>(context: EngineContext, request: PollRequest, work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (error) {
		if (error instanceof SystemError || error instanceof SyncRefusal) {
			const { message } = error;
			await saveSide(context, request.sync, request.side, (current) => ({ ...(current ?? emptySide(request.connected.system.capabilities.system)), lastProblem: message }));
		}
		throw error;
	}
}

const noteInterval = 30_000;

async function noteRead(context: EngineContext, request: PollRequest): Promise<void> {
	const now = context.clock.now();
	const filters = fingerprint([request.settings.filters, request.settings.window, request.settings.privateEvents]);
	const known = (await openSync(context, request.sync)).sides[request.side];
	const lastReadAt = known?.lastReadAt ?? 0;
	if (now - lastReadAt < noteInterval && known?.lastProblem === null && known.fingerprint === filters) return;
	await saveSide(context, request.sync, request.side, (current) => ({
		...(current ?? emptySide(request.connected.system.capabilities.system)),
		lastReadAt: now,
		lastProblem: null,
		fingerprint: filters,
	}));
	if (dayOf(lastReadAt) !== dayOf(now)) await prune(context, request.sync, now);
}

async function noteFirstRead(context: EngineContext, request: PollRequest, startedAt: number): Promise<void> {
	await saveSide(context, request.sync, request.side, (current) => ({ ...(current ?? emptySide(request.connected.system.capabilities.system)), firstReadAt: startedAt }));
}

/** Forgets what is older than the settings of each side's writer say. */
async function prune(context: EngineContext, sync: string, now: number): Promise<void> {
	const { sides } = await openSync(context, sync);
	for (const side of ['crm', 'calendar'] as const) await context.store.prune(sync, side, retentionStart(sides[side], now));
}

function dayOf(time: number): number {
	return Math.floor(time / (24 * 60 * 60_000));
}
