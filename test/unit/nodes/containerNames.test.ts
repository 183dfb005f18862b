import { describe, expect, it } from 'vitest';
import { containerName } from '../../../nodes/shared/listSearch';

describe('the pick list of containers', () => {
	it('tells the main calendar and the main folder of contacts from the others, each by its own word', () => {
		expect(containerName('Calendar', true, 'event')).toBe('Calendar (main calendar)');
		expect(containerName('Contacts', true, 'contact')).toBe('Contacts (main folder)');
		expect(containerName('Zoho CRM', false, 'contact')).toBe('Zoho CRM');
	});
});
