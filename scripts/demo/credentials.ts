import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import type { CredentialToImport } from '../../test/e2e/support/n8nInstance';
import { projectFolder } from '../../test/e2e/support/tarball';
import { signIn } from './oauth';

/** Addresses of the running sandbox. */
export interface SandboxUrls {
	google: string;
	zoho: string;
}

interface Account {
	id: string;
	name: string;
	type: string;
	service: keyof SandboxUrls;
	authorizePath: string;
	tokenPath: string;
}

const ACCOUNTS: Account[] = [
	{
		id: 'demoGoogleCalendar',
		name: 'Google Calendar (sandbox)',
		type: 'googleCalendarSyncOAuth2Api',
		service: 'google',
		authorizePath: '/o/oauth2/v2/auth',
		tokenPath: '/token',
	},
	{
		id: 'demoZohoCrm',
		name: 'Zoho CRM (sandbox)',
		type: 'zohoCrmSyncOAuth2Api',
		service: 'zoho',
		authorizePath: '/oauth/v2/auth',
		tokenPath: '/oauth/v2/token',
	},
];

const CLIENT = { clientId: 'sandbox-client', clientSecret: 'sandbox-secret' };

interface CredentialClass {
	name: string;
	properties: Array<{ name: string; default?: unknown }>;
}

/** The scopes that the built credential asks for. */
function scopeOf(type: string): string {
	const { n8n } = JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8')) as { n8n: { credentials: string[] } };
	const requireHere = createRequire(join(projectFolder, 'package.json'));
	for (const file of n8n.credentials) {
		const Class = (requireHere(join(projectFolder, file)) as Record<string, new () => CredentialClass>)[basename(file).split('.')[0] ?? ''];
		const credential = Class ? new Class() : null;
		if (credential?.name === type) return String(credential.properties.find(({ name }) => name === 'scope')?.default ?? '');
	}
	throw new Error(`There is no credential ${type} in the built package.`);
}

/** Credentials of n8n that are connected to the sandbox's accounts, ready to import. */
export async function sandboxCredentials(urls: SandboxUrls, n8nUrl: string): Promise<CredentialToImport[]> {
	return await Promise.all(
		ACCOUNTS.map(async ({ id, name, type, service, authorizePath, tokenPath }) => {
			const base = urls[service];
			const oauthTokenData = await signIn({
				...CLIENT,
				authorizeUrl: base + authorizePath,
				tokenUrl: base + tokenPath,
				scope: scopeOf(type),
				redirectUri: `${n8nUrl}/rest/oauth2-credential/callback`,
			});
			return { id, name, type, data: { ...CLIENT, apiBaseUrl: base, oauthTokenData } };
		}),
	);
}
