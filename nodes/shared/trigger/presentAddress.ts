import type { IHookFunctions } from 'n8n-workflow';
import { processWide } from '../processWide';

/**
 * Where each published trigger is called. n8n tells the address when it registers the webhook and not in a poll; both run in
 * the same process, but for n8n with several main processes after another one has taken over.
 */
const known = () => processWide('present-addresses', () => new Map<string, string>());

/** Notes the address of a published trigger. The one of a test run has no future. */
export function notePresentAddress(functions: Pick<IHookFunctions, 'getMode'>, { trigger, url }: { trigger: string; url: string }): void {
	if (functions.getMode() !== 'manual' && url !== '') known().set(trigger, url);
}

/** null when this process has not been told. */
export function presentAddress(trigger: string): string | null {
	return known().get(trigger) ?? null;
}
