/** Where Microsoft Graph is reached, by the cloud that a tenant lives in (Microsoft Graph: National cloud deployments). */
export const clouds = {
	global: { graph: 'https://graph.microsoft.com', login: 'https://login.microsoftonline.com' },
	usGovernment: { graph: 'https://graph.microsoft.us', login: 'https://login.microsoftonline.us' },
	china: { graph: 'https://microsoftgraph.chinacloudapi.cn', login: 'https://login.partner.microsoftonline.cn' },
} as const;

export type Cloud = keyof typeof clouds;

/** The worldwide cloud for anything that names none. */
export function cloudOf(value: unknown): Cloud {
	return typeof value === 'string' && value in clouds ? (value as Cloud) : 'global';
}
