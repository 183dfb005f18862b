import type { AttentionReason } from './item';
import type { Resource, Side } from './record';
import type { Binding, PushSubscription } from './system';

export type SyncState = 'active' | 'deactivating' | 'deactivated';

/** Settings of one side that the engine must know in every node of the sync. */
export interface SideSettings {
	window: TimeWindowSettings;
	firstSync: 'all' | 'newOnly';
	firstSyncLimit: number;
	runLimit: number;
	filters: Filters;
	privateEvents: 'asPrivate' | 'busyOnly' | 'skip';
	/** Items carry the vendor's own record, too. Absent: no. */
	includeRaw?: boolean;
}

export interface TimeWindowSettings {
	monthsBack: number;
	monthsAhead: number;
}

/** Empty lists and `false` mean "no filter". */
export interface Filters {
	includeTypes: string[];
	excludeTypes: string[];
	includeTags: string[];
	excludeTags: string[];
	/** Records whose title contains one of these (any case) are left out. */
	excludeTitles: string[];
	skipDeclined: boolean;
	skipAllDay: boolean;
	/** `HH:mm` in the given IANA zone; null means any time. */
	workingHours: { from: string; to: string; timeZone: string; weekdays: number[] } | null;
	/** Owner's vendor id; null means any. */
	owner: string | null;
}

export interface SideState {
	system: string;
	/** What the sync keeps in step; absent until the side is joined. */
	resource?: Resource;
	binding: Binding | null;
	/** Changes when a credential is reconnected; a hash, never a secret. */
	connection: string | null;
	settings: SideSettings | null;
	/** Fingerprint of filters and window at the last read. */
	fingerprint: string | null;
	lastReadAt: number | null;
	/** When the read began that had no position to go on from: what was made since is new. Absent until such a read is through. */
	firstReadAt?: number;
	/** What stands in the way, for Get Status; null when the last read went well. */
	lastProblem: string | null;
	/** The text that was last written for an empty title; nodes that read this side may not have it among their settings. */
	placeholder?: string;
	/** What is kept of this side's contents, as the node that writes it was last set. Absent: the usual (sync/journal.ts). */
	journal?: JournalSettings;
}

export interface JournalSettings {
	/** False: no contents are kept, only what lost a conflict; runs cannot be undone. */
	beforeImages: boolean;
	/** How long the journal, and what was settled without a link, is remembered. */
	retentionDays: number;
}

/** What was asked for, and how far it has come; survives a kill. */
export interface Deactivation {
	copies: 'keep' | 'deleteCopies' | 'deleteContainer';
	later: 'relink' | 'fresh';
	/** When it was first asked for; what the journal says was removed since then was removed by it. */
	startedAt: number;
	/** Somebody ran Activate: no further copy is removed. */
	isCancelled: boolean;
	/** Why the last run did not finish; null while one is at work, and after a kill. */
	problem: string | null;
	/** The first of the copies that the last run could not remove. */
	left: LeftCopy[];
}

/** A copy that a deactivation did not remove. */
export interface LeftCopy {
	calendarId: string;
	/** null where nothing is known of it, or it has none. */
	title: string | null;
	/** Start of the event in its own zone, as ISO 8601, or its first day; null for contacts and where it is not known. */
	when: string | null;
	/** `kept`: it was left where it is, or it is not known whether it went; else who refused. */
	reason: Extract<AttentionReason, 'kept' | 'rejected' | 'lost access'>;
	/** What happened. */
	message: string;
	/** What to do. */
	next: string;
	/** True when another run may remove it; false when it stays for good, because a person edited it. */
	isOpen: boolean;
}

export interface SyncRow {
	name: string;
	state: SyncState;
	sides: Record<Side, SideState | null>;
	/** A deactivation that was begun and is not finished. */
	deactivation: Deactivation | null;
	createdAt: number;
	updatedAt: number;
}

/** A push subscription and whose it is. */
export interface ChannelRow {
	sync: string;
	side: Side;
	/** Workflow id, node id and webhook address: what n8n gives us to tell registrations apart. */
	key: string;
	subscription: PushSubscription;
	createdAt: number;
}
