import { describe, expect, it } from 'vitest';
import type { FieldValues } from '../../../sync';
import { applySettings, MemoryPair, MINUTE, syncName } from '../../support/memoryPair';
import { withEditedTitle } from './undoSupport';

describe('before-images', () => {
	it('of a blind write are known without reading the record (B8)', async () => {
		const { pair, run } = await withEditedTitle();
		expect(pair.calendar.readIds).toEqual([]);
		expect((await pair.journal()).find((entry) => entry.run === run)).toMatchObject({ action: 'update', fields: ['title'], before: { title: 'Before' }, after: { title: 'After' } });
	});

	it('that are missing are read before the write', async () => {
		const pair = new MemoryPair();
		const { crmId, calendarId } = await pair.linked({ title: 'Before' });
		await pair.store.forgetContents(syncName, 'calendar');
		pair.crm.edit(crmId, { title: 'After' });
		await pair.turn('crm');
		expect(pair.calendar.readIds).toEqual([calendarId]);
		expect(await pair.undo('calendar', await pair.lastRun())).toMatchObject([{ action: 'restored' }]);
	});

	it('are not kept when switched off, those from before are forgotten, and only conflict losers stay', async () => {
		const { pair, crmId, calendarId, run } = await withEditedTitle();
		pair.apply = applySettings({ journal: { beforeImages: false, retentionDays: 30 }, conflictPolicy: 'crm' });
		pair.crm.edit(crmId, { title: 'Once more' });
		pair.calendar.edit(calendarId, { title: 'Loser' });
		await pair.settle();
		const ofCalendar = (await pair.journal()).filter(({ side }) => side === 'calendar');
		const contents = ofCalendar.flatMap(({ action, before, after }) => [before, after].flatMap((part) => (part === null ? [] : [{ action, part }])));
		expect(contents).toEqual([{ action: 'conflict', part: { title: 'Loser' } satisfies FieldValues }]);
		expect(await pair.store.getImages(syncName, 'calendar', [calendarId])).toEqual([]);
		expect(await pair.undo('calendar', run)).toMatchObject([{ kind: 'attention', reason: 'not kept' }]);
	});

	it('older than the retention are forgotten with the journal', async () => {
		const { pair, calendarId } = await withEditedTitle();
		pair.apply = applySettings({ journal: { beforeImages: true, retentionDays: 2 } });
		const other = pair.crm.create({ title: 'Another' });
		await pair.settle();
		pair.advance(3 * 24 * 60 * MINUTE);
		await pair.poll('crm');
		expect((await pair.journal()).filter(({ side }) => side === 'calendar')).toEqual([]);
		expect(await pair.store.getImages(syncName, 'calendar', [calendarId, other])).toEqual([]);
	});
});
