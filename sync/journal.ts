import type { JournalSettings, SideState } from './types';

export const usualJournal: JournalSettings = { beforeImages: true, retentionDays: 30 };

const day = 24 * 60 * 60_000;

export function journalOf(side: SideState | null | undefined): JournalSettings {
	return side?.journal ?? usualJournal;
}

/** Journal entries of before this time are forgotten. */
export function retentionStart(side: SideState | null | undefined, now: number): number {
	return now - journalOf(side).retentionDays * day;
}
