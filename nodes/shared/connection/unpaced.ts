import { isLoopback } from './baseUrl';

/**
 * True when requests need not keep to the vendor's budget per minute: the server is this computer itself, and whoever
 * started n8n said with CRM_SYNC_UNPACED=1 that it counts no quota. For benchmarks against the sandbox; the variable has no
 * effect on a real account.
 */
export function isUnpaced(baseUrl: string): boolean {
	return process.env.CRM_SYNC_UNPACED === '1' && isLoopback(new URL(baseUrl).hostname);
}
