import type { ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';
import { apiBaseUrl, signInUrl, testedBaseUrl } from './parts/baseUrl';

const scopes = [
	// Read, make, change and delete events, contacts, and calendars and folders of its own for the sync.
	'Calendars.ReadWrite',
	'Contacts.ReadWrite',
	// Tell who is connected.
	'User.Read',
	// Go on while nobody is there.
	'offline_access',
];

/** The servers of each cloud (Microsoft Graph: National cloud deployments). The nodes have the same for requests; a credential imports only n8n. */
const sites = {
	global: { graph: 'https://graph.microsoft.com', login: 'https://login.microsoftonline.com' },
	usGovernment: { graph: 'https://graph.microsoft.us', login: 'https://login.microsoftonline.us' },
	china: { graph: 'https://microsoftgraph.chinacloudapi.cn', login: 'https://login.partner.microsoftonline.cn' },
};

/** The chosen cloud's server, as part of an expression. */
const siteOf = (kind: 'graph' | 'login', cloud: string): string =>
	`(${cloud} === "china" ? "${sites.china[kind]}" : ${cloud} === "usGovernment" ? "${sites.usGovernment[kind]}" : "${sites.global[kind]}")`;

/** Microsoft's own hosts: nobody else's name may pass for one. */
const microsoftHosts = '^https:\\/\\/([a-z0-9-]+\\.)*((dod-)?graph\\.microsoft\\.(com|us)|microsoftgraph\\.chinacloudapi\\.cn)$';

/** Only what a tenant can be called, so that it leads nowhere else. */
const tenant = '(/^[a-z0-9.-]+$/i.test($self["tenant"] || "") ? $self["tenant"] : "common")';

const isApplication = '$self["grantType"] === "clientCredentials"';

/** An expression for a page of the sign-in server. */
const signIn = (page: string): string => signInUrl(`${siteOf('login', '$self["cloud"]')} + "/" + ${tenant} + "/oauth2/v2.0/${page}"`, microsoftHosts, `/" + ${tenant} + "/oauth2/v2.0/${page}`);

export class Office365SyncOAuth2Api implements ICredentialType {
	name = 'office365SyncOAuth2Api';

	extends = ['oAuth2Api'];

	displayName = 'Office365 Sync OAuth2 API';

	icon = { light: 'file:icons/office365-sync.svg', dark: 'file:icons/office365-sync.dark.svg' } as const;

	documentationUrl = 'https://learn.microsoft.com/graph/auth/auth-concepts';

	properties: INodeProperties[] = [
		{
			displayName: 'Permissions',
			name: 'grantType',
			type: 'options',
			options: [
				{ name: 'Delegated: One Person Signs In', value: 'authorizationCode' },
				{ name: 'Application: Mailboxes of an Organisation', value: 'clientCredentials' },
			],
			default: 'authorizationCode',
			description: 'Delegated: the sync sees what the person sees. Application: an administrator allows chosen mailboxes, and each node names one.',
		},
		{
			displayName: 'Cloud',
			name: 'cloud',
			type: 'options',
			options: [
				{ name: 'China (21Vianet)', value: 'china' },
				{ name: 'Global', value: 'global' },
				{ name: 'US Government', value: 'usGovernment' },
			],
			default: 'global',
			description: 'Where the organisation lives. Nearly always Global.',
		},
		{
			displayName: 'Tenant',
			name: 'tenant',
			type: 'string',
			default: 'common',
			placeholder: 'e.g. contoso.onmicrosoft.com',
			description: 'ID or domain of the organisation. Application permissions need it; with "common" every work, school or personal account may sign in.',
		},
		{
			displayName: 'Read Users',
			name: 'readUsers',
			type: 'boolean',
			default: false,
			displayOptions: { show: { grantType: ['authorizationCode'] } },
			description: 'Whether to ask for the right to list the people of the organisation (User.ReadBasic.All), which only the User operations need. Not for personal accounts.',
		},
		apiBaseUrl,
		{ displayName: 'Authorization URL', name: 'authUrl', type: 'hidden', default: signIn('authorize') },
		{ displayName: 'Access Token URL', name: 'accessTokenUrl', type: 'hidden', default: signIn('token') },
		{
			displayName: 'Scope',
			name: 'scope',
			type: 'hidden',
			default: `={{ ${isApplication} ? ${siteOf('graph', '$self["cloud"]')} + "/.default" : "${scopes.join(' ')}" + ($self["readUsers"] ? " User.ReadBasic.All" : "") }}`,
		},
		{ displayName: 'Auth URI Query Parameters', name: 'authQueryParameters', type: 'hidden', default: 'response_mode=query' },
		{ displayName: 'Authentication', name: 'authentication', type: 'hidden', default: 'body' },
	];

	test: ICredentialTestRequest = {
		request: {
			baseURL: testedBaseUrl(siteOf('graph', '$credentials.cloud')),
			// An application has no mailbox of its own; which ones it may use shows when a node names one.
			url: '={{ $credentials.grantType === "clientCredentials" ? "/v1.0/subscriptions" : "/v1.0/me/calendars?$top=1" }}',
		},
		rules: [
			{
				type: 'responseCode',
				properties: { value: 401, message: 'Microsoft refused the access: it was revoked, has expired, or belongs to another cloud or tenant. Check both, and connect the account again.' },
			},
			{
				type: 'responseCode',
				properties: {
					value: 403,
					message:
						'A permission is missing. Delegated: the app registration needs Calendars.ReadWrite, Contacts.ReadWrite and User.Read, and some organisations let only an administrator agree to them; then connect again. Application: what Exchange grants does not show here. Try Office365 Sync, Calendar › Get Many, with a mailbox; do not add Calendars.ReadWrite in Entra, since that opens every mailbox.',
				},
			},
			{
				type: 'responseCode',
				properties: { value: 404, message: 'The account has no mailbox, or the address is no Microsoft Graph. Check the account, the Cloud and the API Base URL.' },
			},
		],
	};
}
