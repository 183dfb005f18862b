import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FieldCapability } from '../../../sync/types';
import { findSystem, getSystem, systemNames, systemsOf } from '../../../systems/registry';

describe('the registry of systems', () => {
	it('finds all of them by name', () => {
		expect(systemNames().sort()).toEqual(['googleCalendar', 'office365', 'zohoCrm']);
		for (const name of systemNames()) expect(getSystem(name).name).toBe(name);
		expect(getSystem('googleCalendar').capabilities('event')).toMatchObject({ system: 'googleCalendar', createKey: 'clientId', side: 'calendar' });
		expect(getSystem('office365').capabilities('event')).toMatchObject({ system: 'office365', createKey: 'none', guestMails: 'always', precondition: { update: true, delete: true } });
	});

	it('tells the systems of each side', () => {
		expect(systemsOf('crm').map(({ name }) => name)).toEqual(['zohoCrm']);
		expect(systemsOf('calendar').map(({ name }) => name).sort()).toEqual(['googleCalendar', 'office365']);
		expect(systemsOf()).toHaveLength(systemNames().length);
	});

	it.each(systemNames())('%s names a credential that this package has, and a public address', (name) => {
		const { credential } = getSystem(name);
		const file = `${credential.name.charAt(0).toUpperCase()}${credential.name.slice(1)}.credentials.ts`;
		expect(readFileSync(join(__dirname, '../../../credentials', file), 'utf8')).toContain(`name = '${credential.name}'`);
		expect(new URL(credential.baseUrlOf({})).protocol).toBe('https:');
	});

	it.each(systemNames())('%s is in its own table what it says of itself, and every field there can be read or written', (name) => {
		const { capabilities, label, side } = getSystem(name);
		const table = capabilities('event');
		expect(table).toMatchObject({ system: name, label, side, resource: 'event' });
		expect(Object.entries(table.fields).filter(([, field]: [string, FieldCapability | undefined]) => field?.read !== true && field?.write !== true)).toEqual([]);
	});

	it.each([
		[undefined, 'https://graph.microsoft.com'],
		['nonsense', 'https://graph.microsoft.com'],
		['usGovernment', 'https://graph.microsoft.us'],
		['china', 'https://microsoftgraph.chinacloudapi.cn'],
	])('Office 365 in the cloud %s is reached at %s', (cloud, address) => {
		expect(getSystem('office365').credential.baseUrlOf({ cloud })).toBe(address);
	});

	it('says which names there are when asked for another', () => {
		expect(findSystem('outlook')).toBeNull();
		expect(() => getSystem('outlook')).toThrow('outlook');
	});
});
