import type { Connection } from '../../../systems/system';
import { processWide } from '../processWide';

type Slots = ReturnType<NonNullable<Connection['slots']>>;

/**
 * The places for requests at the same time, one set for each account: trigger, actions and look-ups of a process share it, because the
 * vendor counts them together. `account` is what tells one account from another.
 */
export function sharedSlots(account: ReadonlyArray<string | null>): NonNullable<Connection['slots']> {
	const present = processWide('slots', () => new Map<string, Slots>());
	const key = JSON.stringify(account);
	return (make) => {
		const slots = present.get(key) ?? make();
		present.set(key, slots);
		return slots;
	};
}
