import { test } from 'vitest';
import { expectNoDifference } from './killSweepTests';
import { pairWith } from './sides';

const of = pairWith('office365');

test('200 mixed changes, killed around every third call to Office 365: the end is that of the run without a kill (B4, I2, I3, I6)', async () => {
	await expectNoDifference('calls to Office 365', 40, { of, takes: ({ kind, index }) => kind === 'calendar' && index % 3 === 0 });
});
