import { processWide } from '../processWide';

/**
 * Readings that calls may cause one after the other without a pause. Each change that the sync itself writes is told as well, so people
 * who change thirty records in a minute cause about sixty.
 */
export const wakesAtOnce = 60;
/** Milliseconds after which they may cause one more. */
export const wakeInterval = 6_000;

/** By side of a sync: the time by which all readings so far would be paid for. */
const paidUntil = () => processWide('wake-pace', () => new Map<string, number>());

/**
 * Counts a reading that a call asks for, and tells how many milliseconds it has to wait. Whoever has got hold of one genuine
 * message can send it as often as they like, and each reading costs the vendor's quota.
 */
export function pauseBeforeWake(key: string, now: number): number {
	const most = now + wakesAtOnce * wakeInterval;
	const known = paidUntil().get(key) ?? now;
	// Further ahead than it can be: the clock was set back.
	const paid = known > most + wakeInterval ? now : Math.min(most, Math.max(now, known));
	paidUntil().set(key, paid + wakeInterval);
	return Math.max(0, paid - (wakesAtOnce - 1) * wakeInterval - now);
}
