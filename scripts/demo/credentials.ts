import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { runInNewContext } from 'node:vm';
import type { CredentialToImport } from '../../test/e2e/support/n8nInstance';
import { projectFolder } from '../../test/e2e/support/tarball';
import { signIn } from './oauth';

/** Addresses of the running sandbox. */
export interface SandboxUrls {
	google: string;
	microsoft: string;
	zoho: string;
}

interface Account {
	id: string;
	name: string;
	type: string;
	service: keyof SandboxUrls;
	authorizePath: string;
	tokenPath: string;
	/** What a person would switch on in the credential. */
	settings?: Record<string, boolean>;
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
		id: 'demoOffice365',
		name: 'Office 365 (sandbox)',
		type: 'office365SyncOAuth2Api',
		service: 'microsoft',
		authorizePath: '/common/oauth2/v2.0/authorize',
		tokenPath: '/common/oauth2/v2.0/token',
		settings: { readUsers: true },
	},
	{
		id: 'demoZohoCrm',
		name: 'Zoho CRM (sandbox)',
		type: 'zohoCrmSyncOAuth2Api',
		service: 'zoho',
		authorizePath: '/oauth/v2/auth',
		tokenPath: '/oauth/v2/token',
		settings: { inviteUsers: true },
	},
];

const CLIENT = { clientId: 'sandbox-client', clientSecret: 'sandbox-secret' };

interface CredentialClass {
	name: string;
	properties: Array<{ name: string; default?: unknown }>;
}

/** The scopes that the built credential asks for, with these settings. */
function scopeOf(type: string, settings: Record<string, boolean>): string {
	const { properties } = credentialClass(type);
	const defaults = Object.fromEntries(properties.map(({ name, default: standard }) => [name, standard]));
	const scope = String(defaults.scope ?? '');
	const expression = /^=\{\{(.*)\}\}$/s.exec(scope)?.[1];
	// n8n works it out in the same way when a person connects.
	return expression === undefined ? scope : String(runInNewContext(expression, { $self: { ...defaults, ...settings } }));
}

function credentialClass(type: string): CredentialClass {
	const { n8n } = JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8')) as { n8n: { credentials: string[] } };
	const requireHere = createRequire(join(projectFolder, 'package.json'));
	for (const file of n8n.credentials) {
		const Class = (requireHere(join(projectFolder, file)) as Record<string, new () => CredentialClass>)[basename(file).split('.')[0] ?? ''];
		const credential = Class ? new Class() : null;
		if (credential?.name === type) return credential;
	}
	throw new Error(`There is no credential ${type} in the built package.`);
}

/** Credentials of n8n that are connected to the sandbox's accounts, ready to import. */
export async function sandboxCredentials(urls: SandboxUrls, n8nUrl: string): Promise<CredentialToImport[]> {
	return await Promise.all(
		ACCOUNTS.map(async ({ id, name, type, service, authorizePath, tokenPath, settings = {} }) => {
			const base = urls[service];
			const oauthTokenData = await signIn({
				...CLIENT,
				authorizeUrl: base + authorizePath,
				tokenUrl: base + tokenPath,
				scope: scopeOf(type, settings),
				redirectUri: `${n8nUrl}/rest/oauth2-credential/callback`,
			});
			return { id, name, type, data: { ...CLIENT, ...settings, apiBaseUrl: base, oauthTokenData } };
		}),
	);
}
