import { CONNECTED_USER, type ZohoState } from '../state';
import { formatInZone } from '../time';
import { seedRecord } from './seeding';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Load events spread over the three months around now. */
const SPREAD_DAYS = 90;

/** Adds `size` plain half-hour meetings of the connected user. */
export function seedLoad(state: ZohoState, size: number): void {
	const now = state.second();
	const first = Math.floor(now / DAY) * DAY - (SPREAD_DAYS / 2) * DAY;
	for (let number = 0; number < size; number++) {
		const start = first + (number % SPREAD_DAYS) * DAY + (7 + (Math.floor(number / SPREAD_DAYS) % 11)) * HOUR;
		const fields = {
			Event_Title: `Meeting ${String(number + 1).padStart(5, '0')}`,
			Start_DateTime: formatInZone(start, 'UTC'),
			End_DateTime: formatInZone(start + HOUR / 2, 'UTC'),
			Venue: `Room ${(number % 12) + 1}`,
			Description: `Load event ${number + 1}`,
		};
		seedRecord(state, 'Events', fields, CONNECTED_USER, now - 30 * DAY + number * 1_000);
	}
}
