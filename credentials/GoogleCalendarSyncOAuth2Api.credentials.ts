import type { ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';
import { apiBaseUrl, signInUrl, testedBaseUrl } from './parts/baseUrl';

const scopes = [
	// Read, make, change and delete events of calendars that are chosen.
	'https://www.googleapis.com/auth/calendar.events',
	// Let a person choose a calendar.
	'https://www.googleapis.com/auth/calendar.calendarlist.readonly',
	// Make a calendar of its own for the sync, and delete that one.
	'https://www.googleapis.com/auth/calendar.app.created',
];

export class GoogleCalendarSyncOAuth2Api implements ICredentialType {
	name = 'googleCalendarSyncOAuth2Api';

	extends = ['oAuth2Api'];

	displayName = 'Google Calendar Sync OAuth2 API';

	icon = { light: 'file:icons/google-calendar-sync.svg', dark: 'file:icons/google-calendar-sync.dark.svg' } as const;

	documentationUrl = 'https://developers.google.com/workspace/calendar/api/guides/auth';

	properties: INodeProperties[] = [
		{ displayName: 'Grant Type', name: 'grantType', type: 'hidden', default: 'authorizationCode' },
		apiBaseUrl,
		{
			displayName: 'Authorization URL',
			name: 'authUrl',
			type: 'hidden',
			default: signInUrl('"https://accounts.google.com/o/oauth2/v2/auth"', '^https:\\/\\/[a-z0-9.-]*\\.googleapis\\.com$', '/o/oauth2/v2/auth'),
		},
		{
			displayName: 'Access Token URL',
			name: 'accessTokenUrl',
			type: 'hidden',
			default: signInUrl('"https://oauth2.googleapis.com/token"', '^https:\\/\\/[a-z0-9.-]*\\.googleapis\\.com$', '/token'),
		},
		{ displayName: 'Scope', name: 'scope', type: 'hidden', default: scopes.join(' ') },
		// Without both Google gives no refresh token on a second connection.
		{ displayName: 'Auth URI Query Parameters', name: 'authQueryParameters', type: 'hidden', default: 'access_type=offline&prompt=consent' },
		{ displayName: 'Authentication', name: 'authentication', type: 'hidden', default: 'body' },
	];

	test: ICredentialTestRequest = {
		request: {
			baseURL: testedBaseUrl('"https://www.googleapis.com"'),
			url: '/calendar/v3/users/me/calendarList',
			qs: { maxResults: 1, minAccessRole: 'writer' },
		},
		rules: [
			{
				type: 'responseCode',
				properties: { value: 401, message: 'Google refused the access: it was revoked or has expired. Connect the account again.' },
			},
			{
				type: 'responseCode',
				properties: {
					value: 403,
					message:
						'A permission is missing. Connect again and tick all boxes on Google\'s page (events, list of calendars, own calendars), and check that the Google Calendar API is switched on in the Google Cloud project.',
				},
			},
			{
				type: 'responseCode',
				properties: { value: 404, message: 'The address is no Google Calendar API. Check the API Base URL, or leave it empty.' },
			},
		],
	};
}
