import type { ICredentialDataDecryptedObject, INodeCredentialDescription, INodePropertyOptions } from 'n8n-workflow';
import { checkedBaseUrl } from './baseUrl';

/** How a node reaches one vendor. What the vendor can do stands in its module under systems/. */
export interface SystemEntry {
	/** Name of the module in the registry of systems. */
	name: string;
	label: string;
	side: 'crm' | 'calendar';
	credential: string;
	/** Word before the token in the Authorization header; null for `Bearer`. */
	scheme: string | null;
	/** Origin of the vendor's API when the credential has no override. */
	usualBaseUrl(credentials: ICredentialDataDecryptedObject): string;
}

/** Every system that the nodes offer. A new one is one entry here. */
export const systemEntries: readonly SystemEntry[] = [
	{
		name: 'zohoCrm',
		label: 'Zoho CRM',
		side: 'crm',
		credential: 'zohoCrmSyncOAuth2Api',
		scheme: 'Zoho-oauthtoken',
		usualBaseUrl: ({ dataCenter }) => `https://www.zohoapis.${String(dataCenter ?? 'com')}`,
	},
	{
		name: 'googleCalendar',
		label: 'Google Calendar',
		side: 'calendar',
		credential: 'googleCalendarSyncOAuth2Api',
		scheme: null,
		usualBaseUrl: () => 'https://www.googleapis.com',
	},
];

/** The entry of that name; undefined when there is none. */
export function systemEntry(name: string): SystemEntry | undefined {
	return systemEntries.find((entry) => entry.name === name);
}

/** The systems of one side, or of both, as choices of a parameter. */
export function systemOptions(side?: 'crm' | 'calendar'): INodePropertyOptions[] {
	return systemEntries.filter((entry) => side === undefined || entry.side === side).map(({ label, name }) => ({ name: label, value: name }));
}

const crmEntries = systemEntries.filter(({ side }) => side === 'crm');

/**
 * One credential for each CRM, offered when its system is chosen. Said with `hide`: with `show` n8n's editor takes System
 * for the choice of how to sign in, and then leaves out System, Resource and Operation in the node's panel.
 */
export const crmCredentials: INodeCredentialDescription[] = crmEntries.map(({ credential, name }) => {
	const others = crmEntries.filter((entry) => entry.name !== name).map((entry) => entry.name);
	return { name: credential, required: true, ...(others.length > 0 && { displayOptions: { hide: { system: others } } }) };
});

/** Where requests go. Throws `SyncRefusal` when the override in the credential is not allowed. */
export function baseUrlOf(entry: SystemEntry, credentials: ICredentialDataDecryptedObject): string {
	const override = typeof credentials.apiBaseUrl === 'string' ? credentials.apiBaseUrl.trim() : '';
	return override === '' ? entry.usualBaseUrl(credentials) : checkedBaseUrl(override);
}
