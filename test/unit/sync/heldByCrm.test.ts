import { describe, expect, it } from 'vitest';
import type { Baseline, ContactRecord, FieldName } from '../../../sync';
import { addedToCopy, lackingInCrm } from '../../../sync/operations/removal/heldByCrm';
import { baselineOf } from '../../../sync/record/hash';
import { fieldsOf } from '../../../sync/record/fields';
import { contact } from './samples';

const full = (change: Partial<ContactRecord> = {}): ContactRecord => contact({
	firstName: 'Ann', lastName: 'Lee', company: 'Lee Ltd', jobTitle: 'Buyer', emails: ['ann@x.example', 'lee@x.example'],
	phones: [{ kind: 'work', number: '+49 30 1' }, { kind: 'mobile', number: '+49 170 1' }], addresses: [{ kind: 'work', city: 'Ulm' }],
	website: 'https://x.example', birthday: '1980-02-29', notes: 'One\nTwo', tags: ['Customer'], custom: { Nickname: 'Annie' }, ...change,
});

/** What the CRM held, but for some fields that are not kept in step. */
function crmHolds(record: ContactRecord, without: FieldName[] = []): Baseline {
	return baselineOf(record, fieldsOf(record).filter((field) => !without.includes(field)));
}

describe('what the CRM lacks of a contact that a person made (I3)', () => {
	it.each<[string, ContactRecord, ContactRecord, FieldName[]]>([
		['the same', full(), full(), []],
		['the same in other words: case, blanks, the way numbers are written, the order', full({ emails: ['LEE@x.example ', 'ann@x.example'], phones: [{ kind: 'mobile', number: '+49-170-1' }, { kind: 'work', number: '+49301' }], notes: ' One\r\nTwo ' }), full(), []],
		['more in the CRM', full(), full({ emails: ['ann@x.example', 'lee@x.example', 'more@x.example'], tags: ['Customer', 'VIP'] }), []],
		['nothing here that is only there', full({ company: '', birthday: '', tags: [] }), full(), []],
		['a further address', full({ emails: ['ann@x.example', 'lee@x.example', 'third@x.example'] }), full(), ['emails']],
		['a further number', full({ phones: [...full().phones, { kind: 'work', number: '2' }] }), full(), ['phones']],
		['the same number as another kind', full({ phones: [{ kind: 'home', number: '+49 30 1' }] }), full(), ['phones']],
		['a part of an address', full({ addresses: [{ kind: 'work', city: 'Ulm', country: 'Germany' }] }), full(), ['addresses']],
		['a further tag', full({ tags: ['Customer', 'VIP'] }), full(), ['tags']],
		['other values', full({ jobTitle: 'Chief', birthday: '1981-02-28' }), full(), ['jobTitle', 'birthday']],
		['a field of its own', full({ custom: { Nickname: 'Annie', Room: '7' } }), full(), ['custom.Room']],
		['everything but the name', full(), contact({ firstName: 'Ann', lastName: 'Lee', emails: [], phones: [] }), ['company', 'jobTitle', 'emails', 'phones', 'addresses', 'website', 'birthday', 'notes', 'tags', 'custom.Nickname']],
	])('%s', (_, record, crm, expected) => {
		expect(lackingInCrm(record, crmHolds(crm)).sort()).toEqual([...expected].sort());
	});

	it('what is not kept in step is not known to be held', () => {
		expect(lackingInCrm(full(), crmHolds(full(), ['company', 'emails']))).toEqual(['company', 'emails']);
	});
});

describe('what a person entered into a copy that the sync made (I3)', () => {
	const made = full({ website: '', custom: {} });

	it.each<[string, ContactRecord, Baseline, Baseline, FieldName[]]>([
		['nothing', made, crmHolds(made), crmHolds(made), []],
		['a field that the sync never wrote', full({ custom: {} }), crmHolds(made), crmHolds(made, ['website']), ['website']],
		['an address for which the CRM has no room', full({ emails: [...made.emails, 'third@x.example'], website: '', custom: {} }), crmHolds(made), crmHolds(made), ['emails']],
		['nothing: the mapping says it in other words than the CRM', { ...made, notes: 'Met as Lee' }, crmHolds(made), crmHolds(made), []],
		['a category for which the CRM has no room', { ...made, tags: ['Customer', 'VIP'] }, crmHolds(made), crmHolds(made), ['tags']],
		['nothing: the mapping gives each copy a category', { ...made, tags: ['CRM'] }, crmHolds(made, ['tags']), crmHolds(made), []],
		['nothing: the mapping fills addresses from another field of the CRM', made, crmHolds(made, ['emails']), crmHolds(made), []],
	])('%s', (_, record, crm, calendar, expected) => {
		expect(addedToCopy(record, { crm, calendar })).toEqual(expected);
	});
});
