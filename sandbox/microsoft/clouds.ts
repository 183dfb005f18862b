/**
 * The clouds in which Graph is offered. One local server stands in for all: a cloud other than the global one is reached
 * under a path prefix, e.g. `/china/v1.0/me` and `/china/common/oauth2/v2.0/token`.
 */
export const clouds = {
	global: { prefix: '', graph: 'https://graph.microsoft.com', portal: 'https://outlook.office365.com' },
	usGovernment: { prefix: '/us-government', graph: 'https://graph.microsoft.us', portal: 'https://outlook.office365.us' },
	china: { prefix: '/china', graph: 'https://microsoftgraph.chinacloudapi.cn', portal: 'https://partner.outlook.cn' },
} as const;

export type CloudName = keyof typeof clouds;

export const cloudNames = ['global', 'usGovernment', 'china'] as const satisfies readonly CloudName[];

/** The cloud a path belongs to, and the path without its prefix. */
export function cloudOf(path: string): { cloud: CloudName; rest: string } {
	for (const cloud of cloudNames) {
		const { prefix } = clouds[cloud];
		if (prefix !== '' && (path === prefix || path.startsWith(`${prefix}/`))) return { cloud, rest: path.slice(prefix.length) };
	}
	return { cloud: 'global', rest: path };
}
