import type { IDataObject } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { COLLEAGUE, CONNECTED_USER } from '../../sandbox/zoho';
import type { Execution, RunningWorkflow } from '../support/n8nEngine';
import { MINUTE, Pair } from '../support/pair';

const OWNER = { user: 'owner', mailbox: 'owner@example.test', owner: CONNECTED_USER };
const OTHER = { user: 'colleague', mailbox: 'colleague@example.test', owner: COLLEAGUE };

describe('template users/one-sync-per-user', () => {
	let pair: Pair;
	let template: RunningWorkflow;

	beforeEach(async () => {
		pair = await Pair.start();
		const { microsoft } = pair.sandbox.services;
		const data = pair.runner.credentials.data('microsoft');
		Object.assign(data, { grantType: 'clientCredentials', tenant: 'example.test', oauthTokenData: { access_token: microsoft.issueApplicationToken().accessToken, token_type: 'Bearer' } });
		template = load([OWNER, OTHER]);
	});

	afterEach(async () => {
		pair.expectNoMails();
		await pair.stop();
	});

	const load = (people: IDataObject[]): RunningWorkflow => pair.load('users/one-sync-per-user', { 'The List': { jsonOutput: JSON.stringify({ people }) } });

	const run = async (): Promise<Execution> => {
		pair.pass(5 * MINUTE);
		const execution = (await template.start('Every 5 Minutes')).expectSuccess();
		await pair.settle();
		return execution;
	};

	const meeting = (title: string, day: number, by: string): string =>
		pair.sandbox.services.zoho.person.createEvent({ Event_Title: title, Start_DateTime: `2026-03-${day}T10:00:00+01:00`, End_DateTime: `2026-03-${day}T11:00:00+01:00` }, by);

	/** The sync's own calendar of a person. */
	const place = (user: string) => {
		const calendarId = pair.sandbox.services.microsoft.person.calendarList({ user }).find(({ name }) => name === 'Zoho CRM')?.id;
		return calendarId === undefined ? undefined : { user, calendarId: String(calendarId) };
	};

	const titles = (user: string): string[] => {
		const where = place(user);
		return where === undefined ? [] : pair.sandbox.services.microsoft.person.list(where).map(({ subject }) => String(subject)).sort();
	};

	const crmTitles = (owner: string): string[] =>
		pair.zoho.events().filter(({ fields }) => (fields.Owner as { id: string }).id === owner).map(({ fields }) => String(fields.Event_Title)).sort();

	const add = (user: string, subject: string, day: number): void => {
		const time = (hour: number) => ({ dateTime: `2026-03-${day}T${hour}:00:00`, timeZone: 'Europe/Berlin' });
		pair.sandbox.services.microsoft.person.create({ subject, start: time(14), end: time(15) }, place(user));
	};

	it('brings to each mailbox only what its owner has, and back to that owner only (O13, B18)', async () => {
		meeting('Of the owner', 12, CONNECTED_USER);
		meeting('Of the colleague', 13, COLLEAGUE);
		await run();
		expect([titles(OWNER.mailbox), titles(OTHER.mailbox)]).toEqual([['Of the owner'], ['Of the colleague']]);
		add(OWNER.mailbox, 'Outlook owner', 16);
		add(OTHER.mailbox, 'Outlook colleague', 17);
		await run();
		await run();
		expect([crmTitles(CONNECTED_USER), crmTitles(COLLEAGUE)]).toEqual([['Of the owner', 'Outlook owner'], ['Of the colleague', 'Outlook colleague']]);
		expect([titles(OWNER.mailbox), titles(OTHER.mailbox)]).toEqual([['Of the owner', 'Outlook owner'], ['Of the colleague', 'Outlook colleague']]);
		expect(titles('manager@example.test')).toEqual([]);
	});

	it('gives everybody a turn also when the first person has nothing new, and writes nothing at rest (O13, I4)', async () => {
		await run();
		meeting('Of the colleague', 13, COLLEAGUE);
		const execution = await run();
		expect(execution.items('Next Person')).toHaveLength(2);
		expect(titles(OTHER.mailbox)).toEqual(['Of the colleague']);
		await run();
		const { microsoft, zoho } = await pair.count(run);
		expect(microsoft.writes + zoho.writes).toBe(0);
		// Changed and deleted meetings, and the calendar, for each of the two.
		expect([zoho.reads, microsoft.reads]).toEqual([4, 2]);
	});

	it('a person whose mailbox is not allowed is reported, and the others are synced (O13, B18)', async () => {
		pair.sandbox.services.microsoft.oauth.mailboxes = [OTHER.mailbox];
		meeting('Of the owner', 12, CONNECTED_USER);
		meeting('Of the colleague', 13, COLLEAGUE);
		const execution = await run();
		expect(titles(OTHER.mailbox)).toEqual(['Of the colleague']);
		expect(titles(OWNER.mailbox)).toEqual([]);
		const told = execution.json('Needs Attention').map(({ message }) => String(message));
		expect(told.some((message) => message.includes('Office 365 does not let the connected account use'))).toBe(true);
		// Also what failed before it became an item of a sync says whose it is.
		expect(new Set(execution.json('Needs Attention').map(({ sync }) => sync))).toEqual(new Set(['zoho-office365-owner']));
		// Once allowed, what was kept back arrives.
		pair.sandbox.services.microsoft.oauth.mailboxes = undefined;
		await run();
		pair.pass(2 * 60 * MINUTE);
		await run();
		expect(titles(OWNER.mailbox)).toEqual(['Of the owner']);
	});

	it('two entries that were swapped by mistake change nothing: each sync knows whom it joined (O13)', async () => {
		meeting('Of the owner', 12, CONNECTED_USER);
		meeting('Of the colleague', 13, COLLEAGUE);
		await run();
		template = load([{ ...OWNER, mailbox: OTHER.mailbox }, { ...OTHER, mailbox: OWNER.mailbox }]);
		meeting('Later', 18, CONNECTED_USER);
		const execution = await run();
		expect([titles(OWNER.mailbox), titles(OTHER.mailbox)]).toEqual([['Of the owner'], ['Of the colleague']]);
		expect(execution.json('Needs Attention').length).toBeGreaterThan(0);
	});
});
