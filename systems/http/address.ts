import { SystemError } from '../../sync/types';

/**
 * Makes sure that a request goes where it was meant to: an id such as `..` is a step upwards to whoever resolves an address, so
 * that the deletion of a record would become one of what holds it. `address` must be as it was put together, before a `URL` was
 * made of it. Throws `SystemError` kind `rejected`.
 */
export function checkAddress(address: string): void {
	const path = /^[a-z]+:\/\/[^/?#]*([^?#]*)/i.exec(address)?.[1] ?? '';
	const segments = path.split('/').slice(1);
	if (segments.some(isNoName)) throw refusal();
}

/** The same for an id before an address is made of it. Half a character, which no address can hold, is no id either. */
export function checkId(id: string): void {
	if (!isId(id)) throw refusal();
}

/** False for what no vendor can have named a record. */
export function isId(id: string): boolean {
	return !isNoName(id) && !/\p{Cs}/u.test(id);
}

function refusal(): SystemError {
	return new SystemError(
		'rejected',
		'What is given as the id of a record, or of what holds it, is no id. Nothing was sent.',
		'Look at the ids in the item and in the node: an id is the name that the vendor gave to a record.',
	);
}

/** Empty, or a step in the tree, in whatever way it is written. */
function isNoName(segment: string): boolean {
	const plain = segment.replace(/%2e/gi, '.');
	return plain === '' || plain === '.' || plain === '..' || segment.includes('\\');
}
