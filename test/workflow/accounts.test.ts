import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Pair } from '../support/pair';
import { problemOf } from '../support/pair/problems';
import type { RunningWorkflow } from '../support/n8nEngine';

describe('accounts and permissions', () => {
	let pair: Pair;
	let workflow: RunningWorkflow;

	beforeEach(async () => {
		pair = await Pair.start();
		workflow = pair.load('two-way');
	});

	afterEach(async () => {
		pair.expectNoMails();
		await pair.stop();
	});

	const publish = async () => {
		pair.zoho.add('Meeting', '2026-03-12T10:00');
		await workflow.activate();
		await pair.rest(workflow);
		pair.pass(60_000);
	};

	/** The trouble is over: both sides get what happened meanwhile, once. */
	const expectCaughtUp = async (...titles: string[]) => {
		await pair.rest(workflow, 30);
		expect(pair.google.titles()).toEqual([...titles].sort());
		expect(pair.zoho.titles()).toEqual([...titles].sort());
	};

	it('only calendars that may be read and written are offered, with search (Z1)', async () => {
		const { google } = pair.sandbox.services;
		google.person.createCalendar('Team events');
		const holidays = google.person.createCalendar('Company holidays', { user: 'colleague@example.test' });
		google.state.share(google.state.calendarById(holidays), 'owner@example.test', 'reader');
		const all = (await workflow.search('Change in Google', 'searchCalendars')).map(({ name }) => name);
		expect(all).toEqual(expect.arrayContaining([expect.stringContaining('Team events') as string]));
		expect(all.join()).not.toContain('Company holidays');
		const found = await workflow.search('Change in Google', 'searchCalendars', 'EVENTS');
		expect(found.map(({ name }) => name)).toEqual(['Team events']);
	});

	it('the connected user is the first choice for the owner of CRM records (Z7)', async () => {
		const [first, ...others] = await workflow.search('Change in Zoho', 'searchOwners');
		expect(first?.value).toBe('me');
		expect(others.map(({ name }) => name).join()).not.toContain('Former Colleague');
	});

	it('without a calendar nothing is synchronised, and the node says what to choose', async () => {
		const bare = pair.load('two-way', { 'Change in Google': { calendar: { __rl: true, mode: 'list', value: '' } } });
		const problem = await problemOf(bare.poll('Change in Google'));
		expect(problem).toMatch(/calendar/i);
		expect(pair.google.titles()).toEqual([]);
	});

	it('expired tokens are renewed without anybody noticing', async () => {
		await publish();
		pair.sandbox.services.google.oauth.tokens.expireAccessTokens();
		pair.sandbox.services.zoho.admin.expireTokens();
		pair.zoho.add('After expiry', '2026-03-13T10:00');
		await expectCaughtUp('Meeting', 'After expiry');
	});

	it.each([
		['Google', 'Change in Google', 'google'],
		['Zoho', 'Change in Zoho', 'zoho'],
	] as const)('a revoked %s account says to reconnect; after that nothing is missing', async (_label, trigger, service) => {
		await publish();
		const { google, zoho } = pair.sandbox.services;
		if (service === 'google') google.oauth.tokens.revokeAll();
		else zoho.admin.revokeTokens();
		pair.zoho.add('Meanwhile', '2026-03-13T10:00');
		pair.google.add('Meanwhile too', '2026-03-14T10:00');
		expect(await problemOf(workflow.poll(trigger))).toMatch(/reconnect|connect .*again/i);
		await pair.settle();
		pair.reconnect(service);
		await expectCaughtUp('Meeting', 'Meanwhile', 'Meanwhile too');
	});

	it('a missing Zoho permission is named, and nothing is lost (Z13)', async () => {
		await publish();
		pair.sandbox.services.zoho.admin.restrictScopes(['ZohoCRM.users.READ', 'ZohoCRM.org.READ']);
		pair.zoho.add('Meanwhile', '2026-03-13T10:00');
		expect(await problemOf(workflow.poll('Change in Zoho'))).toMatch(/scope|permission/i);
		await pair.settle();
		pair.sandbox.services.zoho.admin.restrictScopes(undefined);
		await expectCaughtUp('Meeting', 'Meanwhile');
	});

	it('a missing Google permission is named, and nothing is lost', async () => {
		await publish();
		pair.reconnect('google', { scopes: ['https://www.googleapis.com/auth/calendar.settings.readonly'] });
		pair.google.add('Meanwhile', '2026-03-13T10:00');
		expect(await problemOf(workflow.poll('Change in Google'))).toMatch(/scope|permission/i);
		await pair.settle();
		pair.reconnect('google');
		await expectCaughtUp('Meeting', 'Meanwhile');
	});

	it('the wrong Zoho data centre is recognised and nothing is written', async () => {
		pair.sandbox.services.zoho.admin.set({ wrongDataCentre: true });
		pair.google.add('Meeting', '2026-03-12T10:00');
		expect(await problemOf(workflow.poll('Change in Zoho'))).toMatch(/data cent/i);
		pair.sandbox.services.zoho.admin.set({ wrongDataCentre: false });
		pair.reconnect('zoho');
		await expectCaughtUp('Meeting');
	});

	it('another account behind the credential is refused before anything looks deleted', async () => {
		await publish();
		pair.reconnect('google', { user: 'colleague@example.test' });
		const other = pair.load('two-way', { googleCalendarSyncTrigger: { calendar: { __rl: true, mode: 'id', value: 'colleague@example.test' } } });
		const problem = await problemOf(other.poll('Change in Google'));
		expect(problem).toMatch(/joined/);
		expect(problem).toMatch(/Re-Bind/);
		expect(pair.zoho.titles()).toEqual(['Meeting']);
	});
});
