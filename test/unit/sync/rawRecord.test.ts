import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Pair } from '../../property/pair';

describe('Include Raw Record', () => {
	let pair: Pair;
	const time = { start: { dateTime: '2026-03-10T10:00:00+01:00' }, end: { dateTime: '2026-03-10T11:00:00+01:00' } };

	beforeEach(() => {
		pair = new Pair();
		pair.sandbox.services.google.person.create({ summary: 'Open', ...time });
		pair.sandbox.services.google.person.create({ summary: 'Secret', visibility: 'private', ...time });
	});

	afterEach(async () => {
		await pair.store.close();
	});

	it('gives items the record as the vendor sent it, and only when asked', async () => {
		pair.settings.calendar = { ...pair.settings.calendar, includeRaw: true };
		const { items } = await pair.poll('calendar');
		expect(items.map(({ record }) => record?.source.raw)).toMatchObject([{ kind: 'calendar#event', summary: 'Open' }, { summary: 'Secret' }]);
		const without = new Pair();
		without.sandbox.services.google.person.create({ summary: 'Open', ...time });
		expect((await without.poll('calendar')).items[0]?.record?.source).not.toHaveProperty('raw');
		await without.store.close();
	});

	it('does not show through it what a private event hides (B10)', async () => {
		pair.settings.calendar = { ...pair.settings.calendar, includeRaw: true, privateEvents: 'busyOnly' };
		const { items } = await pair.poll('calendar');
		expect(JSON.stringify(items)).not.toContain('Secret');
		expect(items).toHaveLength(2);
	});
});
