import { createHash } from 'node:crypto';

/** Ids given by the client: a-v and 0-9, 5 to 1024 characters (Calendar API reference, Events: insert, id). */
const VALID_ID = /^[a-v0-9]{5,1024}$/;

/** The event id that stands for a create's key: the key itself where it is a valid id, else a hash of it (hex fits the alphabet). */
export function eventIdFor(key: string): string {
	return VALID_ID.test(key) ? key : createHash('sha256').update(key).digest('hex');
}
