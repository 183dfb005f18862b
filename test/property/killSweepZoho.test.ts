import { test } from 'vitest';
import { expectNoDifference } from './killSweepTests';
import { pairWith } from './sides';

test('200 mixed changes, killed around every call to Zoho CRM: the end is that of the run without a kill (B4, I2, I3, I6)', async () => {
	await expectNoDifference('calls to Zoho CRM', 200, { of: pairWith('googleCalendar'), takes: ({ kind }) => kind === 'crm' });
});
