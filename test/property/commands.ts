import type { ApplySettings, DeactivateRequest, Side, SideSettings } from '../../sync';
import type { PairOf } from './sides';

export type EditableField = 'title' | 'location' | 'description' | 'time';

/** What one side holds and the other does not: by capability, or a part of what is cut off. */
export type UnsharedPart = 'color' | 'availability' | 'visibility' | 'mailReminder' | 'secondReminder';

export type FilterKind = 'titles' | 'tags' | 'hours';

/** `mapper`: a Field Mapper that carries everything. `noLocation`: one without a row for the place, in both directions. */
export type MappingKind = 'default' | 'mapper' | 'noLocation';

export type FaultKind = 'status' | 'resetBefore' | 'resetAfter' | 'errorAfter' | 'truncate' | 'malformed' | 'delay';

/**
 * What a system does by itself: `drift`: a new revision without an edit. `rewrite`: the text again, in other markup. `lag`: the feed shows
 * changes late. `unrulyPages`: its pages come empty, and with what they told before. `shortMemory`: keys of creates are forgotten after minutes.
 * `otherWords`: another answer to a second deletion, and members that nobody knows.
 */
export type Whim = 'drift' | 'rewrite' | 'lag' | 'unrulyPages' | 'shortMemory' | 'otherWords';

/** Before the window, beyond it, beyond it by so little that time alone brings it in, or inside. */
export type Place = 'past' | 'future' | 'edge' | 'inside';

export interface Fault {
	/** Which of the two systems fails. */
	at: Side;
	kind: FaultKind;
	status: number;
	nth: number;
	only?: 'read' | 'write';
	times?: number;
	retryAfter?: number;
}

/** How the workflow is set; the first command of a history, if it differs from the defaults. */
export interface Setup {
	conflictPolicy: ApplySettings['conflictPolicy'];
	onDelete: ApplySettings['onDelete'];
	privateEvents: SideSettings['privateEvents'];
	/** `crm`: only what happens in the CRM is carried to the calendar; `calendar`: the other way. */
	lanes: 'both' | Side;
}

export type Deactivation = Pick<DeactivateRequest, 'copies' | 'later'>;

/** One step of a history: what a person, the workflow, the network or time does. Plain data, so that a failure can be kept as it is. */
export type Command =
	/** Which systems are joined; the very first command. Without it: Zoho CRM and Google Calendar. */
	| ({ op: 'pair' } & PairOf)
	| ({ op: 'setup' } & Setup)
	| { op: 'create'; side: Side }
	| { op: 'edit'; side: Side; pick: number; fields: EditableField[] }
	| { op: 'editBoth'; pick: number; crm: EditableField[]; calendar: EditableField[] }
	/** A person moves a record out of the time window, or back. */
	| { op: 'move'; side: Side; pick: number; to: Place }
	| { op: 'guest'; side: Side; pick: number; guest: number; add: boolean }
	/** A person tags a record, or takes its tags away, where the system holds tags. */
	| { op: 'tag'; side: Side; pick: number; add: boolean }
	/** A person makes a whole day of a record. */
	| { op: 'allDay'; side: Side; pick: number }
	| { op: 'delete'; side: Side; pick: number }
	| { op: 'undelete'; side: Side; pick: number }
	/** A person deletes everything on one side. */
	| { op: 'wipe'; side: Side }
	/** A person changes what the other side cannot hold. */
	| { op: 'unshared'; side: Side; pick: number; part: UnsharedPart }
	| { op: 'turn'; side: Side }
	/** At the n-th vendor call of one lane's turn the other lane makes a whole turn. */
	| { op: 'cross'; side: Side; calls: number; when: 'before' | 'after' }
	/** At the n-th vendor call of one lane's turn both lanes run in another copy of the workflow, in a process of its own. */
	| { op: 'twin'; side: Side; calls: number; when: 'before' | 'after' }
	/** At the n-th vendor call of a turn a person edits a record. */
	| { op: 'meanwhile'; side: Side; calls: number; when: 'before' | 'after'; by: Side; pick: number; fields: EditableField[] }
	/** The trigger delivers, and the execution is lost. */
	| { op: 'pollOnly'; side: Side }
	/** The trigger delivers, the action node runs some steps later. */
	| { op: 'pollLate'; side: Side }
	| { op: 'applyLate' }
	/** The action node runs twice with the same items, as "Retry On Fail" does. */
	| { op: 'turnTwice'; side: Side }
	/** Both lanes at the same time, twice each: two copies of the workflow. */
	| { op: 'copies' }
	| { op: 'kill'; side: Side; calls: number; when: 'before' | 'after' | 'commit' }
	| ({ op: 'fault' } & Fault)
	| { op: 'expireCursor' }
	| { op: 'whim'; side: Side; pick: number; whim: Whim }
	| { op: 'loseStore' }
	/** The Field Mapper is changed. */
	| { op: 'mapping'; mapping: MappingKind }
	/** A trigger's filter is changed, or taken back (null). */
	| { op: 'filter'; side: Side; filter: FilterKind | null }
	/** `dieAt`: the process dies at that vendor call. */
	| ({ op: 'deactivate'; dieAt?: number } & Deactivation)
	| { op: 'activate' }
	| { op: 'everythingAgain'; side: Side }
	/** The clock of our host is set, while the vendors' clocks go on. */
	| { op: 'clock'; seconds: number }
	| { op: 'wait'; seconds: number };

export const unsharedParts: readonly UnsharedPart[] = ['color', 'availability', 'visibility', 'mailReminder', 'secondReminder'];
