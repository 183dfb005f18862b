import fc from 'fast-check';
import type { Side } from '../../sync';
import { type Command, type EditableField, type FaultKind, type FilterKind, type MappingKind, type Place, type Setup, unsharedParts, type Whim } from './commands';
import { type PairOf, pairs } from './sides';

const side = fc.constantFrom<Side>('crm', 'calendar');
const pick = fc.nat(30);
const calls = fc.integer({ min: 1, max: 8 });
const when = fc.constantFrom('before' as const, 'after' as const);
const fields = fc.uniqueArray(fc.constantFrom<EditableField>('title', 'location', 'description', 'time'), { minLength: 1, maxLength: 3 });
const place = fc.constantFrom<Place>('past', 'future', 'edge', 'inside', 'inside');

const fault: fc.Arbitrary<Command> = fc.record({
	op: fc.constant('fault' as const),
	at: side,
	kind: fc.constantFrom<FaultKind>('status', 'status', 'resetBefore', 'resetAfter', 'errorAfter', 'truncate', 'malformed', 'delay'),
	status: fc.constantFrom(401, 403, 429, 500, 502, 503, 504),
	nth: fc.integer({ min: 1, max: 4 }),
	only: fc.constantFrom(undefined, undefined, 'read' as const, 'write' as const),
	times: fc.constantFrom(undefined, undefined, undefined, 2, 5),
	retryAfter: fc.constantFrom(undefined, undefined, 120),
})
	// Whoever refuses a request for want of a right or a quota has not carried it out.
	.map((rule) => withoutUndefined(rule.kind === 'errorAfter' && rule.status < 500 ? { ...rule, status: 500 } : rule));

const deactivate: fc.Arbitrary<Command> = fc.record({
	op: fc.constant('deactivate' as const),
	copies: fc.constantFrom('keep' as const, 'keep' as const, 'deleteCopies' as const, 'deleteContainer' as const),
	later: fc.constantFrom('relink' as const, 'fresh' as const),
	dieAt: fc.constantFrom(undefined, undefined, 1, 2, 3),
}).map(withoutUndefined);

const people: Array<fc.WeightedArbitrary<Command>> = [
	{ weight: 10, arbitrary: fc.record({ op: fc.constant('create' as const), side }) },
	{ weight: 10, arbitrary: fc.record({ op: fc.constant('edit' as const), side, pick, fields }) },
	{ weight: 6, arbitrary: fc.record({ op: fc.constant('editBoth' as const), pick, crm: fields, calendar: fields }) },
	{ weight: 4, arbitrary: fc.record({ op: fc.constant('move' as const), side, pick, to: place }) },
	{ weight: 4, arbitrary: fc.record({ op: fc.constant('guest' as const), side, pick, guest: fc.nat(3), add: fc.boolean() }) },
	{ weight: 2, arbitrary: fc.record({ op: fc.constant('tag' as const), side, pick, add: fc.boolean() }) },
	{ weight: 2, arbitrary: fc.record({ op: fc.constant('allDay' as const), side, pick }) },
	{ weight: 4, arbitrary: fc.record({ op: fc.constant('delete' as const), side, pick }) },
	{ weight: 2, arbitrary: fc.record({ op: fc.constant('undelete' as const), side, pick }) },
	{ weight: 2, arbitrary: fc.record({ op: fc.constant('wipe' as const), side }) },
	{ weight: 6, arbitrary: fc.record({ op: fc.constant('unshared' as const), side, pick, part: fc.constantFrom(...unsharedParts) }) },
];

const workflow: Array<fc.WeightedArbitrary<Command>> = [
	{ weight: 14, arbitrary: fc.record({ op: fc.constant('turn' as const), side }) },
	{ weight: 6, arbitrary: fc.record({ op: fc.constant('cross' as const), side, calls, when }) },
	{ weight: 3, arbitrary: fc.record({ op: fc.constant('twin' as const), side, calls, when }) },
	{ weight: 4, arbitrary: fc.record({ op: fc.constant('meanwhile' as const), side, calls, when, by: side, pick, fields }) },
	{ weight: 2, arbitrary: fc.record({ op: fc.constant('pollOnly' as const), side }) },
	{ weight: 4, arbitrary: fc.record({ op: fc.constant('pollLate' as const), side }) },
	{ weight: 4, arbitrary: fc.record({ op: fc.constant('applyLate' as const) }) },
	{ weight: 2, arbitrary: fc.record({ op: fc.constant('turnTwice' as const), side }) },
	{ weight: 2, arbitrary: fc.record({ op: fc.constant('copies' as const) }) },
	{ weight: 1, arbitrary: fc.record({ op: fc.constant('everythingAgain' as const), side }) },
];

