import { describe, expect, it } from 'vitest';
import type { FieldName, SideState } from '../../../sync';
import { withoutFields } from '../../../sync/record/fields';
import { contentKey } from '../../../sync/record/hash';
import { isHidden, viewFor, viewRead, viewRecord, viewSnapshot, type View } from '../../../sync/view';
import { sideSettings } from '../../support/memoryPair';
import { contact, event, guests, snapshot } from './samples';

const busyOnly: View = { privateEvents: 'busyOnly', placeholders: [] };
const open: View = { privateEvents: 'asPrivate', placeholders: ['Not Provided'] };
const secret = event({ title: 'Doctor', location: 'x', description: 'y', descriptionHtml: '<p>y</p>', attendees: guests('a'), visibility: 'private', tags: ['t'], custom: { a: 1 } });

describe('how a side is looked at', () => {
	const side = (change: Partial<SideState>) => change as Pick<SideState, 'settings' | 'placeholder'>;

	it('by its settings and the text that was last written for an empty title', () => {
		expect(viewFor(side({ settings: sideSettings({ privateEvents: 'busyOnly' }), placeholder: 'None' }), ['Not Provided'])).toEqual({ privateEvents: 'busyOnly', placeholders: ['Not Provided', 'None'] });
	});

	it.each([null, undefined, side({ settings: null })])('with private events as they are where nothing is set', (given) => {
		expect(viewFor(given, [' ', ''])).toEqual({ privateEvents: 'asPrivate', placeholders: [] });
	});
});

describe('what the view shows (B10, Z9)', () => {
	it('a private event as a time and nothing else', () => {
		expect(viewRecord({ ...secret, related: { deal: { id: '1', name: 'Big' } } } as typeof secret, busyOnly)).toEqual({
			...event(), title: 'Busy', visibility: 'private', descriptionHtml: undefined, related: undefined, source: { ...event().source, contentKey: contentKey(secret) },
		});
	});

	it('an event without a title beside a placeholder as it is', () => {
		expect(viewRecord(withoutFields(event(), ['title']), open)).not.toHaveProperty('title');
		expect(viewRecord(event({ title: ' Not Provided' }), { ...open, placeholders: ['None', 'Not Provided'] }).title).toBe('');
	});

	it('a contact as it is, whatever it holds', () => {
		const odd = { ...contact(), title: 'Not Provided', visibility: 'private' };
		expect(viewRecord(odd, { ...busyOnly, placeholders: ['Not Provided'] })).toBe(odd);
	});

	it.each<[FieldName, boolean]>([
		['title', true], ['location', true], ['description', true], ['attendees', true], ['tags', true], ['custom.Room', true], ['time', false], ['visibility', false], ['availability', false], ['reminders', false],
	])('it hides %s of a private event: %s', (field, hidden) => {
		expect(isHidden(secret, field, busyOnly)).toBe(hidden);
		expect(isHidden(secret, field, open)).toBe(false);
		expect(isHidden(event(), field, busyOnly)).toBe(false);
		expect(isHidden({ ...contact(), visibility: 'private' } as ReturnType<typeof contact>, field, busyOnly)).toBe(false);
	});

	it('a single read without the fields it does not tell, and as complete', () => {
		const read = viewRead(snapshot({ record: secret, omitted: ['reminders'] }), busyOnly);
		expect(read.omitted).toEqual([]);
		expect(read.record).toMatchObject({ title: 'Busy' });
		expect(read.record).not.toHaveProperty('reminders');
	});

	it('a row of a listing with everything else of it', () => {
		expect(viewSnapshot(snapshot({ revision: 'r7', record: secret, omitted: ['reminders'] }), busyOnly)).toMatchObject({ id: 'c1', revision: 'r7', omitted: ['reminders'], record: { title: 'Busy', reminders: [] } });
	});
});
