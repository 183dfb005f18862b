import { SyncRefusal } from '../../../sync/types';

/**
 * A custom base URL without a slash at the end. Only https is allowed, except for this computer itself. Throws
 * `SyncRefusal` kind `badSettings`.
 */
export function checkedBaseUrl(text: string): string {
	const trimmed = text.trim();
	// Programs do not agree on what a backslash or a control character in an address means.
	const url = /^[^\\\p{C}\s]+$/u.test(trimmed) && URL.canParse(trimmed) ? new URL(trimmed) : null;
	if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
		throw refusal(`The API Base URL "${trimmed}" is no web address`, 'Enter an address such as https://api.example.com, or leave the field empty.');
	}
	if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
		throw refusal('The API Base URL has more in it than an address', 'Remove user name, password, query and fragment from it.');
	}
	if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
		throw refusal(`The API Base URL "${trimmed}" is not encrypted`, 'Use https. Plain http is allowed for this computer itself only (localhost, 127.0.0.1).');
	}
	return (url.origin + url.pathname).replace(/\/+$/, '');
}

/** True for names and addresses of this computer itself, as `URL` writes them. */
export function isLoopback(hostname: string): boolean {
	return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname);
}

function refusal(problem: string, next: string): SyncRefusal {
	return new SyncRefusal('badSettings', `${problem}. Nothing was sent.`, `Open the credential. ${next}`);
}