const mishaps: Array<fc.WeightedArbitrary<Command>> = [
	{ weight: 6, arbitrary: fc.record({ op: fc.constant('kill' as const), side, calls, when: fc.constantFrom('before' as const, 'after' as const, 'commit' as const) }) },
	{ weight: 5, arbitrary: fault },
	{ weight: 2, arbitrary: fc.record({ op: fc.constant('expireCursor' as const) }) },
	{ weight: 1, arbitrary: fc.record({ op: fc.constant('loseStore' as const) }) },
	{ weight: 4, arbitrary: fc.record({ op: fc.constant('whim' as const), side: fc.constant<Side>('calendar'), pick, whim: fc.constantFrom<Whim>('drift', 'drift', 'rewrite', 'rewrite', 'lag', 'unrulyPages', 'shortMemory', 'otherWords') }) },
	{ weight: 2, arbitrary: fc.record({ op: fc.constant('clock' as const), seconds: fc.constantFrom(-7_200, -300, -3, 3, 300, 7_200) }) },
	{ weight: 8, arbitrary: fc.record({ op: fc.constant('wait' as const), seconds: fc.constantFrom(0, 1, 2, 30, 90, 600, 4000) }) },
];

const administration: Array<fc.WeightedArbitrary<Command>> = [
	{ weight: 1, arbitrary: fc.record({ op: fc.constant('mapping' as const), mapping: fc.constantFrom<MappingKind>('default', 'mapper', 'noLocation') }) },
	{ weight: 1, arbitrary: fc.record({ op: fc.constant('filter' as const), side, filter: fc.constantFrom<FilterKind | null>('titles', 'tags', 'hours', null, null) }) },
	{ weight: 1, arbitrary: deactivate },
	{ weight: 2, arbitrary: fc.record({ op: fc.constant('activate' as const) }) },
];

export const command: fc.Arbitrary<Command> = fc.oneof(...people, ...workflow, ...mishaps, ...administration);

const bothWays = fc.record({
	conflictPolicy: fc.constantFrom<Setup['conflictPolicy']>('newest', 'newest', 'crm', 'calendar', 'ask'),
	onDelete: fc.constantFrom<Setup['onDelete']>('delete', 'delete', 'delete', 'cancel', 'ignore'),
	privateEvents: fc.constantFrom<Setup['privateEvents']>('asPrivate', 'asPrivate', 'asPrivate', 'busyOnly', 'skip'),
	lanes: fc.constant<Setup['lanes']>('both'),
});

/** The one-way templates let their source win. */
const oneWay = fc.tuple(bothWays, side).map(([setup, lane]): Setup => ({ ...setup, lanes: lane, conflictPolicy: lane }));

export const setup: fc.Arbitrary<Setup> = fc.oneof({ weight: 5, arbitrary: bothWays }, { weight: 1, arbitrary: oneWay });

/** Set by a developer who looks into one pair: the name of its CRM or calendar. */
const looked = process.env.CRM_SYNC_PAIR;
const chosen = pairs.filter(({ crm, calendar }) => looked === undefined || looked === crm || looked === calendar);
if (chosen.length === 0) throw new Error(`CRM_SYNC_PAIR=${looked ?? ''} is no system of the model. Known: ${pairs.map(({ crm, calendar }) => `${crm}, ${calendar}`).join('; ')}.`);
const anyPair = fc.constantFrom(...chosen);

function of(pair: PairOf): Command {
	return { op: 'pair', ...pair };
}

/** Shorter ones, in which at rest every record is joined with its partner. */
export function joinedHistory(pair: PairOf): fc.Arbitrary<Command[]> {
	return fc
		.tuple(bothWays, fc.array(command, { minLength: 8, maxLength: 24, size: 'max' }))
		.map(([settings, commands]) => [of(pair), { op: 'setup', ...settings, onDelete: settings.onDelete === 'ignore' ? 'delete' : settings.onDelete, privateEvents: 'asPrivate' }, ...commands]);
}

/** The same in a calendar that was made for the sync: all that people do there is to work on copies, and it is not deleted meanwhile. */
export function inOwnCalendar(pair: PairOf): fc.Arbitrary<Command[]> {
	return joinedHistory({ ...pair, isDedicated: true }).map((commands) => commands.map(onCopiesOnly));
}

function onCopiesOnly(command: Command): Command {
	if (command.op === 'create') return { ...command, side: 'crm' };
	return command.op === 'deactivate' && command.copies === 'deleteContainer' ? { ...command, copies: 'deleteCopies' } : command;
}

/** Histories of 30 commands and more, of all pairs in equal shares. */
export const history: fc.Arbitrary<Command[]> = fc
	.tuple(anyPair, setup, fc.array(command, { minLength: 30, maxLength: 42, size: 'max' }))
	.map(([pair, settings, commands]) => [of(pair), { op: 'setup', ...settings }, ...commands]);

function withoutUndefined<T extends object>(record: T): T {
	return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T;
}
