/** Where Microsoft Graph is reached, by the cloud that a tenant lives in (Microsoft Graph: National cloud deployments). */
export const graphOrigins = {
	global: 'https://graph.microsoft.com',
	usGovernment: 'https://graph.microsoft.us',
	china: 'https://microsoftgraph.chinacloudapi.cn',
} as const;

type Cloud = keyof typeof graphOrigins;

function isCloud(value: unknown): value is Cloud {
	return typeof value === 'string' && Object.hasOwn(graphOrigins, value);
}

/** The origin for a cloud by its name; the worldwide one for anything else. */
export function graphOrigin(cloud: unknown): string {
	return graphOrigins[isCloud(cloud) ? cloud : 'global'];
}
