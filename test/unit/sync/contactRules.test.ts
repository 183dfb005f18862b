import { describe, expect, it } from 'vitest';
import type { ApplySettings, Capabilities, ContactRecord, FieldName, FieldValue, Snapshot } from '../../../sync';
import { matchAll } from '../../../sync/apply/match';
import type { UpsertWork } from '../../../sync/apply/run';
import { mergeFields } from '../../../sync/plan/merge';
import { mergeSet } from '../../../sync/plan/sets';
import { capabilityOf } from '../../../sync/record/capability';
import { fit } from '../../../sync/record/fit';
import { withoutFields } from '../../../sync/record/fields';
import { baselineOf, contentKey, emptySetHash, hashField, holdsOnly, matchKeys } from '../../../sync/record/hash';
import { viewRecord } from '../../../sync/view';
import { contact, event, snapshot } from './samples';

type Phones = ContactRecord['phones'];

const phones = (...entries: string[]): Phones => entries.map((entry) => ({ kind: entry.split(' ')[0] as Phones[number]['kind'], number: entry.split(' ')[1] ?? '' }));
const texts = (value: FieldValue | undefined): string[] => (Array.isArray(value) ? value.map((entry) => (typeof entry === 'object' && 'number' in entry ? `${entry.kind} ${entry.number}` : String(entry))) : []);

describe('which contacts are the same (O8): by address and name, by address, by name and phone', () => {
	const fields: FieldName[] = ['firstName', 'lastName', 'emails', 'phones'];
	const work = (id: string, record: ContactRecord): UpsertWork => ({
		index: 0, row: null, link: null, present: null, mustRead: false, record,
		item: { sync: 'memory', change: 'upsert', side: 'crm', system: 'memoryCrm', resource: 'contact', id, revision: 'r1', modifiedAt: null, url: null, record },
		values: Object.fromEntries(fields.map((field) => [field, record[field as 'emails']])),
		pairs: fields.map((field) => ({ from: field, to: field })),
	});
	const candidate = (id: string, record: ContactRecord): Snapshot => snapshot({ id, record });
	const named = (firstName: string, change: Partial<ContactRecord> = {}) => contact({ firstName, ...change });

	it.each<[string, ContactRecord[], ContactRecord[], Array<string | number | null>]>([
		['a second address in common', [named('A', { emails: ['x', 'b'] })], [named('B', { emails: ['a', 'B'] })], ['g0']],
		['an address on one side only, name and phone in common', [named('Ann', { emails: ['a'], phones: phones('work 1') })], [named('ann', { phones: phones('mobile 1') })], ['g0']],
		['other addresses, name and phone in common', [named('Ann', { emails: ['a'], phones: phones('work 1') })], [named('Ann', { emails: ['b'], phones: phones('work 1') })], ['g0']],
		['the name alone, where one of them has more', [named('Ann')], [named('Ann', { phones: phones('work 1') })], [null]],
		['the name alone, where neither has more', [named('Ann')], [named('Ann')], ['g0']],
		['a phone alone', [named('Ann', { phones: phones('work 1') })], [named('Bob', { phones: phones('work 1') })], [null]],
		['no name and no address at all', [contact({ firstName: '', lastName: '', phones: phones('work 1') })], [contact({ firstName: '', lastName: '', phones: phones('work 1') })], [null]],
		['one address for two: the name decides, in whatever order', [named('Max', { emails: ['f'] }), named('Eva', { emails: ['f'] })], [named('Eva', { emails: ['f'], phones: phones('work 9') }), named('Max', { emails: ['f'], phones: phones('work 8') })], ['g1', 'g0']],
		['one address for two, and no name fits', [named('Ann', { emails: ['f'] })], [named('Eva', { emails: ['f'] }), named('Max', { emails: ['f'] })], [2]],
		['an address before a name with a phone', [named('Ann', { emails: ['a'], phones: phones('work 1') })], [named('Ann', { phones: phones('work 1') }), named('Other', { emails: ['a'] })], ['g1']],
	])('%s', (_, records, candidates, expected) => {
		const works = records.map((record, index) => work(`c${index}`, record));
		const matches = matchAll(works, candidates.map((record, index) => candidate(`g${index}`, record)), 'memory');
		const found = works.map((one) => matches.get(one)).map((match) => (match?.kind === 'one' ? match.snapshot.id : match?.kind === 'several' ? match.count : null));
		expect(found).toEqual(expected);
	});

	it('an event has one key, its title and time', () => {
		expect(matchKeys(event())).toEqual([[contentKey(event())]]);
	});

	it('the key of a create is the first address: it is there also where others find no room', () => {
		expect(contentKey(contact({ emails: ['z', 'a'] }))).toBe(contentKey(contact({ emails: ['Z'] })));
		expect(contentKey(contact({ phones: phones('work 9', 'work 1') }))).toBe(contentKey(contact({ phones: phones('work 9') })));
	});
});

