import type { IWebhookFunctions } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { calendarNode } from '../../../nodes/shared/connection/sideNode';
import { receivePush } from '../../../nodes/shared/trigger/webhook';

interface Answer {
	status: number;
	headers: Record<string, string>;
	body: string;
}

/** What a trigger of this system answers to a call with these parameters; all that could reach a store or a vendor is missing, and says so. */
async function answered(system: string, query: Record<string, unknown>, size = 0): Promise<Answer> {
	const answer: Answer = { status: 0, headers: {}, body: '' };
	const response = {
		status: (status: number) => ((answer.status = status), response),
		setHeader: (name: string, value: string) => void (answer.headers[name.toLowerCase()] = value),
		end: (body = '') => void (answer.body = body),
	};
	const functions = {
		getResponseObject: () => response,
		getRequestObject: () => ({ headers: {}, rawBody: Buffer.alloc(size) }),
		getQueryData: () => query,
		getNodeParameter: (_name: string, fallback: unknown) => fallback,
		logger: { warn: () => undefined },
	};
	expect(await receivePush(functions as unknown as IWebhookFunctions, calendarNode(system))).toEqual({ noWebhookResponse: true });
	return answer;
}

const script = '<script>alert(1)</script>';

describe('the test of a push address, answered before there is a secret', () => {
	it('gives the token back as plain text that no browser runs, and does nothing else', async () => {
		expect(await answered('office365', { validationToken: script })).toEqual({
			status: 200,
			headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
			body: script,
		});
	});

	it.each([
		['a token of more than 2,000 characters', { validationToken: 'x'.repeat(2_001) }],
		['another parameter', { token: script }],
		['no token', { validationToken: '' }],
	])('gives nothing back for %s', async (_what, query) => {
		const { status, body } = await answered('office365', query);
		expect([status >= 400, body]).toEqual([true, '']);
	});

	it('gives 2,000 characters back, and nothing with too large a body', async () => {
		const validationToken = 'x'.repeat(2_000);
		expect(await answered('office365', { validationToken })).toMatchObject({ status: 200, body: validationToken });
		expect(await answered('office365', { validationToken }, 2 ** 20)).toMatchObject({ status: 413, body: '' });
	});

	it('is no way in with other vendors', async () => {
		const { status, body } = await answered('googleCalendar', { validationToken: script });
		expect([status >= 400, body]).toEqual([true, '']);
	});
});
