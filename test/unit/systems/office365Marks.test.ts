import { describe, expect, it } from 'vitest';
import { meeting, office365World, quiet, stamp } from './office365Support';

const values = {
	title: 'Demo', time: { start: { dateTime: '2026-03-10T10:00:00Z' }, end: { dateTime: '2026-03-10T11:00:00Z' } }, description: '',
	attendees: [{ email: 'guest@example.test', name: 'Guest' }],
};

describe('marks in Outlook events', () => {
	it('the full list tells them; what comes from the feed says that it does not', async () => {
		const { system, readChanges, microsoft } = office365World();
		await system.write([{ kind: 'create', key: 'k1', values, stamp }], quiet);
		const first = await readChanges(null);
		expect(first.changes).toMatchObject([{ kind: 'upsert', snapshot: { stamp } }]);
		expect(first.changes[0]).not.toHaveProperty('snapshot.isStampUntold');
		microsoft.person.create(meeting('By hand'));
		const { changes } = await readChanges(first.cursor);
		expect(changes).toMatchObject([{ kind: 'upsert', snapshot: { isStampUntold: true, record: { title: 'By hand' } } }]);
	});

	it('guests who are listed already, in an event that is marked already, are no reason to write (I4)', async () => {
		const { system, asked } = office365World();
		const [made] = await system.write([{ kind: 'create', key: 'k1', values, stamp }], quiet);
		const id = made?.outcome === 'written' ? made.id : '';
		const revision = made?.outcome === 'written' ? made.revision : '';
		asked();
		const update = { kind: 'update' as const, id, values: { attendees: values.attendees }, revision };
		expect(await system.write([{ ...update, stamp }], quiet)).toMatchObject([{ outcome: 'written', id, revision }]);
		expect(asked()).toEqual(['GET /me/events/{id}']);
		// A store that was lost counts the partner's copies from the beginning again.
		await system.write([{ ...update, stamp: { ...stamp, generation: 1 } }], quiet);
		expect(asked()).toEqual(['GET /me/events/{id}']);
		await system.write([{ ...update, stamp: { ...stamp, partnerId: 'another' } }], quiet);
		expect(asked()).toEqual(['GET /me/events/{id}', 'PATCH /me/events/{id}']);
	});

	it('the list of guests ends when nobody is to be listed any more', async () => {
		const { system, microsoft, mails } = office365World();
		const [made] = await system.write([{ kind: 'create', key: 'k1', values, stamp }], quiet);
		const id = made?.outcome === 'written' ? made.id : '';
		expect(microsoft.person.get(id)?.body.content).toContain('guest@example.test');
		await system.write([{ kind: 'update', id, values: { attendees: [] }, revision: null, stamp }], quiet);
		expect(microsoft.person.get(id)?.body.content).not.toContain('guest@example.test');
		expect(mails()).toEqual([]);
	});
});
