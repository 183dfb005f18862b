import { homedir } from 'node:os';
import { join } from 'node:path';

/** n8n's folder for its own data: `.n8n` in N8N_USER_FOLDER, or in the home folder. */
export function n8nFolder(): string {
	const chosen = process.env.N8N_USER_FOLDER;
	return join(chosen !== undefined && chosen !== '' ? chosen : homedir(), '.n8n');
}

/** The file of the embedded store. */
export function storeFile(): string {
	return join(n8nFolder(), 'crm-calendar-sync', 'sync.sqlite');
}
