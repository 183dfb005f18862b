import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FaultRule } from '../../sandbox';
import { Pair } from '../support/pair';
import { everyText, formsOf } from '../support/secrets/everyText';
import type { RunningWorkflow } from '../support/n8nEngine';

describe('secrets after a full run', () => {
	let pair: Pair;
	let workflow: RunningWorkflow;
	/** What was printed: n8n's own log at its most talkative, and anything else. */
	let printed: string[];
	/** What polls and hooks threw. */
	let thrown: unknown[];
	const secrets = new Map<string, string>();

	beforeEach(async () => {
		process.env.N8N_LOG_LEVEL = 'debug';
		printed = [];
		thrown = [];
		secrets.clear();
		// n8n's logger writes to the streams of the console, which are the test runner's own here.
		const { _stdout: out, _stderr: err } = console as unknown as Record<'_stdout' | '_stderr', NodeJS.WriteStream>;
		for (const stream of [process.stdout, process.stderr, out, err]) {
			vi.spyOn(stream, 'write').mockImplementation((chunk: string | Uint8Array) => {
				printed.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
				return true;
			});
		}
		for (const method of ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const) {
			vi.spyOn(console, method).mockImplementation((...parts: unknown[]) => void printed.push(...everyText(parts)));
		}
		pair = await Pair.start();
		workflow = pair.load('two-way');
		learn();
	});

	afterEach(async () => {
		vi.restoreAllMocks();
		pair.expectNoMails();
		await pair.stop();
	});

	/** Notes the secrets as they are now; tokens are renewed in between. */
	const learn = (): void => {
		for (const [id, { data }] of Object.entries(pair.runner.credentials.export())) {
			const token = data.oauthTokenData as { access_token?: string; refresh_token?: string } | undefined;
			for (const [name, secret] of Object.entries({ access: token?.access_token, refresh: token?.refresh_token, client: String(data.clientSecret) })) {
				if (typeof secret === 'string' && secret.length > 5) secrets.set(secret, `${id} ${name}`);
			}
		}
	};

	const tokenOf = (service: 'google' | 'zoho'): string => String((pair.runner.credentials.data(service).oauthTokenData as { access_token: string }).access_token);

	const rounds = async (count: number): Promise<void> => {
		for (let round = 0; round < count; round += 1) {
			pair.pass(10 * 60_000);
			await workflow.poll('Change in Zoho').catch((error: unknown) => thrown.push(error));
			await workflow.poll('Change in Google').catch((error: unknown) => thrown.push(error));
			await pair.settle();
			learn();
		}
	};

	let edits = 0;
	const edit = (): void => {
		edits += 1;
		for (const event of pair.google.events().slice(0, 1)) pair.google.edit(event.id ?? '', { location: `Room ${edits}` });
		for (const event of pair.zoho.events().slice(-1)) pair.zoho.edit(event.id, { Description: `Text ${edits}` });
		pair.zoho.add(`Zoho ${edits}`, '2026-03-13T10:00');
		pair.google.add(`Google ${edits}`, '2026-03-14T10:00');
	};

	/** First sync, edits, a conflict, every kind of failure, deactivation. */
	const live = async (): Promise<void> => {
		pair.sandbox.world.pushes.deliverTo(undefined);
		for (let index = 0; index < 5; index += 1) {
			pair.zoho.add(`From Zoho ${index}`, `2026-03-1${index}T10:00`);
			pair.google.add(`From Google ${index}`, `2026-03-1${index}T14:00`, { attendees: [{ email: 'guest@customer.example' }] });
		}
		await workflow.activate();
		await pair.rest(workflow);
		edit();
		await rounds(2);
		pair.google.edit(pair.google.byTitle('From Zoho 1').id ?? '', { summary: 'Conflict one' });
		pair.zoho.edit(pair.zoho.byTitle('From Zoho 1').id, { Event_Title: 'Conflict two' });
		await rounds(1);
		for (const fault of faults()) {
			pair.sandbox.control.faults.add(fault());
			edit();
			await rounds(2);
			pair.sandbox.control.faults.clear();
		}
		pair.sandbox.services.google.oauth.tokens.expireAccessTokens();
		pair.sandbox.services.zoho.admin.expireTokens();
		edit();
		await rounds(1);
		pair.sandbox.services.google.oauth.tokens.revokeAll();
		pair.sandbox.services.zoho.admin.revokeTokens();
		edit();
		await rounds(1);
		pair.reconnect('google');
		pair.reconnect('zoho');
		learn();
		pair.pass(24 * 60 * 60_000);
		await rounds(3);
		await workflow.deactivate();
		await pair.load('deactivate').start('Run by Hand');
		learn();
	};

	/** Failures of every kind; asked for one by one, because some servers repeat the very request, token included. */
	const faults = (): Array<() => FaultRule> => {
		const echo = (service: 'google' | 'zoho', status: number) => (): FaultRule => {
			const words = `Refused. Your request: {"Authorization":"Bearer ${tokenOf(service)}","cookie":"${tokenOf(service)}"}`;
			return { service, kind: 'status', status, body: { error: { message: words, errors: [{ reason: 'other', message: words }] }, code: 'INVALID_DATA', message: words, details: { api_name: words } } };
		};
		const services = ['google', 'zoho'] as const;
		const plain: FaultRule[] = [
			...[401, 403, 429, 500].flatMap((status) => services.map((service): FaultRule => ({ service, kind: 'status', status }))),
			...(['malformed', 'truncate', 'resetBefore', 'resetAfter'] as const).map((kind): FaultRule => ({ kind })),
			{ service: 'google', only: 'write', kind: 'errorAfter' },
			...[400, 500, 200].map((status): FaultRule => ({ path: '/token$', kind: 'status', status, body: { error: 'Access Denied', error_description: 'too many requests' } })),
		];
		return [...plain.map((fault) => () => fault), ...services.flatMap((service) => [400, 403, 404, 500].map((status) => echo(service, status)))];
	};

	/** Where a secret is found, in words. */
	const findIn = (where: string, texts: string[]): string[] => {
		const all = texts.join('\n');
		return [...secrets].flatMap(([secret, name]) => (formsOf(secret).some((form) => all.includes(form)) ? [`${name} in ${where}`] : []));
	};

	it('are in no item, error, message, log, store file or address', async () => {
		await live();
		const folder = join(pair.runner.userFolder, '.n8n', 'crm-calendar-sync');
		const files = readdirSync(folder);
		expect(files).toContain('sync.sqlite-wal');
		const found = [
			...findIn('an execution', workflow.executions.flatMap(({ run }) => everyText(run))),
			...findIn('an error', everyText(thrown)),
			...findIn('the log', printed),
			...files.flatMap((file) => findIn(file, [readFileSync(join(folder, file)).toString('latin1')])),
			...findIn('the addresses asked', pair.sandbox.control.requests.list().map(({ url }) => url)),
		];
		// The run must have been one that could have told.
		expect(thrown.length, 'failures').toBeGreaterThan(20);
		expect(workflow.executions.filter(({ error }) => error !== null).length + workflow.executions.flatMap((execution) => execution.json('Apply to Google', 1)).length, 'failed executions').toBeGreaterThan(0);
		expect(secrets.size, 'secrets').toBeGreaterThan(6);
		expect(printed.length, 'lines of the log').toBeGreaterThan(0);
		expect(found).toEqual([]);
	}, 240_000);

	it('of push channels are with the vendor only', async () => {
		const heard: string[] = [];
		pair.sandbox.world.pushes.deliverTo((call) => {
			heard.push(call.headers['X-Goog-Channel-Token'] ?? call.headers['x-goog-channel-token'] ?? '', String((call.body as { token?: string } | undefined)?.token ?? ''));
			return 200;
		});
		pair.zoho.add('Meeting', '2026-03-12T10:00');
		await workflow.activate();
		await rounds(2);
		edit();
		await pair.sandbox.world.pushes.idle();
		const tokens = [...new Set(heard)].filter((token) => token !== '');
		expect(tokens).toHaveLength(2);
		secrets.clear();
		for (const [index, token] of tokens.entries()) secrets.set(token, `channel ${index}`);
		const folder = join(pair.runner.userFolder, '.n8n', 'crm-calendar-sync');
		expect([
			...findIn('an execution', workflow.executions.flatMap(({ run }) => everyText(run))),
			...findIn('the log', printed),
			...readdirSync(folder).flatMap((file) => findIn(file, [readFileSync(join(folder, file)).toString('latin1')])),
			...findIn('the addresses asked', pair.sandbox.control.requests.list().map(({ url }) => url)),
		]).toEqual([]);
	});
});
