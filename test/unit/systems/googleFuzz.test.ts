import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SystemError } from '../../../sync/types';
import { htmlToText, looksLikeHtml, plainText, textToHtml } from '../../../systems/shared/text';
import { addDays, instantOf, timedAt } from '../../../systems/shared/times';
import { answer, connectGoogle, quiet, readFeed, wholeTime } from './googleFakes';

const fields = ['id', 'etag', 'status', 'summary', 'description', 'start', 'end', 'attendees', 'recurrence', 'reminders', 'extendedProperties', 'recurringEventId', 'originalStartTime', 'organizer', 'updated', 'eventType'];
const oddEvent = fc.oneof(
	fc.jsonValue(),
	fc.dictionary(fc.constantFrom(...fields), fc.jsonValue()),
	fc.record({ id: fc.string(), start: fc.record({ dateTime: fc.string() }), end: fc.record({ date: fc.string() }) }, { requiredKeys: [] }),
);

describe('answers that no Google server should give', () => {
	it('never crash the reading of a feed: each entry comes out or is reported', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(oddEvent, { maxLength: 5 }), async (items) => {
				const { system } = connectGoogle(answer(200, { items, nextSyncToken: 't' }));
				const { changes } = await readFeed(system, { ...wholeTime, cursor: { syncToken: 's' } });
				expect(changes.length).toBeLessThanOrEqual(items.length);
				for (const change of changes) expect(typeof (change.kind === 'upsert' ? change.snapshot.id : change.id)).toBe('string');
			}),
			{ numRuns: 300 },
		);
	});

	it('never crash with anything but a clear error when the whole answer is odd', async () => {
		await fc.assert(
			fc.asyncProperty(fc.integer({ min: 200, max: 599 }), fc.jsonValue(), async (status, body) => {
				const { system } = connectGoogle(answer(status, body));
				const outcome = await readFeed(system, wholeTime).catch((error: unknown) => error);
				expect('pages' in Object(outcome) || outcome instanceof SystemError).toBe(true);
				const time = { start: { date: '2026-11-03' }, end: { date: '2026-11-04' } };
				const written = await system
					.write([{ kind: 'create', key: 'rec01', values: { time }, stamp: { sync: 's', partnerId: '1', generation: 0 } }], quiet)
					.catch((error: unknown) => error);
				expect(Array.isArray(written) || written instanceof SystemError).toBe(true);
			}),
			{ numRuns: 200 },
		);
	});
});

describe('texts and times of every kind', () => {
	it('escaped text is shown as it was and holds no markup', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme' }), (text) => {
				const html = textToHtml(text);
				expect(html.replaceAll('<br>', '')).not.toMatch(/[<>]/);
				const visible = (value: string): string => value.replace(/\s+/g, ' ').trim();
				expect(visible(plainText(looksLikeHtml(text) ? html : text))).toBe(visible(text));
			}),
			{ numRuns: 500 },
		);
	});

	it('HTML of any kind becomes text', () => {
		const piece = fc.constantFrom('<p>', '</p>', '<a href="', '">', '<!--', '<script>', '<ul><li>', '&amp', '&#x0;', 'ä', '<', '\u0000', '<br/>');
		fc.assert(fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => typeof htmlToText(pieces.join('')) === 'string'));
		expect(typeof htmlToText('<div>'.repeat(20_000))).toBe('string');
	});

	it('time texts are understood or refused, never guessed', () => {
		fc.assert(
			fc.property(fc.string(), fc.option(fc.string(), { nil: undefined }), (text, zone) => {
				const time = timedAt(text, zone);
				expect(time === null || !Number.isNaN(instantOf(time))).toBe(true);
			}),
		);
		expect(timedAt('2026-10-25T02:30:00', 'Europe/Berlin')).toEqual({ dateTime: '2026-10-25T02:30:00+02:00', timeZone: 'Europe/Berlin' });
		expect(timedAt('2026-11-03T10:00:00', undefined)).toEqual({ dateTime: '2026-11-03T10:00:00Z' });
		expect([addDays('2026-02-28', 1), addDays('2026-03-29', 1), addDays('nonsense', 1)]).toEqual(['2026-03-01', '2026-03-30', null]);
	});
});
