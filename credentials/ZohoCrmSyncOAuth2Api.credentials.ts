import type { ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';
import { apiBaseUrl, signInUrl, testedBaseUrl } from './parts/baseUrl';

const scopes = [
	...['Events', 'Contacts'].flatMap((module) => ['READ', 'CREATE', 'UPDATE', 'DELETE'].map((right) => `ZohoCRM.modules.${module}.${right}`)),
	// Guests may be leads; leads are never changed.
	'ZohoCRM.modules.Leads.READ',
	'ZohoCRM.users.READ',
	'ZohoCRM.org.READ',
	'ZohoCRM.settings.fields.READ',
	// A look-up of guests by address.
	'ZohoCRM.coql.READ',
	'ZohoSearch.securesearch.READ',
	// Push messages.
	...['CREATE', 'READ', 'UPDATE', 'DELETE'].map((right) => `ZohoCRM.notifications.${right}`),
];

/** Only to invite users: to add one, and to choose role and profile. */
const scopesOfInviting = ['ZohoCRM.users.CREATE', 'ZohoCRM.settings.roles.READ', 'ZohoCRM.settings.profiles.READ'];

/** Sign-in server of a data centre; Canada has a name of its own. */
const accounts = '($self["dataCenter"] === "ca" ? "https://accounts.zohocloud.ca" : "https://accounts.zoho." + $self["dataCenter"])';

/** Zoho's own hosts, among them its sandbox and developer editions, under the ends that are Zoho's: nobody else's name may pass for one. */
const zohoHosts = '^https:\\/\\/[a-z0-9.-]*\\.zohoapis\\.(com|com\\.au|com\\.cn|ae|ca|eu|in|jp|sa|uk)$';

export class ZohoCrmSyncOAuth2Api implements ICredentialType {
	name = 'zohoCrmSyncOAuth2Api';

	extends = ['oAuth2Api'];

	displayName = 'Zoho CRM Sync OAuth2 API';

	icon = { light: 'file:icons/zoho-crm-sync.svg', dark: 'file:icons/zoho-crm-sync.dark.svg' } as const;

	documentationUrl = 'https://www.zoho.com/crm/developer/docs/api/v8/oauth-overview.html';

	properties: INodeProperties[] = [
		{ displayName: 'Grant Type', name: 'grantType', type: 'hidden', default: 'authorizationCode' },
		{
			displayName: 'Data Centre',
			name: 'dataCenter',
			type: 'options',
			options: [
				{ name: 'Australia (zoho.com.au)', value: 'com.au' },
				{ name: 'Canada (zohocloud.ca)', value: 'ca' },
				{ name: 'China (zoho.com.cn)', value: 'com.cn' },
				{ name: 'Europe (zoho.eu)', value: 'eu' },
				{ name: 'India (zoho.in)', value: 'in' },
				{ name: 'Japan (zoho.jp)', value: 'jp' },
				{ name: 'Saudi Arabia (zoho.sa)', value: 'sa' },
				{ name: 'United States (zoho.com)', value: 'com' },
			],
			default: 'com',
			description: 'Where the Zoho account lives: the end of the address you see when you are signed in to Zoho CRM',
		},
		{
			displayName: 'Invite Users',
			name: 'inviteUsers',
			type: 'boolean',
			default: false,
			description: 'Whether to ask for the right to add users and to list roles and profiles, which only the operation Invite of the resource User needs. The connected user must be allowed to manage users.',
		},
		apiBaseUrl,
		{ displayName: 'Authorization URL', name: 'authUrl', type: 'hidden', default: signInUrl(`${accounts} + "/oauth/v2/auth"`, zohoHosts, '/oauth/v2/auth') },
		{ displayName: 'Access Token URL', name: 'accessTokenUrl', type: 'hidden', default: signInUrl(`${accounts} + "/oauth/v2/token"`, zohoHosts, '/oauth/v2/token') },
		{ displayName: 'Scope', name: 'scope', type: 'hidden', default: `={{ "${scopes.join(',')}" + ($self["inviteUsers"] ? ",${scopesOfInviting.join(',')}" : "") }}` },
		// Without both Zoho gives no refresh token on a second connection.
		{ displayName: 'Auth URI Query Parameters', name: 'authQueryParameters', type: 'hidden', default: 'access_type=offline&prompt=consent' },
		{ displayName: 'Authentication', name: 'authentication', type: 'hidden', default: 'body' },
	];

	test: ICredentialTestRequest = {
		request: {
			baseURL: testedBaseUrl('"https://www.zohoapis." + ($credentials.dataCenter || "com")'),
			url: '/crm/v8/Events',
			qs: { fields: 'Event_Title', per_page: 1 },
			// n8n fills in the first with "Bearer"; the second, which is the same header, then takes its place with Zoho's own word.
			headers: { Authorization: '', authorization: '=Zoho-oauthtoken {{ $credentials.oauthTokenData.access_token }}' },
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message:
						'Zoho CRM refused the access. After more than an hour without use the token has just been renewed: test once more. Otherwise check the data centre, which must be the account\'s own, and connect again; scopes that were not granted show here, too.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 403,
					message:
						'A permission is missing: the profile of the connected user must be allowed to view, create, edit and delete meetings (activities) in Zoho CRM, and the connection must hold the scopes ZohoCRM.modules.Events.*. Ask the administrator, then connect again.',
				},
			},
			{
				type: 'responseCode',
				properties: { value: 404, message: 'The address is no Zoho CRM API. Check the data centre and the API Base URL.' },
			},
		],
	};
}
