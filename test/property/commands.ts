import fc from 'fast-check';
import type { Side } from '../../sync';

export type EditableField = 'title' | 'location' | 'description' | 'time';

/** What one side holds and the other does not: by capability, or a part of what is cut off. */
export type UnsharedPart = 'color' | 'availability' | 'visibility' | 'mailReminder' | 'secondReminder';

/** One step of a history: what a person, the workflow, the network or time does. Plain data, so that a failure can be kept as it is. */
export type Command =
	| { op: 'create'; side: Side }
	| { op: 'edit'; side: Side; pick: number; fields: EditableField[] }
	| { op: 'editBoth'; pick: number; crm: EditableField[]; calendar: EditableField[] }
	| { op: 'guest'; side: Side; pick: number; guest: number; add: boolean }
	| { op: 'delete'; side: Side; pick: number }
	| { op: 'undelete'; side: Side; pick: number }
	/** A person deletes everything on one side. */
	| { op: 'wipe'; side: Side }
	/** A person changes what the other side cannot hold. */
	| { op: 'unshared'; side: Side; pick: number; part: UnsharedPart }
	| { op: 'turn'; side: Side }
	/** At the n-th vendor call of one lane's turn the other lane makes a whole turn. */
	| { op: 'cross'; side: Side; calls: number; when: 'before' | 'after' }
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
	| { op: 'fault'; service: 'google' | 'zoho'; kind: 'status' | 'resetBefore' | 'resetAfter' | 'errorAfter' | 'truncate' | 'malformed'; status: number; nth: number }
	| { op: 'expireCursor' }
	| { op: 'wait'; seconds: number };

const side = fc.constantFrom<Side>('crm', 'calendar');
const pick = fc.nat(30);
const calls = fc.integer({ min: 1, max: 8 });
const when = fc.constantFrom('before' as const, 'after' as const);
const fields = fc.uniqueArray(fc.constantFrom<EditableField>('title', 'location', 'description', 'time'), { minLength: 1, maxLength: 3 });

export const unsharedParts: readonly UnsharedPart[] = ['color', 'availability', 'visibility', 'mailReminder', 'secondReminder'];

export const command: fc.Arbitrary<Command> = fc.oneof(
	{ weight: 5, arbitrary: fc.record({ op: fc.constant('create' as const), side }) },
	{ weight: 5, arbitrary: fc.record({ op: fc.constant('edit' as const), side, pick, fields }) },
	{ weight: 3, arbitrary: fc.record({ op: fc.constant('editBoth' as const), pick, crm: fields, calendar: fields }) },
	{ weight: 2, arbitrary: fc.record({ op: fc.constant('guest' as const), side, pick, guest: fc.nat(3), add: fc.boolean() }) },
	{ weight: 2, arbitrary: fc.record({ op: fc.constant('delete' as const), side, pick }) },
	{ weight: 1, arbitrary: fc.record({ op: fc.constant('undelete' as const), side, pick }) },
	{ weight: 1, arbitrary: fc.record({ op: fc.constant('wipe' as const), side }) },
	{ weight: 3, arbitrary: fc.record({ op: fc.constant('unshared' as const), side, pick, part: fc.constantFrom(...unsharedParts) }) },
	{ weight: 7, arbitrary: fc.record({ op: fc.constant('turn' as const), side }) },
	{ weight: 3, arbitrary: fc.record({ op: fc.constant('cross' as const), side, calls, when }) },
	{ weight: 2, arbitrary: fc.record({ op: fc.constant('meanwhile' as const), side, calls, when, by: side, pick, fields }) },
	{ weight: 1, arbitrary: fc.record({ op: fc.constant('pollOnly' as const), side }) },
	{ weight: 2, arbitrary: fc.record({ op: fc.constant('pollLate' as const), side }) },
	{ weight: 2, arbitrary: fc.record({ op: fc.constant('applyLate' as const) }) },
	{ weight: 1, arbitrary: fc.record({ op: fc.constant('turnTwice' as const), side }) },
	{ weight: 1, arbitrary: fc.record({ op: fc.constant('copies' as const) }) },
	{ weight: 3, arbitrary: fc.record({ op: fc.constant('kill' as const), side, calls: fc.integer({ min: 1, max: 8 }), when: fc.constantFrom('before' as const, 'after' as const, 'commit' as const) }) },
	{
		weight: 2,
		arbitrary: fc.record({
			op: fc.constant('fault' as const),
			service: fc.constantFrom('google' as const, 'zoho' as const),
			kind: fc.constantFrom('status' as const, 'resetBefore' as const, 'resetAfter' as const, 'errorAfter' as const, 'truncate' as const, 'malformed' as const),
			status: fc.constantFrom(429, 500, 503),
			nth: fc.integer({ min: 1, max: 4 }),
		}),
	},
	{ weight: 1, arbitrary: fc.record({ op: fc.constant('expireCursor' as const) }) },
	{ weight: 4, arbitrary: fc.record({ op: fc.constant('wait' as const), seconds: fc.constantFrom(0, 1, 2, 30, 90, 600, 4000) }) },
);
