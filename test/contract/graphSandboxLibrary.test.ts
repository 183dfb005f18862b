import { BatchRequestContent, BatchResponseContent, Client, PageIterator, type Context, type Middleware, type PageCollection } from '@microsoft/microsoft-graph-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../sandbox';
import { asObject, type JsonObject } from '../../sandbox/core/json';
import { meeting } from '../unit/sandbox/graphSupport';

const graph = 'https://graph.microsoft.com';

let sandbox: Sandbox;
let client: Client;

beforeAll(async () => {
	sandbox = await startSandbox({ seed: 'empty', note: () => undefined });
	const { accessToken } = sandbox.services.microsoft.issueToken();
	// The library sends a token to Microsoft's hosts only, so the address is exchanged after it.
	const transport: Middleware = {
		execute: async (context: Context) => {
			const address = context.request instanceof Request ? context.request.url : context.request;
			const { method, headers, body } = (context.options ?? {}) as RequestInit;
			const sent = new Headers(headers);
			sent.set('authorization', `Bearer ${accessToken}`);
			const answer = await fetch(address.replace(graph, sandbox.urls.microsoft), { method, headers: sent, body });
			// Nor does it read links that are not https.
			const text = (await answer.text()).replaceAll(sandbox.urls.microsoft, graph);
			context.response = new Response(text === '' ? null : text, { status: answer.status, headers: answer.headers });
		},
	};
	client = Client.initWithMiddleware({ middleware: transport });
});

afterAll(async () => await sandbox.close());

describe("Microsoft's own library against the stand-in server", () => {
	it('writes and reads events, and throws the codes of refusals', async () => {
		const event = asObject(await client.api('/me/events').header('Prefer', 'IdType="ImmutableId"').post(meeting()));
		const read = asObject(await client.api(`/me/events/${String(event.id)}`).header('Prefer', 'outlook.timezone="Europe/Berlin"').get());
		expect(read.start).toEqual({ dateTime: '2026-03-10T10:00:00.0000000', timeZone: 'Europe/Berlin' });
		await expect(client.api(`/me/events/${String(event.id)}`).header('If-Match', 'W/"old"').patch({ subject: 'x' })).rejects.toMatchObject({ statusCode: 412, code: 'ErrorIrresolvableConflict' });
		await client.api(`/me/events/${String(event.id)}`).delete();
		await expect(client.api(`/me/events/${String(event.id)}`).get()).rejects.toMatchObject({ statusCode: 404, code: 'ErrorItemNotFound', requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string });
	});

	it('pages through a delta', async () => {
		for (let index = 0; index < 7; index++) sandbox.services.microsoft.person.create(meeting({ subject: `E${index}` }));
		const requestOptions = { headers: { Prefer: 'odata.maxpagesize=3' } };
		const first = (await client.api('/me/calendarView/delta').query({ startDateTime: '2026-03-01', endDateTime: '2026-04-01' }).headers(requestOptions.headers).get()) as PageCollection;
		const seen: unknown[] = [];
		const pages = new PageIterator(client, first, (item: JsonObject) => seen.push(item.subject) > 0, requestOptions);
		await pages.iterate();
		expect(seen).toEqual(['E0', 'E1', 'E2', 'E3', 'E4', 'E5', 'E6']);
		const quiet = asObject(await client.api(pages.getDeltaLink() ?? '').get());
		expect(quiet.value).toEqual([]);
	});

	it('sends batches', async () => {
		const step = (id: string) => ({
			id,
			request: new Request('https://graph.microsoft.com/me/events', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(meeting({ transactionId: `batch-${id}` })) }),
		});
		const content = await new BatchRequestContent([step('1'), step('2'), { id: '3', request: new Request('https://graph.microsoft.com/me/events/x') }]).getContent();
		const answers = new BatchResponseContent(asObject(await client.api('/$batch').post(content)) as unknown as ConstructorParameters<typeof BatchResponseContent>[0]);
		expect(['1', '2', '3'].map((id) => answers.getResponseById(id).status)).toEqual([201, 201, 400]);
	});
});
