import { describe, expect, it } from 'vitest';
import { findSystem, getSystem, systemNames } from '../../../systems/registry';

describe('the registry of systems', () => {
	it('finds both systems by name', () => {
		expect(systemNames().sort()).toEqual(['googleCalendar', 'zohoCrm']);
		for (const name of systemNames()) expect(getSystem(name).name).toBe(name);
		expect(getSystem('googleCalendar').capabilities('event')).toMatchObject({ system: 'googleCalendar', createKey: 'clientId', side: 'calendar' });
	});

	it('says which names there are when asked for another', () => {
		expect(findSystem('outlook')).toBeNull();
		expect(() => getSystem('outlook')).toThrow('outlook');
	});
});
