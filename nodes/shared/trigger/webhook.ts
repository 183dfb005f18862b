import type { IDataObject, INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import type { PushMessage, PushVerdict } from '../../../systems/system';
import { systemModule } from '../connection/connect';
import { syncName, type SideNode } from '../connection/sideNode';
import { engineContext } from '../engine/context';
import { failureWords } from '../errors';
import { channelsOf, isOpen, wantRenewal } from './channels';
import { keepManualItems } from './manualItems';
import { connectTrigger, readChanges, triggerKey, triggerReader } from './side';
import { untilDeliverable } from './waiting';

/** Bytes. The largest genuine messages are Microsoft's lists of changes, of 500 to 1,000 bytes each: there is room for some hundreds. */
const bodyLimit = 256 * 1024;

/**
 * A message of the vendor: a wake-up call and nothing more. It is answered at once; what has changed is then read from the
 * cursor. Never throws, since polling finds whatever this misses.
 */
export async function receivePush(functions: IWebhookFunctions, node: SideNode): Promise<IWebhookResponseData> {
	const response = functions.getResponseObject();
	if (!(bodySize(functions) <= bodyLimit)) {
		response.status(413).end();
		return { noWebhookResponse: true };
	}
	const handshake = systemModule(node.system(triggerReader(functions))).answerHandshake?.(textsOf(functions.getQueryData() as object)) ?? null;
	if (handshake !== null) {
		// What is sent back was sent by whoever asks: as plain text no browser runs it.
		response.setHeader('content-type', 'text/plain; charset=utf-8');
		response.setHeader('x-content-type-options', 'nosniff');
		response.status(200).end(handshake);
		return { noWebhookResponse: true };
	}
	let verdict: PushVerdict;
	try {
		verdict = await judge(functions, node);
	} catch (error) {
		warn(functions, error);
		// The vendor tries again later.
		response.status(503).end();
		return { noWebhookResponse: true };
	}
	if (verdict.verdict === 'reject') {
		response.status(404).end();
		return { noWebhookResponse: true };
	}
	response.status(200).end();
	const items = verdict.verdict === 'wake' ? await itemsFor(functions, node, verdict.hint) : [];
	return items.length === 0 ? { noWebhookResponse: true } : { noWebhookResponse: true, workflowData: [items] };
}

/** Genuine only when the message repeats the secret of a channel that this trigger has open. */
async function judge(functions: IWebhookFunctions, node: SideNode): Promise<PushVerdict> {
	const read = triggerReader(functions);
	const { store } = await engineContext(undefined);
	const module = systemModule(node.system(read));
	const channels = await channelsOf(store, syncName(read), node.side, triggerKey(functions));
	const message = messageOf(functions);
	for (const row of channels.filter(isOpen)) {
		const verdict = module.verifyPush(message, row.subscription);
		if (verdict.verdict === 'wake' && verdict.renew === true) await wantRenewal(store, row);
		if (verdict.verdict !== 'reject') return verdict;
	}
	return { verdict: 'reject' };
}

async function itemsFor(functions: IWebhookFunctions, node: SideNode, hint: 'upsert' | 'delete' | undefined): Promise<INodeExecutionData[]> {
	try {
		const source = await connectTrigger(functions, node);
		const read = async () => (await readChanges(functions, node, source, { hint }))?.items ?? [];
		const items = await read();
		if (functions.getMode() === 'manual') {
			if (items.length > 0) keepManualItems(triggerKey(functions), items);
			return items;
		}
		if (items.length > 0) return items;
		const { store, clock } = await engineContext(undefined);
		const isMoreComing = await untilDeliverable(store, clock, syncName(triggerReader(functions)), node.side, triggerKey(functions));
		return isMoreComing ? await read() : [];
	} catch (error) {
		warn(functions, error);
		return [];
	}
}

function warn(functions: IWebhookFunctions, error: unknown): void {
	functions.logger.warn(`A push message could not be followed up; the next poll will. ${failureWords(error).message}`);
}

/**
 * Bytes, unpacked. n8n reads every body into a buffer, also one that comes in chunks without a length, but for multipart
 * forms (n8n 2.41, body-parser): no vendor sends those, so one whose length is not told is not a number and too large.
 */
function bodySize(functions: IWebhookFunctions): number {
	const { rawBody, headers } = functions.getRequestObject() as { rawBody?: unknown; headers: IDataObject };
	if (Buffer.isBuffer(rawBody)) return rawBody.length;
	const isChunked = headers['transfer-encoding'] !== undefined;
	return isChunked ? Number.NaN : Number(headers['content-length'] ?? 0);
}

function messageOf(functions: IWebhookFunctions): PushMessage {
	const headers = Object.entries(textsOf(functions.getHeaderData())).map(([name, value]) => [name.toLowerCase(), value]);
	return { headers: Object.fromEntries(headers) as Record<string, string>, body: bodyOf(functions) };
}

function textsOf(parameters: object): Record<string, string> {
	return Object.fromEntries(Object.entries(parameters).map(([name, value]: [string, unknown]) => [name, Array.isArray(value) ? value.join(', ') : String(value ?? '')]));
}

/** undefined where there is no JSON. */
function bodyOf(functions: IWebhookFunctions): unknown {
	const body: unknown = functions.getBodyData();
	return typeof body === 'object' && body !== null && Object.keys(body).length > 0 ? body : undefined;
}
