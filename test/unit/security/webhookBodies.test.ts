import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';
import { beforeEach, describe, expect, it } from 'vitest';
import { crmTriggerNode } from '../../../nodes/shared/connection/sideNode';
import { pauseBeforeWake, wakeInterval, wakesAtOnce } from '../../../nodes/shared/trigger/wakePace';
import { receivePush } from '../../../nodes/shared/trigger/webhook';
import { useFolder } from '../../store/folder';

const limit = 256 * 1024;
const inFolder = useFolder();

/** The status that a message gets. n8n hands the body over as a buffer, or, for a multipart form, not at all. */
async function statusOf(headers: IDataObject, rawBody: Buffer | undefined, body: IDataObject = {}): Promise<number> {
	let status = 0;
	const response = {
		status: (code: number) => {
			status = code;
			return response;
		},
		end: () => undefined,
	};
	const functions = {
		getResponseObject: () => response,
		getRequestObject: () => ({ headers, ...(rawBody !== undefined && { rawBody }) }),
		getHeaderData: () => headers,
		getBodyData: () => body,
		getNodeParameter: (name: string, fallback: unknown) => (name === 'syncName' ? 's' : fallback),
		getWorkflow: () => ({ id: 'w' }),
		getNode: () => ({ id: 'n' }),
		getMode: () => 'webhook',
		logger: { warn: () => undefined },
	} as unknown as IWebhookFunctions;
	await receivePush(functions, crmTriggerNode);
	return status;
}

describe('the size of a message', () => {
	beforeEach(() => {
		process.env.N8N_USER_FOLDER = inFolder('home');
	});

	it.each<[string, IDataObject, Buffer | undefined, number]>([
		['up to the limit', {}, Buffer.alloc(limit), 404],
		['over the limit', {}, Buffer.alloc(limit + 1), 413],
		['over the limit, with a length that is a lie', { 'content-length': '5' }, Buffer.alloc(limit + 1), 413],
		['over the limit once it is unpacked', { 'content-encoding': 'gzip', 'content-length': '100' }, Buffer.alloc(limit + 1), 413],
		['told only by its length', { 'content-type': 'multipart/form-data', 'content-length': String(limit + 1) }, undefined, 413],
		['told by nobody', { 'content-type': 'multipart/form-data', 'transfer-encoding': 'chunked' }, undefined, 413],
		['that is no number', { 'content-length': 'plenty' }, undefined, 413],
		['of nothing', {}, undefined, 404],
	])('%s', async (_name, headers, rawBody, status) => {
		expect(await statusOf(headers, rawBody)).toBe(status);
	});
});

describe('readings that calls ask for', () => {
	it('go at once for a while, then wait; after a quiet time they go at once again', () => {
		const now = 1_000_000;
		const pauses = Array.from({ length: wakesAtOnce + 3 }, () => pauseBeforeWake('a', now));
		expect(pauses.slice(0, wakesAtOnce)).toEqual(pauses.slice(0, wakesAtOnce).map(() => 0));
		expect(pauses.slice(wakesAtOnce).every((pause) => pause >= wakeInterval)).toBe(true);
		expect(pauseBeforeWake('b', now), 'another side').toBe(0);
		expect(pauseBeforeWake('a', now + (wakesAtOnce + 3) * wakeInterval)).toBe(0);
	});

	it('never wait for people who change thirty records within a minute, the echoes of the sync\'s own writes included', () => {
		const now = 9_000_000;
		const pauses = Array.from({ length: 60 }, (_, call) => pauseBeforeWake('d', now + call * 1_000));
		expect(pauses).toEqual(pauses.map(() => 0));
	});

	it('never wait longer than an interval or two, also when the clock was set back', () => {
		for (let call = 0; call < 1_000; call += 1) expect(pauseBeforeWake('c', 5_000_000)).toBeLessThanOrEqual(2 * wakeInterval);
		expect(pauseBeforeWake('c', 1_000)).toBe(0);
	});
});