describe('sets keep their order', () => {
	const merge = (before: FieldValue, source: FieldValue, target: FieldValue, field: FieldName = 'emails') =>
		texts(mergeSet({ field, sourceBefore: hashField(field, before), targetBefore: hashField(field, before), sourceNow: source, targetNow: target }));

	it.each<[string, string[], string[], string[], string[]]>([
		['a corrected first one stays the first', ['a', 'b'], ['c', 'b'], ['a', 'b'], ['c', 'b']],
		['what is more comes last', ['a', 'b'], ['c', 'b', 'd'], ['a', 'b', 'own'], ['c', 'b', 'own', 'd']],
		['what goes leaves no gap', ['a', 'b'], ['b'], ['a', 'b', 'own'], ['b', 'own']],
	])('%s', (_, before, source, target, expected) => {
		expect(merge(before, source, target)).toEqual(expected);
	});

	it('a number takes the place of one of its kind', () => {
		expect(merge(phones('mobile 1', 'work 2'), phones('mobile 1', 'work 3'), phones('mobile 1', 'work 2', 'work 9'), 'phones')).toEqual(['mobile 1', 'work 3', 'work 9']);
		expect(merge(phones('mobile 1', 'work 2'), phones('work 2', 'work 3'), phones('mobile 1', 'work 2'), 'phones')).toEqual(['work 2', 'work 3']);
	});
});

