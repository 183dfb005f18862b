import { test } from 'vitest';
import { expectNoDifference } from './killSweepTests';
import { pairWith } from './sides';

const of = pairWith('office365');

// The engine is the same as with Google, so a part of the moments is enough here; the sweeps with Google take all of them.
test('Office 365: 200 mixed changes, killed around half of the calls to it: the end is that of the run without a kill (B4, I2, I3, I6)', async () => {
	await expectNoDifference('calls to Office 365', 60, { of, takes: ({ kind, index }) => kind === 'calendar' && index % 2 === 0 });
});

test('Office 365: 200 mixed changes, killed at every sixth other moment: the end is that of the run without a kill (B4, I2, I3, I6)', async () => {
	await expectNoDifference('other moments with Office 365', 30, { of, takes: ({ kind, index }) => kind !== 'calendar' && index % 6 === 0 });
});

test('Office 365: 200 mixed changes, killed, and killed again while the next process picks up: the end is that of the run without a kill (B4)', async () => {
	await expectNoDifference('killed twice with Office 365', 30, { of, takes: ({ index }) => index % 13 === 0, killsAgainAt: ({ index }) => 1 + ((index * 7) % 61) });
});
