import * as fs from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../sandbox';
import { openSqliteStore } from '../../store';
import type { ApplyOutcome, Side } from '../../sync';
import { syncName } from '../property/pair';
import { type Child, outputOf, start } from './children/child';
import type { LaneOrder } from './children/lane';
import { useFolder } from './folder';

/** Longer than a lease, and longer than a delivery. */
const asleep = 21 * 60_000;
/** Milliseconds of each request, so that a process can be stopped while one is under way. */
const latency = 400;
const inFolder = useFolder();

describe('a process that is stopped in mid-run and goes on after another one took over', { timeout: 120_000 }, () => {
	let sandbox: Sandbox;
	let ahead = 0;

	beforeEach(async () => {
		ahead = 0;
		sandbox = await startSandbox({ time: () => Date.now() + ahead });
		sandbox.services.zoho.person.create('Contacts', { Last_Name: 'Guest', Email: 'guest@example.test' });
		pass(10 * 60_000);
	});

	afterEach(async () => {
		expect(sandbox.control.outbox.list(), 'nobody is mailed (B3)').toEqual([]);
		await sandbox.close();
	});

	const pass = (milliseconds: number): void => {
		ahead += milliseconds;
		fs.writeFileSync(inFolder('clock'), String(ahead));
	};

	const run = (...turns: Side[]): Child => {
		const { google, zoho } = sandbox.services;
		const order: LaneOrder = {
			file: inFolder('sync.sqlite'),
			clockFile: inFolder('clock'),
			urls: { crm: sandbox.urls.zoho, calendar: sandbox.urls.google },
			authorization: { crm: `Zoho-oauthtoken ${zoho.admin.issueToken().access_token}`, calendar: `Bearer ${google.issueToken().accessToken}` },
			turns,
		};
		return start('lane.ts', [JSON.stringify(order)]);
	};

	/** Resolves once the service has this request in hand and has not answered it. */
	const underWay = async (endpoint: string): Promise<void> => {
		for (const end = Date.now() + 60_000; Date.now() < end; await wait(5)) {
			if (sandbox.control.requests.list().some((entry) => entry.endpoint === endpoint && entry.status === 0)) return;
		}
		throw new Error(`${endpoint} was never asked: ${sandbox.control.requests.list().map((entry) => entry.endpoint).join(', ')}`);
	};

	const answered = async (): Promise<void> => {
		for (const end = Date.now() + 60_000; Date.now() < end; await wait(5)) {
			if (!sandbox.control.requests.list().some(({ status }) => status === 0)) return;
		}
		throw new Error('A request is never answered.');
	};

	const titles = () => ({
		zoho: sandbox.services.zoho.all('Events').filter(({ deleted }) => !deleted).map(({ fields }) => fields.Event_Title),
		google: sandbox.services.google.person.living().map(({ summary }) => summary),
	});

	it.each([
		['before it sends the create', 'POST /crm/v8/coql', 0],
		['while the create is under way', 'POST /crm/v8/Events', 1],
	])('%s: Zoho CRM holds one record, and the late one is told that it was overtaken (I2)', async (_, endpoint, createdByTheLateOne) => {
		sandbox.services.google.person.create({
			summary: 'New',
			start: { dateTime: new Date(Date.now() + 86_400_000).toISOString() },
			end: { dateTime: new Date(Date.now() + 90_000_000).toISOString() },
			attendees: [{ email: 'guest@example.test' }],
		});
		sandbox.control.setLatency(latency);
		const late = run('calendar');
		const output = outputOf(late);
		await underWay(endpoint);
		late.kill('SIGSTOP');
		try {
			await answered();
			sandbox.control.setLatency(0);
			expect(titles().zoho).toHaveLength(createdByTheLateOne);
			pass(asleep);
			await outputOf(run('calendar', 'crm', 'calendar', 'crm'));
		} finally {
			late.kill('SIGCONT');
		}
		const [outcomes] = JSON.parse(await output) as ApplyOutcome[][];
		expect(outcomes).toMatchObject([{ kind: 'done', action: 'deferred', message: expect.stringMatching(/took over|was not sent/) as string }]);
		await outputOf(run('calendar', 'crm'));
		expect(titles()).toEqual({ zoho: ['New'], google: ['New'] });
		const store = openSqliteStore({ file: inFolder('sync.sqlite') });
		expect(await store.listLinks(syncName, { limit: 10 })).toMatchObject([{ state: 'linked' }]);
		expect(await store.listRows(syncName, {})).toEqual([]);
		await store.close();
	});
});