describe('kinds of phones and addresses (B13)', () => {
	const capability = { label: 'Phones', kind: 'texts' as const, read: true, write: true, kinds: { work: 1, mobile: 1 } };

	it('each kind has its own room; what finds none is named', () => {
		expect(fit('phones', phones('work 1', 'work 2', 'mobile 3', 'fax 4'), capability)).toEqual({
			value: phones('work 1', 'mobile 3'),
			losses: [{ field: 'phones', message: 'Phones holds 2 of 4 entries; left out: work 2, fax 4' }],
		});
		expect(fit('phones', phones('work 1'), capability)).toEqual({ value: phones('work 1'), losses: [] });
	});

	function plan(before: Phones, source: Phones, target: Phones, more: { policy?: ApplySettings['conflictPolicy']; newer?: 'source' | 'target'; sourceRoom?: number } = {}) {
		const fields: Capabilities['fields'] = { phones: capability };
		const base = before.length === 0 ? {} : baselineOf(contact({ phones: before }), ['phones']);
		return mergeFields({
			source: contact({ phones: source }), sourceSide: 'calendar', sourceModifiedAt: more.newer === 'target' ? 1_000 : 9_000, values: { phones: source }, pairs: [{ from: 'phones', to: 'phones' }],
			baseline: { crm: base, calendar: base }, target: { record: contact({ phones: target }), modifiedAt: 5_000 },
			capabilities: { fields } as Capabilities, sourceFields: { phones: { ...capability, kinds: { work: 1, mobile: more.sourceRoom ?? 1 } } }, policy: more.policy ?? 'newest',
		}).get('phones');
	}

	it('two new numbers for one place are a conflict, and the rest comes together (B2, B9)', () => {
		const [before, source, target] = [phones('mobile 1'), phones('mobile 2', 'work 5'), phones('mobile 3')];
		expect(plan(before, source, target)).toMatchObject({
			kind: 'write', value: phones('mobile 2', 'work 5'), beats: phones('mobile 3'),
			baseline: { source: { phones: hashField('phones', source) }, target: hashField('phones', phones('mobile 2', 'work 5')) },
		});
		expect(plan(before, source, target, { newer: 'target' })).toEqual({ kind: 'targetWins', lost: source });
		expect(plan(before, source, target, { policy: 'crm' })).toEqual({ kind: 'targetWins', lost: source });
		expect(plan(before, source, target, { policy: 'ask' })).toMatchObject({ kind: 'ask', target });
		expect(plan([], source, target)).toMatchObject({ kind: 'write', beats: target });
	});

	it('no conflict where only one side has a new one, where both have the same, or where the source has room for both', () => {
		expect(plan(phones('mobile 1'), phones('mobile 2'), phones('mobile 1'))).toMatchObject({ kind: 'write', value: phones('mobile 2'), beats: null });
		expect(plan(phones('mobile 1'), phones('mobile 1', 'work 2'), phones('mobile 3'))).toMatchObject({ kind: 'write', value: phones('mobile 3', 'work 2'), beats: null });
		expect(plan(phones('mobile 1'), phones('mobile 2'), phones('mobile 2'))).toMatchObject({ kind: 'same' });
		expect(plan(phones('mobile 1'), phones('mobile 2'), phones('mobile 3'), { sourceRoom: 2 })).toMatchObject({ kind: 'same', baseline: { target: emptySetHash } });
	});
});

describe('a copy whose create had no answer (I3)', () => {
	const written = baselineOf(contact({ firstName: 'Ann', emails: ['a', 'b'], phones: phones('work 1') }), ['firstName', 'emails', 'phones']);

	it.each<[string, Partial<ContactRecord>, boolean]>([
		['holds what was written', { emails: ['B', 'a'], phones: phones('work 1') }, true],
		['holds less of a set, because there was no room', { emails: ['a'], phones: [] }, true],
		['holds another number: somebody has edited it', { emails: ['a', 'b'], phones: phones('work 2') }, false],
		['holds one more address', { emails: ['a', 'b', 'c'], phones: phones('work 1') }, false],
		['has another name', { firstName: 'Bob', emails: ['a', 'b'], phones: phones('work 1') }, false],
	])('%s', (_, change, expected) => {
		expect(holdsOnly(contact(change), written)).toBe(expected);
	});

	it('says nothing of fields that cannot be read', () => {
		expect(holdsOnly(withoutFields(contact({ firstName: 'Ann' }), ['emails', 'phones']), written)).toBe(true);
	});
});

describe('fields that an administrator added (O9)', () => {
	const fields = {};

	it('are written where the system has such fields, though its table does not name them', () => {
		expect(capabilityOf({ fields, customFields: true }, 'custom.Hobby')).toMatchObject({ label: 'Hobby', write: true, custom: true });
		expect(capabilityOf({ fields }, 'custom.Hobby')).toBeUndefined();
		expect(capabilityOf({ fields, customFields: true }, 'title')).toBeUndefined();
	});
});

describe('a last name that only stands in for a missing one (Z9)', () => {
	it('is read as none', () => {
		const view = { privateEvents: 'asPrivate' as const, placeholders: ['Not Provided'] };
		expect(viewRecord(contact({ lastName: 'Not Provided' }), view).lastName).toBe('');
		const lee = contact({ lastName: 'Lee' });
		expect(viewRecord(lee, view)).toBe(lee);
		expect(viewRecord(contact({ lastName: '' }), { ...view, placeholders: [] }).lastName).toBe('');
	});
});
