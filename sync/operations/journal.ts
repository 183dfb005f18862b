import { titleIn } from '../record/describe';
import type { EngineContext, JournalEntry, JournalRequest, RunSummary, Side } from '../types';

const scanLimit = 100_000;
const titlesPerRun = 3;

/** What the sync wrote and why, the newest first. */
export async function listJournal(context: EngineContext, { sync, ...filter }: JournalRequest): Promise<JournalEntry[]> {
	return await context.store.listJournal(sync, filter);
}

/** Runs that wrote something, the newest first: one line for each run and side. */
export async function listRuns(context: EngineContext, { sync, since, limit }: Pick<JournalRequest, 'sync' | 'since' | 'limit'>): Promise<RunSummary[]> {
	const entries = await context.store.listJournal(sync, { ...(since !== undefined && { since }), limit: scanLimit });
	const runs = new Map<string, RunSummary>();
	for (const entry of entries) {
		const key = JSON.stringify([entry.run, entry.side]);
		const known = runs.get(key);
		if (known === undefined && runs.size === limit) continue;
		runs.set(key, withEntry(known ?? emptyRun(entry.run, entry.side, entry.at), entry));
	}
	return [...runs.values()];
}

function emptyRun(run: string, side: Side, at: number): RunSummary {
	const time = new Date(at).toISOString();
	return { run, side, from: time, to: time, created: 0, updated: 0, deleted: 0, other: 0, titles: [] };
}

const columns = { create: 'created', update: 'updated', delete: 'deleted', remove: 'deleted' } as const satisfies Partial<Record<JournalEntry['action'], keyof RunSummary>>;

/** Entries come the newest first, so each one is the earliest so far. */
function withEntry(run: RunSummary, entry: JournalEntry): RunSummary {
	const column = entry.action in columns ? columns[entry.action as keyof typeof columns] : 'other';
	const title = titleIn(entry.after) ?? titleIn(entry.before);
	const isNews = title !== null && run.titles.length < titlesPerRun && !run.titles.includes(title);
	return { ...run, from: new Date(entry.at).toISOString(), [column]: run[column] + 1, titles: isNews ? [...run.titles, title] : run.titles };
}
