import { describe, expect, test } from 'vitest';
import { differences, type Outcome } from './killSweepOutcome';
import { expectNoDifference } from './killSweepTests';
import { pairWith } from './sides';

const of = pairWith('googleCalendar');

test('200 mixed changes, killed around every write of the store: the end is that of the run without a kill (B4, I2, I3, I6)', async () => {
	await expectNoDifference('writes of the store', 60, { of, takes: ({ kind }) => kind === 'store' });
});

test('200 mixed changes, killed around every write of the store, and the calendar is read first afterwards: the end is the same (B4, I2, I3)', async () => {
	await expectNoDifference('writes of the store, the calendar first', 60, { of, takes: ({ kind }) => kind === 'store', firstLane: 'calendar' });
});

test('200 mixed changes, killed, and killed again while the next process picks up: the end is that of the run without a kill (B4)', async () => {
	await expectNoDifference('killed twice', 80, { of, takes: ({ index }) => index % 5 === 0, killsAgainAt: ({ index }) => 1 + ((index * 7) % 61) });
});

describe('what the sweep would notice', () => {
	const outcome: Outcome = { crm: ['a', 'b'], calendar: ['a', 'b'], links: ['a = a'], open: [], mails: [], losers: ['lost'] };

	test.each<[string, Partial<Outcome>, string]>([
		['a lost record', { crm: ['a'] }, 'crm: missing b'],
		['a duplicate', { calendar: ['a', 'b', 'b'] }, 'calendar: surplus b'],
		['a lost value', { crm: ['a', 'c'] }, 'crm: missing b'],
		['a pair that came apart', { links: [] }, 'links: missing a = a'],
		['something left undone', { open: ['upsert from crm: parked'] }, 'open: surplus upsert from crm: parked'],
		['a mail', { mails: ['invitation to guest'] }, 'mails: surplus invitation to guest'],
		['a loser that is not in the journal', { losers: [] }, 'losers: missing lost'],
	])('%s', (_, change, expected) => {
		expect(differences(outcome, { ...outcome, ...change })).toContain(expected);
	});
});
