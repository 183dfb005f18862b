import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WriteOptions } from '../../../sync/types';
import { quiet, readEvent, zohoWorld } from '../systems/zohoSupport';
import { contact } from '../sync/samples';

const injections = ["x' or Email is not null or Email = 'y", "o'brien", "\\' or 1=1 or Email = \\'", 'back\\slash', "'", "''", "x') limit 0, 2000 --", '%', '_', 'a\u0000b', "' or Last_Name like '%"];
const time = { start: { dateTime: '2026-11-03T10:00:00+01:00' }, end: { dateTime: '2026-11-03T11:00:00+01:00' } };
const linking: WriteOptions = { ...quiet, guests: 'linkExisting' };

/** Everything that was put into a query of Zoho's own language. */
function queries(requests: Array<{ url: string; body?: unknown }>): string[] {
	return requests.filter(({ url }) => url.endsWith('/coql')).map(({ body }) => String((body as { select_query?: unknown } | undefined)?.select_query));
}

/** A literal holds neither quote nor backslash: it means the same by whatever rule those are escaped. */
const plainLiterals = /^(?:[^'\\]|'[^'\\]*')*$/;

describe('addresses and names of people in Zoho\'s query language', () => {
	it.each(injections)('a guest called %j is nobody else, and never ends a literal', async (text) => {
		const world = zohoWorld();
		world.zoho.person.create('Contacts', { Last_Name: 'Victim', Email: 'victim@example.test' });
		const email = `${text.replaceAll(/\s/g, '')}@example.test`;
		const own = world.zoho.person.create('Contacts', { Last_Name: 'Own', Email: email });
		const [result] = await world.system.write(
			[{ kind: 'create', key: 'k', values: { title: 'x', time, attendees: [{ email }, { email: 'nobody@example.test' }] }, stamp: { sync: 's', partnerId: '1', generation: 0 } }],
			linking,
		);
		if (result?.outcome !== 'written') throw new Error(JSON.stringify(result));
		const { record } = await readEvent(world.system, result.id);
		const guests = 'attendees' in record ? record.attendees.map((guest) => guest.email) : [];
		expect(guests).not.toContain('victim@example.test');
		expect(guests.filter((guest) => guest !== email)).toEqual([]);
		expect(world.zoho.find('Contacts', own)?.deleted).toBe(false);
		for (const query of queries(world.requests)) expect(query).toMatch(plainLiterals);
	});

	it('any contact is looked for without ending a literal', async () => {
		await fc.assert(
			fc.asyncProperty(fc.oneof(fc.constantFrom(...injections), fc.string({ unit: 'binary' })), async (text) => {
				const world = zohoWorld({ resource: 'contact' });
				world.zoho.person.create('Contacts', { Last_Name: 'Victim', Email: 'victim@example.test' });
				await world.system.findCandidates([contact({ lastName: text, emails: [`${text}@example.test`] })]);
				for (const query of queries(world.requests)) expect(query).toMatch(plainLiterals);
			}),
			{ numRuns: 60 },
		);
	});
});
