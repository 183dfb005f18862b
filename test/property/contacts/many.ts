import { expect } from 'vitest';
import type { Side } from '../../../sync';
import type { ContactPair } from './pair';
import { comparable, create, living } from './people';

/** Contacts that differ from each other, made by a person. */
export function make(pair: ContactPair, side: Side, count: number, first = 0): void {
	for (let index = first; index < first + count; index += 1) {
		create(pair, side, { first: `F${index}`, last: 'Lee', title: 'Buyer', emails: [`n${index}@x.example`, `m${index}@x.example`], work: [`+49 30 ${index}`], birthday: '1980-02-29', tags: ['Customer'] });
	}
}

/** Both sides show the same contacts, so many. */
export function expectPairs(pair: ContactPair, count: number): void {
	const seen = (side: Side): string[] => living(pair, side).map((one) => JSON.stringify(comparable(one))).sort();
	expect(seen('calendar')).toEqual(seen('crm'));
	expect(seen('crm')).toHaveLength(count);
}
