import { describe, expect, it } from 'vitest';
import { sharedPace, type Account } from '../../../nodes/shared/connection/pace';
import { createHttp, verdictByStatus } from '../../../systems/http';
import type { HttpRequest, VendorRules } from '../../../systems/http';
import { answer, TestClock } from '../systems/googleFakes';

const read: HttpRequest = { method: 'GET', url: 'https://vendor.test/records' };
const account = (name: string, more: Partial<Account> = {}): Account => ({ system: 'vendor', credentialId: name, baseUrl: 'https://vendor.test', mailbox: 'Owner@Example.test', ...more });

/** Callers that come to the same vendor at the same time, each with a connection of its own. */
function vendor(pacing: VendorRules['pacing']) {
	const clock = new TestClock(0);
	const seen = { running: 0, most: 0, starts: [] as number[] };
	const request = async () => {
		seen.starts.push(clock.now());
		seen.running += 1;
		seen.most = Math.max(seen.most, seen.running);
		await new Promise((resolve) => setImmediate(resolve));
		seen.running -= 1;
		return answer(200, {});
	};
	const rules: VendorRules = { label: 'Vendor', classify: (given) => verdictByStatus(given, 'Vendor'), pacing };
	const come = async (accounts: Account[], each: number): Promise<typeof seen> => {
		const callers = accounts.map((one) => createHttp({ request, clock, vendor: rules, pace: sharedPace(one) }));
		await Promise.all(callers.flatMap((caller) => Array.from({ length: each }, async () => await caller.send(read, { idempotent: true }))));
		return seen;
	};
	return { come };
}

describe('how fast an account is used', () => {
	it('two connections of one account together keep to its places', async () => {
		const { most, starts } = await vendor({ perMinute: null, concurrency: 3 }).come([account('places'), account('places')], 10);
		expect([most, starts.length]).toEqual([3, 20]);
	});

	it('two connections of one account together keep to its budget per minute', async () => {
		const { starts } = await vendor({ perMinute: 20, concurrency: 50 }).come([account('budget'), account('budget')], 30);
		const busiest = Math.max(...starts.map((start) => starts.filter((other) => other > start - 60_000 && other <= start).length));
		expect([busiest, starts.length]).toEqual([20, 60]);
	});

	it('a mailbox is one, however its address is written', async () => {
		const { most } = await vendor({ perMinute: null, concurrency: 3 }).come([account('case'), account('case', { mailbox: ' owner@example.TEST' })], 10);
		expect(most).toBe(3);
	});

	it.each<[string, Partial<Account>]>([
		['mailbox', { mailbox: 'other@example.test' }],
		['credential', { credentialId: 'another' }],
		['server', { baseUrl: 'https://other.test' }],
		['system', { system: 'other' }],
	])('another %s has places and a budget of its own', async (what, other) => {
		const { most, starts } = await vendor({ perMinute: 20, concurrency: 3 }).come([account(`own ${what}`), account(`own ${what}`, other)], 20);
		expect(most).toBe(6);
		expect(starts.filter((start) => start < 60_000)).toHaveLength(40);
	});
});
