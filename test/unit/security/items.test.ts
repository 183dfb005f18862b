import type { IDataObject } from 'n8n-workflow';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseItem } from '../../../nodes/shared/items/parseItem';
import type { ApplyOutcome, Capabilities, WriteRequest } from '../../../sync';
import { elementForms, isSetField, normalForm } from '../../../sync/record/normalForm';
import { digestOf, contentKey, matchKeys } from '../../../sync/record/hash';
import { fieldsOf, getField } from '../../../sync/record/fields';
import { systemsOf } from '../../../systems/registry';
import { fitToGoogle } from '../../../systems/googleCalendar/mapping/limits';
import { valuesToGoogle } from '../../../systems/googleCalendar/mapping/toGoogle';
import { guestsOf, valuesToZoho } from '../../../systems/zohoCrm/mapping/toZoho';
import { valuesToGraph as contactToGraph } from '../../../systems/office365/contacts/toGraph';
import { heldValues } from '../../../systems/zohoCrm/mapping/held';
import { MemoryPair, syncName } from '../../support/memoryPair';

const event: IDataObject = {
	title: 'Demo',
	start: { dateTime: '2026-03-10T10:00:00+01:00', timeZone: 'Europe/Berlin' },
	end: { dateTime: '2026-03-10T11:00:00+01:00' },
	location: 'Room', description: 'Text', reminders: [{ minutes: 10, method: 'popup' }], attendees: [{ email: 'a@b.example', name: 'A' }],
	visibility: 'default', availability: 'busy', status: 'confirmed', type: 'Meeting', tags: ['x'], custom: { A: 1 },
	iCalUID: 'u@b.example', url: 'https://x.example', organizer: { email: 'o@b.example' }, recurrence: null, series: null,
	source: { system: 'memoryCrm', account: 'a', container: 'main', id: 'c1', revision: 'r1', createdAt: '2026-03-01T10:00:00Z', owner: 'o', stamp: { sync: syncName, partnerId: 'p', generation: 0 } },
};
const contact: IDataObject = {
	firstName: 'Ann', lastName: 'Lee', company: 'C', jobTitle: '', emails: ['a@b.example'], phones: [{ kind: 'work', number: '+49 1' }],
	addresses: [{ kind: 'work', street: 'S', city: 'C' }], website: '', birthday: '1990-01-01', notes: '', tags: [], custom: {},
};
const base: IDataObject = { sync: syncName, change: 'upsert', side: 'crm', system: 'memoryCrm', resource: 'event', id: 'c1', revision: 'r1', modifiedAt: '2026-03-02T08:00:00Z', url: null };
const items: IDataObject[] = [
	{ ...base, record: event },
	{ ...base, record: contact, resource: 'contact' },
	{ ...base, change: 'delete', record: null, delivery: 1 },
	{ ...base, record: event, mapping: [{ from: 'title', to: 'title' }, { from: 'custom.A', to: 'custom.A' }], plan: { action: 'create', title: 'x', when: null, fields: [], basis: 'b' } },
];

/** Every place in a value. */
function places(value: unknown, path: string[] = []): string[][] {
	const children = typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([name, child]) => places(child, [...path, name])) : [];
	return [path, ...children].filter(({ length }) => length > 0);
}

function changed(value: unknown, [name, ...rest]: string[], put: unknown): unknown {
	if (name === undefined) return put;
	if (Array.isArray(value)) return value.map((child: unknown, index) => (String(index) === name ? changed(child, rest, put) : child));
	const holder: Record<string, unknown> = typeof value === 'object' && value !== null ? { ...value } : {};
	return { ...holder, [name]: changed(holder[name], rest, put) };
}

const odd = fc.oneof(
	fc.jsonValue({ maxDepth: 3 }),
	fc.constantFrom<unknown>(null, '', ' ', 0, -1, 1e308, true, [], {}, [[]], [null], [{}], { date: '2026-03-10' }, { date: '0000-00-00' }, { dateTime: '9999-99-99T99:99:99Z' }, { dateTime: '2026-03-10T10:00:00+99:99' }, '={{ $env }}', '__proto__', 'constructor'),
	fc.constantFrom('__proto__', 'constructor', 'toString').map((name): unknown => JSON.parse(`{"${name}": {"polluted": true}, "toString": 1, "valueOf": 2}`)),
);
const damaged = fc.constantFrom(...items).chain((item) =>
	fc.array(fc.tuple(fc.constantFrom(...places(item)), odd), { minLength: 1, maxLength: 3 }).map((changes) => changes.reduce<unknown>((value, [path, put]) => changed(value, path, put), item)),
);

