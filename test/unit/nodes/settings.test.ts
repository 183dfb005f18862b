import { describe, expect, it } from 'vitest';
import { calendarNode, crmNode, syncName, untitledPlaceholder, type ParameterReader } from '../../../nodes/shared/connection/sideNode';
import { readSideSettings } from '../../../nodes/shared/engine/sideSettings';
import { readApplySettings } from '../../../nodes/shared/operations/applySettings';
import { readRows } from '../../../nodes/FieldMapper/parts/rows';

const reader = (parameters: Record<string, unknown>): ParameterReader => (name, fallback) => (name in parameters ? parameters[name] : fallback);

describe('settings of a trigger', () => {
	it('Z4: takes 3 months back, 5,000 in the first and 500 in later runs unless told otherwise', () => {
		expect(readSideSettings(reader({}), 'event', 'Europe/Berlin')).toMatchObject({
			window: { monthsBack: 3, monthsAhead: 12 },
			firstSync: 'all',
			firstSyncLimit: 5000,
			runLimit: 500,
			privateEvents: 'asPrivate',
		});
	});

	it('O8: takes 10,000 contacts in the first run unless told otherwise, in every node', () => {
		expect(readSideSettings(reader({}), 'contact', 'UTC')).toMatchObject({ firstSyncLimit: 10_000, runLimit: 500 });
		expect(readSideSettings(reader({ options: { firstSyncLimit: 7 } }), 'contact', 'UTC').firstSyncLimit).toBe(7);
	});

	it('reads filters from lists in a text, and working hours in the workflow\'s zone', () => {
		const options = { excludeTags: 'Imported, ,Internal ', workingHours: { hours: { from: '08:00', to: '17:30', timeZone: '', weekdays: [1, 2] } } };
		expect(readSideSettings(reader({ firstSync: 'newOnly', options }), 'event', 'Europe/Berlin').filters).toMatchObject({
			excludeTags: ['Imported', 'Internal'],
			workingHours: { from: '08:00', to: '17:30', timeZone: 'Europe/Berlin', weekdays: [1, 2] },
		});
	});

	it.each([
		[{ runLimit: 0 }, 'Limit per Run'],
		[{ monthsBack: 1.5 }, 'Months Back'],
		[{ workingHours: { hours: { from: '8' } } }, 'Working Hours, From'],
		[{ workingHours: { hours: { timeZone: 'Mars/Base' } } }, 'Working Hours, Time Zone'],
	])('refuses %j by name', (options, label) => {
		expect(() => readSideSettings(reader({ options }), 'event', 'UTC')).toThrow(label);
	});

	it('S1: says so when no calendar is chosen', () => {
		expect(() => calendarNode('googleCalendar').container(reader({ calendar: '' }))).toThrow('No calendar is chosen, so nothing was synchronised.');
		expect(calendarNode('googleCalendar').container(reader({ calendar: 'c1' }))).toEqual({ id: 'c1' });
	});

	it('O3: works on the connected user\'s records unless another owner is chosen', () => {
		expect(crmNode.container(reader({}))).toEqual({ id: 'me' });
	});

	it('insists on a name of the sync', () => {
		expect(() => syncName(reader({ syncName: ' ' }))).toThrow('has no name');
	});
});

describe('settings of Apply Changes', () => {
	it('are careful unless told otherwise: nobody is mailed, nothing is automated, mass deletions are held (B3, B5)', () => {
		expect(readApplySettings(reader({}))).toEqual({
			dryRun: false,
			conflictPolicy: 'newest',
			onDelete: 'delete',
			deleteGuard: { count: 20, percent: 10 },
			journal: { beforeImages: true, retentionDays: 30 },
			write: { notifyGuests: 'none', runAutomations: false, defaults: {}, untitledPlaceholder: 'Not Provided', guests: 'linkExisting' },
		});
	});

	it('take the careful choice for a value that is none of the choices', () => {
		const read = reader({ notifyGuests: 'everybody', guests: 'x', onDelete: 7, conflictPolicy: null });
		expect(readApplySettings(read)).toMatchObject({ onDelete: 'delete', conflictPolicy: 'newest', write: { notifyGuests: 'none', guests: 'linkExisting' } });
	});

	it('Z9: the placeholder is a setting, in actions and in triggers', () => {
		expect(readApplySettings(reader({ untitledPlaceholder: 'Nicht angegeben' })).write.untitledPlaceholder).toBe('Nicht angegeben');
		expect(untitledPlaceholder(reader({ options: { untitledPlaceholder: 'Non renseigné' } }))).toBe('Non renseigné');
		expect(untitledPlaceholder(reader({}))).toBeUndefined();
	});
});

describe('rows of the Field Mapper', () => {
	it('become transforms', () => {
		const rows = [
			{ to: 'title', transform: 'copy', from: 'title' },
			{ to: 'description', transform: 'mapValues', from: 'type', values: 'Call = Phone\nA=B=C\n', otherwise: 'empty' },
			{ to: 'location', transform: 'firstOf', fromAny: ['location', 'title'] },
		];
		expect(readRows({ rows })).toEqual([
			{ to: 'title', transform: { kind: 'copy', from: 'title' } },
			{
				to: 'description',
				transform: { kind: 'mapValues', from: 'type', values: [{ when: 'Call', then: 'Phone' }, { when: 'A', then: 'B=C' }], otherwise: 'empty' },
			},
			{ to: 'location', transform: { kind: 'firstOf', from: ['location', 'title'] } },
		]);
		expect(readRows(null)).toEqual([]);
	});
});
