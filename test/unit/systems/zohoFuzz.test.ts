import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PushSubscription } from '../../../sync/types';
import { SystemError } from '../../../sync/types';
import type { HttpRequest } from '../../../systems/http';
import { systemModule as googleModule } from '../../../systems/googleCalendar';
import { secretDigest } from '../../../systems/shared/secrets';
import { systemModule as zohoModule } from '../../../systems/zohoCrm';
import { readFeed, quiet, zohoWorld } from './zohoSupport';

const rowFields = ['id', 'Event_Title', 'Start_DateTime', 'End_DateTime', 'All_day', 'Venue', 'Description', 'Participants', 'Remind_At', 'Recurring_Activity', 'Tag', 'Owner', 'Who_Id', 'What_Id', 'Created_Time', 'Modified_Time', 'deleted_time', '$event_cancelled'];
const oddRow = fc.oneof(fc.jsonValue(), fc.dictionary(fc.constantFrom(...rowFields), fc.oneof(fc.jsonValue(), fc.constant('2026-11-03T10:00:00+01:00'))));
const oddBody = fc.oneof(
	fc.jsonValue(),
	fc.string(),
	fc.record({ data: fc.array(oddRow, { maxLength: 4 }), info: fc.oneof(fc.jsonValue(), fc.constant({ more_records: false })) }),
	fc.record({ code: fc.constantFrom('SUCCESS', 'INVALID_DATA', 'NO_PERMISSION', 'AUTHENTICATION_FAILURE'), message: fc.jsonValue(), details: fc.jsonValue(), status: fc.jsonValue() }),
);
const oddStatus = fc.oneof(fc.constantFrom(200, 201, 202, 204, 207, 304), fc.integer({ min: 200, max: 599 }));

/** Gives the same odd answer to every request. */
function oddZoho(status: number, body: unknown) {
	const world = zohoWorld();
	const writes: HttpRequest[] = [];
	const answer = async (request: HttpRequest) => {
		if (request.method !== 'GET') writes.push(request);
		return await Promise.resolve({ status, headers: { date: new Date(world.connection.clock.now()).toUTCString() }, body });
	};
	return { system: zohoModule.connect({ ...world.connection, request: answer }), writes };
}

/** The value, or the failure, which must be one that tells a person what to do. */
async function clearly<Value>(work: Promise<Value>): Promise<Value | null> {
	try {
		return await work;
	} catch (error) {
		expect(error).toBeInstanceOf(SystemError);
		const { message, next } = error as SystemError;
		expect([message.length > 0, next.length > 0]).toEqual([true, true]);
		return null;
	}
}

describe('answers that no Zoho server should give', () => {
	it('never crash the reading: a clear error, or entries that name a record, and nothing is written', async () => {
		await fc.assert(
			fc.asyncProperty(oddStatus, oddBody, async (status, body) => {
				const { system, writes } = oddZoho(status, body);
				const feed = await clearly(readFeed(system, null));
				for (const change of feed?.changes ?? []) expect(typeof (change.kind === 'upsert' ? change.snapshot.id : change.id)).toBe('string');
				await clearly(system.identify());
				const results = await clearly(system.readMany(['5725767000000999001', '5725767000000999002']));
				if (results !== null) expect(results).toHaveLength(2);
				expect(writes).toEqual([]);
			}),
			{ numRuns: 200 },
		);
	});

	it('give each write a result or a clear error, and "written" names a record', async () => {
		const outcomes: string[] = [];
		await fc.assert(
			fc.asyncProperty(oddStatus, oddBody, async (status, body) => {
				const { system } = oddZoho(status, body);
				const time = { start: { dateTime: '2026-11-03T10:00:00+01:00' }, end: { dateTime: '2026-11-03T11:00:00+01:00' } };
				const values = { title: 'Offer talk', time };
				const results = await clearly(
					system.write(
						[
							{ kind: 'create', key: 'rec01', values, stamp: { sync: 's', partnerId: '1', generation: 0 } },
							{ kind: 'update', id: '5725767000000999001', values, revision: null },
							{ kind: 'delete', id: '5725767000000999002', revision: null },
						],
						quiet,
					),
				);
				if (results === null) return;
				outcomes.push(...results.map(({ outcome }) => outcome));
				expect(results).toHaveLength(3);
				for (const result of results) if (result.outcome === 'written') expect(result.id).toMatch(/./);
			}),
			{ numRuns: 200 },
		);
		expect(outcomes.length, 'some answers get as far as a result').toBeGreaterThan(0);
	});
});

describe('messages of every kind', () => {
	const secret = 'the-secret';
	const subscription: PushSubscription = { id: '1234567890', token: secretDigest(secret), expiresAt: 0 };
	const header = fc.constantFrom('x-goog-channel-id', 'x-goog-channel-token', 'x-goog-resource-state', 'x-goog-message-number', 'content-type');
	const message = fc.record({
		headers: fc.dictionary(header, fc.oneof(fc.string(), fc.constantFrom('exists', 'sync', subscription.id))),
		body: fc.oneof(
			fc.constant(undefined),
			fc.jsonValue(),
			fc.dictionary(fc.constantFrom('channel_id', 'token', 'operation', 'module', 'ids'), fc.oneof(fc.jsonValue(), fc.constantFrom(subscription.id, 'delete'))),
		),
	});

	it.each([googleModule, zohoModule])('without the secret are refused and never crash ($name)', ({ verifyPush }) => {
		fc.assert(fc.property(message, (sent) => verifyPush(sent, subscription).verdict === 'reject'), { numRuns: 500 });
	});

	it('with the secret wake, whatever else they say', () => {
		fc.assert(
			fc.property(fc.dictionary(fc.constantFrom('operation', 'module', 'ids', '__proto__'), fc.jsonValue()), (rest) => {
				const body = { ...rest, channel_id: subscription.id, token: secret };
				expect(zohoModule.verifyPush({ headers: {}, body }, subscription).verdict).toBe('wake');
			}),
			{ numRuns: 300 },
		);
	});
});
