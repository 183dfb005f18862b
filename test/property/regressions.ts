import type { Command } from './commands';

/** Histories that once broke an invariant, shrunk. Each is run as a case of its own. */
export const regressions: Record<string, Command[]> = {
	'a lost store, then the event is made private and shown as busy only': [
		{ op: 'setup', conflictPolicy: 'newest', onDelete: 'delete', privateEvents: 'busyOnly', lanes: 'both' },
		{ op: 'create', side: 'calendar' }, { op: 'turn', side: 'calendar' }, { op: 'loseStore' }, { op: 'unshared', side: 'calendar', pick: 0, part: 'visibility' },
		{ op: 'turn', side: 'calendar' },
	],
	'the other lane writes in the very millisecond in which a page was asked for': [
		{ op: 'fault', at: 'crm', kind: 'resetAfter', status: 503, nth: 2, only: 'write', times: 5 }, { op: 'turn', side: 'calendar' }, { op: 'create', side: 'calendar' },
		{ op: 'copies' }, { op: 'fault', at: 'crm', kind: 'malformed', status: 500, nth: 3, only: 'write', retryAfter: 120 },
		{ op: 'editBoth', pick: 0, crm: ['time', 'location'], calendar: ['title'] }, { op: 'cross', side: 'calendar', calls: 1, when: 'after' },
	],
	'a record is joined again with a write, then left': [
		{ op: 'setup', conflictPolicy: 'newest', onDelete: 'ignore', privateEvents: 'asPrivate', lanes: 'both' },
		{ op: 'create', side: 'calendar' }, { op: 'turn', side: 'calendar' }, { op: 'wipe', side: 'crm' }, { op: 'undelete', side: 'crm', pick: 0 },
		{ op: 'edit', side: 'calendar', pick: 0, fields: ['time'] }, { op: 'turn', side: 'crm' }, { op: 'wipe', side: 'calendar' },
	],
	'a deletion overtakes an edit made in the second of our own write': [
		{ op: 'create', side: 'crm' }, { op: 'kill', side: 'crm', calls: 1, when: 'commit' }, { op: 'kill', side: 'crm', calls: 7, when: 'before' },
		{ op: 'edit', side: 'crm', pick: 0, fields: ['title'] }, { op: 'copies' }, { op: 'delete', side: 'calendar', pick: 0 }, { op: 'applyLate' },
		{ op: 'copies' }, { op: 'turn', side: 'crm' }, { op: 'applyLate' }, { op: 'delete', side: 'crm', pick: 0 },
	],
	'an undelivered new event is deleted before its delivery is repeated': [
		{ op: 'create', side: 'calendar' }, { op: 'pollOnly', side: 'calendar' }, { op: 'turn', side: 'crm' }, { op: 'turn', side: 'crm' },
		{ op: 'create', side: 'crm' }, { op: 'turn', side: 'crm' }, { op: 'delete', side: 'calendar', pick: 0 },
	],
	'a copy is deleted before the calendar was ever read': [
		{ op: 'create', side: 'crm' }, { op: 'kill', side: 'crm', calls: 1, when: 'before' }, { op: 'turn', side: 'crm' }, { op: 'delete', side: 'calendar', pick: 0 },
	],
	'the source is deleted while its create has no answer': [
		{ op: 'turn', side: 'crm' }, { op: 'fault', at: 'calendar', kind: 'status', status: 429, nth: 1 }, { op: 'create', side: 'calendar' },
		{ op: 'kill', side: 'calendar', calls: 6, when: 'before' }, { op: 'turn', side: 'crm' }, { op: 'delete', side: 'calendar', pick: 0 },
		{ op: 'editBoth', pick: 0, crm: ['title'], calendar: ['title'] }, { op: 'create', side: 'crm' },
	],
	'killed between overwriting a conflict\'s loser and noting it': [
		{ op: 'pollLate', side: 'crm' }, { op: 'create', side: 'crm' }, { op: 'kill', side: 'crm', calls: 6, when: 'before' },
		{ op: 'editBoth', pick: 0, crm: ['title'], calendar: ['title'] }, { op: 'wait', seconds: 90 }, { op: 'kill', side: 'crm', calls: 6, when: 'after' },
		{ op: 'kill', side: 'crm', calls: 1, when: 'before' }, { op: 'edit', side: 'crm', pick: 0, fields: ['title'] },
		{ op: 'editBoth', pick: 0, crm: ['title'], calendar: ['title'] },
	],
	'the loser\'s side is asked to bring the winner back': [
		{ op: 'create', side: 'crm' }, { op: 'turn', side: 'crm' }, { op: 'editBoth', pick: 0, crm: ['title'], calendar: ['title'] },
		{ op: 'edit', side: 'crm', pick: 0, fields: ['title'] },
	],
	'the copy of an open create gets another partner, then the original is undeleted': [
		{ op: 'create', side: 'crm' }, { op: 'kill', side: 'crm', calls: 4, when: 'commit' }, { op: 'delete', side: 'crm', pick: 0 }, { op: 'turn', side: 'calendar' },
		{ op: 'create', side: 'crm' }, { op: 'undelete', side: 'crm', pick: 0 }, { op: 'create', side: 'crm' },
	],
	'adopted with a conflict that the other side wins': [
		{ op: 'create', side: 'crm' }, { op: 'kill', side: 'crm', calls: 4, when: 'commit' }, { op: 'edit', side: 'crm', pick: 0, fields: ['title'] },
		{ op: 'kill', side: 'crm', calls: 1, when: 'before' }, { op: 'pollLate', side: 'crm' }, { op: 'create', side: 'crm' }, { op: 'turnTwice', side: 'calendar' },
	],
	'an unclear create, both sides edited, another record deleted': [
		{ op: 'create', side: 'crm' }, { op: 'create', side: 'crm' }, { op: 'turn', side: 'crm' },
		{ op: 'fault', at: 'crm', kind: 'resetAfter', status: 429, nth: 3 }, { op: 'create', side: 'calendar' }, { op: 'turn', side: 'calendar' },
		{ op: 'editBoth', pick: 2, crm: ['title'], calendar: ['title'] }, { op: 'editBoth', pick: 0, crm: ['title'], calendar: ['title'] },
		{ op: 'create', side: 'crm' }, { op: 'applyLate' }, { op: 'delete', side: 'crm', pick: 0 }, { op: 'kill', side: 'crm', calls: 1, when: 'before' },
	],
	'a handed-back new event is deleted while the cursor is dead': [
		{ op: 'turn', side: 'crm' }, { op: 'create', side: 'calendar' }, { op: 'fault', at: 'crm', kind: 'resetBefore', status: 429, nth: 3 },
		{ op: 'turn', side: 'calendar' }, { op: 'expireCursor' }, { op: 'create', side: 'crm' }, { op: 'delete', side: 'calendar', pick: 0 },
	],
	'deleted on both sides while an edit waits and the cursor is dead': [
		{ op: 'create', side: 'crm' }, { op: 'pollLate', side: 'crm' }, { op: 'applyLate' }, { op: 'guest', side: 'calendar', pick: 0, guest: 0, add: true },
		{ op: 'pollOnly', side: 'calendar' }, { op: 'edit', side: 'calendar', pick: 0, fields: ['title'] }, { op: 'pollOnly', side: 'calendar' },
		{ op: 'delete', side: 'calendar', pick: 0 }, { op: 'delete', side: 'crm', pick: 0 }, { op: 'expireCursor' }, { op: 'pollLate', side: 'crm' },
		{ op: 'pollOnly', side: 'crm' }, { op: 'turn', side: 'crm' },
	],
	'undeleted while the deletion is under way': [
		{ op: 'create', side: 'crm' }, { op: 'copies' }, { op: 'delete', side: 'calendar', pick: 0 }, { op: 'pollLate', side: 'calendar' },
		{ op: 'copies' }, { op: 'undelete', side: 'calendar', pick: 0 },
	],
	'deleted while it is under way and the cursor is dead': [
		{ op: 'create', side: 'calendar' }, { op: 'pollLate', side: 'calendar' }, { op: 'expireCursor' }, { op: 'delete', side: 'calendar', pick: 0 },
		{ op: 'create', side: 'crm' }, { op: 'turn', side: 'crm' }, { op: 'kill', side: 'calendar', calls: 3, when: 'before' },
		{ op: 'editBoth', pick: 0, crm: ['title'], calendar: ['title'] }, { op: 'applyLate' },
	],
	'the copy of an open create is edited, then the original is deleted': [
		{ op: 'create', side: 'crm' }, { op: 'kill', side: 'crm', calls: 3, when: 'before' }, { op: 'kill', side: 'crm', calls: 6, when: 'after' },
		{ op: 'pollLate', side: 'calendar' }, { op: 'turn', side: 'calendar' }, { op: 'edit', side: 'calendar', pick: 0, fields: ['title'] },
		{ op: 'delete', side: 'crm', pick: 0 }, { op: 'turnTwice', side: 'crm' },
	],
	'moved out of the window before its side was first read': [
		{ op: 'create', side: 'crm' }, { op: 'turn', side: 'crm' }, { op: 'move', side: 'calendar', pick: 0, to: 'past' },
	],
	'both the original and the result of an unclear create are edited': [
		{ op: 'create', side: 'calendar' }, { op: 'kill', side: 'calendar', calls: 5, when: 'commit' }, { op: 'edit', side: 'calendar', pick: 0, fields: ['time'] },
		{ op: 'edit', side: 'crm', pick: 0, fields: ['title'] },
	],
	'the result of an unclear create is edited, and the other direction does not look for it in time': [
		{ op: 'fault', at: 'crm', kind: 'malformed', status: 500, nth: 2, only: 'write' }, { op: 'create', side: 'calendar' }, { op: 'turn', side: 'calendar' },
		{ op: 'edit', side: 'calendar', pick: 0, fields: ['title'] }, { op: 'fault', at: 'calendar', kind: 'status', status: 500, nth: 3 }, { op: 'wipe', side: 'crm' },
		{ op: 'kill', side: 'calendar', calls: 8, when: 'after' }, { op: 'copies' }, { op: 'edit', side: 'crm', pick: 0, fields: ['title'] },
	],
	'the other side of a conflict that waits for a person is deleted, before both were ever in step': [
		{ op: 'setup', conflictPolicy: 'ask', onDelete: 'delete', privateEvents: 'asPrivate', lanes: 'both' }, { op: 'create', side: 'crm' }, { op: 'copies' },
		{ op: 'loseStore' }, { op: 'edit', side: 'crm', pick: 0, fields: ['location'] }, { op: 'turn', side: 'crm' }, { op: 'wipe', side: 'calendar' },
	],
	'killed while copies are removed, and the copy is moved out of the window': [
		{ op: 'create', side: 'crm' }, { op: 'turn', side: 'crm' }, { op: 'move', side: 'calendar', pick: 0, to: 'past' },
		{ op: 'deactivate', copies: 'deleteCopies', later: 'fresh', dieAt: 2 },
	],
	'one way: killed while copies are removed, then both records are edited': [
		{ op: 'setup', conflictPolicy: 'newest', onDelete: 'delete', privateEvents: 'asPrivate', lanes: 'crm' }, { op: 'create', side: 'crm' }, { op: 'turn', side: 'crm' },
		{ op: 'edit', side: 'calendar', pick: 0, fields: ['description'] }, { op: 'deactivate', copies: 'deleteCopies', later: 'relink', dieAt: 2 },
		{ op: 'edit', side: 'calendar', pick: 0, fields: ['time'] }, { op: 'edit', side: 'crm', pick: 0, fields: ['title'] },
	],
	'the second copy of a record is moved before a lost store is rebuilt': [
		{ op: 'create', side: 'calendar' }, { op: 'turn', side: 'crm' }, { op: 'kill', side: 'calendar', calls: 5, when: 'after' },
		{ op: 'edit', side: 'crm', pick: 0, fields: ['time'] }, { op: 'wipe', side: 'calendar' }, { op: 'turn', side: 'crm' }, { op: 'loseStore' },
		{ op: 'move', side: 'calendar', pick: 0, to: 'future' },
	],
	'Office 365: what waits to be delivered is moved into the past before its feed begins anew': [
		{ op: 'pair', crm: 'zohoCrm', calendar: 'office365' }, { op: 'create', side: 'crm' }, { op: 'turn', side: 'crm' },
		{ op: 'meanwhile', side: 'crm', calls: 1, when: 'before', by: 'calendar', pick: 0, fields: ['description'] }, { op: 'pollOnly', side: 'calendar' },
		{ op: 'delete', side: 'crm', pick: 0 }, { op: 'edit', side: 'calendar', pick: 0, fields: ['title'] }, { op: 'turn', side: 'calendar' },
		{ op: 'clock', seconds: -300 }, { op: 'move', side: 'calendar', pick: 0, to: 'past' },
	],
	'Office 365: a copy that the store forgot is edited while it waits for the window': [
		{ op: 'pair', crm: 'zohoCrm', calendar: 'office365' }, { op: 'create', side: 'crm' }, { op: 'turn', side: 'crm' }, { op: 'move', side: 'calendar', pick: 0, to: 'edge' },
		{ op: 'loseStore' }, { op: 'turn', side: 'calendar' }, { op: 'meanwhile', side: 'calendar', calls: 1, when: 'before', by: 'calendar', pick: 0, fields: ['time'] },
	],
	'Office 365: the key of a create answers with an event that has another partner by now': [
		{ op: 'pair', crm: 'zohoCrm', calendar: 'office365' }, { op: 'create', side: 'crm' }, { op: 'turn', side: 'crm' },
		{ op: 'edit', side: 'calendar', pick: 0, fields: ['time'] }, { op: 'delete', side: 'crm', pick: 0 }, { op: 'turn', side: 'calendar' },
		{ op: 'undelete', side: 'crm', pick: 0 },
	],
	'Office 365: the last guest, who was only listed, is taken away': [
		{ op: 'pair', crm: 'zohoCrm', calendar: 'office365' }, { op: 'create', side: 'crm' }, { op: 'guest', side: 'crm', pick: 0, guest: 1, add: true },
		{ op: 'turn', side: 'crm' }, { op: 'guest', side: 'crm', pick: 0, guest: 1, add: false },
	],
	'Office 365: a copy that was out of step is left when its original is deleted, and gets another revision': [
		{ op: 'pair', crm: 'zohoCrm', calendar: 'office365' }, { op: 'setup', conflictPolicy: 'newest', onDelete: 'ignore', privateEvents: 'asPrivate', lanes: 'both' },
		{ op: 'create', side: 'crm' }, { op: 'turn', side: 'crm' }, { op: 'edit', side: 'calendar', pick: 0, fields: ['time'] },
		{ op: 'meanwhile', side: 'calendar', calls: 3, when: 'before', by: 'crm', pick: 0, fields: ['time'] }, { op: 'delete', side: 'crm', pick: 0 },
	],
	'a guest is taken away on one side while another one is added on the other': [
		{ op: 'create', side: 'calendar' }, { op: 'turn', side: 'calendar' }, { op: 'edit', side: 'calendar', pick: 0, fields: ['title'] },
		{ op: 'guest', side: 'crm', pick: 0, guest: 2, add: true }, { op: 'turn', side: 'calendar' }, { op: 'turn', side: 'crm' },
		{ op: 'guest', side: 'calendar', pick: 0, guest: 2, add: false }, { op: 'wait', seconds: 600 }, { op: 'guest', side: 'crm', pick: 0, guest: 3, add: true },
	],
	'Office 365: a conflict that was left beside hidden contents is not decided anew because the event got another revision': [
		{ op: 'pair', crm: 'zohoCrm', calendar: 'office365' }, { op: 'setup', conflictPolicy: 'newest', onDelete: 'delete', privateEvents: 'busyOnly', lanes: 'both' },
		{ op: 'create', side: 'calendar' }, { op: 'turn', side: 'calendar' },
		{ op: 'editBoth', pick: 0, crm: ['time', 'location', 'description'], calendar: ['time', 'location', 'title'] },
		{ op: 'kill', side: 'calendar', calls: 6, when: 'commit' }, { op: 'unshared', side: 'calendar', pick: 0, part: 'visibility' },
	],
	'Office 365: one of two look-ups is throttled while the other one is under way': [
		{ op: 'pair', crm: 'zohoCrm', calendar: 'office365' }, { op: 'turn', side: 'calendar' }, { op: 'create', side: 'calendar' }, { op: 'create', side: 'calendar' },
		{ op: 'fault', at: 'calendar', kind: 'status', status: 429, nth: 3, only: 'read', times: 2, retryAfter: 120 }, { op: 'cross', side: 'calendar', calls: 2, when: 'after' },
	],
	'Office 365: killed after a change was refused for the sake of guests, and before that was told': [
		{ op: 'pair', crm: 'zohoCrm', calendar: 'office365' }, { op: 'create', side: 'calendar' }, { op: 'turn', side: 'calendar' }, { op: 'wipe', side: 'crm' },
		{ op: 'create', side: 'calendar' }, { op: 'undelete', side: 'crm', pick: 0 }, { op: 'create', side: 'calendar' }, { op: 'create', side: 'crm' },
		{ op: 'guest', side: 'calendar', pick: 1, guest: 0, add: true }, { op: 'turn', side: 'calendar' }, { op: 'edit', side: 'crm', pick: 3, fields: ['title'] },
		{ op: 'kill', side: 'crm', calls: 8, when: 'after' },
	],
};
