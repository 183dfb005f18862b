import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findSystem, getSystem, systemNames, systemsOf } from '../../../systems/registry';

describe('the registry of systems', () => {
	it('finds both systems by name', () => {
		expect(systemNames().sort()).toEqual(['googleCalendar', 'zohoCrm']);
		for (const name of systemNames()) expect(getSystem(name).name).toBe(name);
		expect(getSystem('googleCalendar').capabilities('event')).toMatchObject({ system: 'googleCalendar', createKey: 'clientId', side: 'calendar' });
	});

	it('tells the systems of each side', () => {
		expect(systemsOf('crm').map(({ name }) => name)).toEqual(['zohoCrm']);
		expect(systemsOf('calendar').map(({ name }) => name)).toEqual(['googleCalendar']);
		expect(systemsOf()).toHaveLength(systemNames().length);
	});

	it.each(systemNames())('%s names a credential that this package has, and a public address', (name) => {
		const { credential } = getSystem(name);
		const file = `${credential.name.charAt(0).toUpperCase()}${credential.name.slice(1)}.credentials.ts`;
		expect(readFileSync(join(__dirname, '../../../credentials', file), 'utf8')).toContain(`name = '${credential.name}'`);
		expect(new URL(credential.baseUrlOf({})).protocol).toBe('https:');
	});

	it('says which names there are when asked for another', () => {
		expect(findSystem('outlook')).toBeNull();
		expect(() => getSystem('outlook')).toThrow('outlook');
	});
});
