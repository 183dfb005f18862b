import type { Side } from './record';
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
	binding: Binding | null;
	/** Changes when a credential is reconnected; a hash, never a secret. */
	connection: string | null;
	settings: SideSettings | null;
	/** Fingerprint of filters and window at the last read. */
	fingerprint: string | null;
	lastReadAt: number | null;
	/** What stands in the way, for Get Status; null when the last read went well. */
	lastProblem: string | null;
	/** The text that was last written for an empty title; nodes that read this side may not have it among their settings. */
	placeholder?: string;
}

export interface SyncRow {
	name: string;
	state: SyncState;
	sides: Record<Side, SideState | null>;
	/** Options of a deactivation in progress. */
	deactivation: { copies: 'keep' | 'deleteCopies' | 'deleteContainer'; later: 'relink' | 'fresh' } | null;
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