describe('items of every kind', () => {
	let pair: MemoryPair;

	beforeEach(() => {
		pair = new MemoryPair();
	});

	afterEach(async () => {
		await pair.store.close();
		expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
	});

	it('are understood or refused in words, never taken half', () => {
		let understood = 0;
		fc.assert(
			fc.property(fc.oneof(damaged, fc.jsonValue()), (json) => {
				const parsed = parseItem(json);
				if (parsed.kind === 'unfit') expect(parsed.problems.join().length).toBeGreaterThan(5);
				else understood += 1;
			}),
			{ numRuns: 2_000 },
		);
		expect(understood, 'some are understood').toBeGreaterThan(100);
	});

	it('what is understood can be compared, cut and written by every system without a crash', () => {
		const tables: Capabilities[] = systemsOf().flatMap((module) => (module.side === 'crm' ? [module.capabilities('event'), module.capabilities('contact')] : [module.capabilities('event')]));
		expect(tables).toHaveLength(4);
		fc.assert(
			fc.property(damaged, (json) => {
				const parsed = parseItem(json);
				if (parsed.kind === 'unfit' || parsed.item.record === null) return;
				const { record, resource } = parsed.item;
				expect(typeof digestOf(record) + typeof contentKey(record)).toBe('stringstring');
				const values = Object.fromEntries(fieldsOf(record).map((field) => [field, getField(record, field)]));
				for (const field of fieldsOf(record)) expect(typeof (isSetField(field) ? elementForms(field, getField(record, field)).join() : normalForm(field, getField(record, field)))).toBe('string');
				valuesToGoogle(fitToGoogle(values).values);
				guestsOf(values);
				contactToGraph(values, null);
				expect(matchKeys(record).flat().every((key) => typeof key === 'string')).toBe(true);
				valuesToZoho(resource, { ...values, ...heldValues(values).written }, { untitledPlaceholder: '-', allDayForm: 'inclusive' });
			}),
			{ numRuns: 2_000 },
		);
	});

	it('go through Apply Changes without a crash, each with an outcome of its own, and the good one among them arrives', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(damaged, { maxLength: 4 }), async (jsons) => {
				const fresh = new MemoryPair();
				const parsed = [...jsons, { ...items[0], id: 'good', record: { ...event, title: 'The good one', start: { date: '2026-04-01' }, end: { date: '2026-04-02' } } }].map(parseItem);
				const fit = parsed.flatMap((one) => (one.kind === 'change' && one.item.sync === syncName && one.item.resource === 'event' ? [one.item] : []));
				const outcomes: ApplyOutcome[] = await fresh.applyTo('calendar', fit);
				expect(outcomes.filter((outcome) => outcome !== undefined)).toHaveLength(fit.length);
				for (const outcome of outcomes) if (outcome.kind === 'attention') expect([outcome.message, outcome.next].every((text) => text.length > 10)).toBe(true);
				if (fit.length === 1) expect(fresh.calendar.requests.map(({ kind }) => kind)).toEqual(['create']);
				expect(fresh.calendar.requests.some((request) => request.kind === 'create' && request.values.title === 'The good one')).toBe(true);
				await fresh.store.close();
			}),
			{ numRuns: 150 },
		);
	}, 60_000);

	it.each<[string, IDataObject]>([
		['without a basis', { action: 'create', title: '', when: null, fields: [] }],
		['with a number for a basis', { action: 'create', title: '', when: null, fields: [], basis: 5 }],
		['that is a text', 'create' as unknown as IDataObject],
		['that is a list', [] as unknown as IDataObject],
	])('a plan %s is refused, and the item is not applied as if nobody had asked (B6)', (_name, plan) => {
		expect(parseItem({ ...items[0], plan })).toEqual({ kind: 'unfit', problems: ['plan is not a plan made by Dry Run'] });
	});

	it('a forged plan writes nothing: neither its own fields nor the item (B6)', async () => {
		const [crmId] = [pair.crm.create({ title: 'Demo' })];
		const { items: changes } = await pair.poll('crm');
		const planned = await pair.applyTo('calendar', changes, { dryRun: true });
		const plan = planned[0]?.kind === 'done' ? planned[0].plan : undefined;
		const [item] = changes;
		if (plan === undefined || item === undefined || item.record === null) throw new Error('nothing was planned');
		const forgeries = [
			{ ...item, plan: { ...plan, basis: `${plan.basis}x` } },
			{ ...item, plan: { ...plan, basis: '' } },
			{ ...item, plan, record: { ...item.record, title: 'Something else' } },
			{ ...item, plan, record: { ...item.record, title: 'Something else' }, delivery: undefined },
			{ ...item, plan: { ...plan, action: 'delete' as const, basis: 'x' } },
			{ ...item, plan, id: 'crm-999' },
		];
		for (const forged of forgeries) {
			const outcomes = await pair.applyTo('calendar', [forged]);
			expect(outcomes[0]).toMatchObject(outcomes[0]?.kind === 'attention' ? { reason: 'stale plan' } : { action: 'superseded' });
			expect(pair.calendar.requests).toEqual([]);
			pair.advance(2 * 60 * 60_000);
			await pair.poll('crm');
		}
		const shown = { ...item, plan: { ...plan, title: 'Harmless', fields: [{ field: 'title' as const, old: null, new: 'Something else' }] } };
		const again = (await pair.applyTo('calendar', [{ ...shown, delivery: undefined }]))[0];
		expect(again).toMatchObject({ kind: 'done' });
		expect(pair.calendar.requests.map((request: WriteRequest) => request.kind === 'create' && request.values.title)).toEqual(['Demo']);
		expect(crmId).toBeDefined();
	});
});
