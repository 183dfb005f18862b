import type { INodeParameters } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FaultRule } from '../../sandbox';
import { MINUTE } from '../support/pair';
import type { Execution } from '../support/n8nEngine';
import { HeldScene, MEETINGS, POLLING } from './harness/heldScene';

const LISTING = { google: '/events\\?', zoho: '/Events' };
const noPermission = {
	google: { error: { code: 403, message: 'Forbidden', errors: [{ domain: 'global', reason: 'forbidden', message: 'Forbidden' }] } },
	zoho: { code: 'NO_PERMISSION', details: { permissions: ['Crm_Implied_View_Events'] }, message: 'permission denied', status: 'error' },
};
/** A whole answer that says: nothing there. */
const emptyPage = { kind: 'calendar#events', summary: 'Main', timeZone: 'Europe/Berlin', accessRole: 'owner', defaultReminders: [], items: [] };

/** "Everything Again" for the CRM, as an operation, with a plan of what would follow. */
async function everythingAgain(scene: HeldScene): Promise<Execution> {
	const template = scene.pair.load('first-sync-with-approval', { 'Get Changes from Zoho': { readMode: 'all' } });
	return await template.start('Run by Hand');
}

describe('what looks like a mass deletion and is none deletes nothing on either side (B5, S6, S7)', () => {
	let scene: HeldScene;

	beforeEach(async () => {
		scene = await HeldScene.start();
	});

	afterEach(async () => {
		scene.expectAll('google', 'zoho');
		expect(await scene.look()).toBeNull();
		await scene.stop();
	});

	const faults = (...rules: FaultRule[]) => scene.pair.sandbox.control.faults.add(...rules);
	const clear = () => scene.pair.sandbox.control.faults.clear();
	const relist = () => scene.pair.sandbox.services.google.person.expireSyncTokens();
	/** Writes of data that the sync makes during the work. */
	const writes = async (work: () => Promise<unknown>) => {
		const { google, zoho } = await scene.pair.count(work);
		return google.writes + zoho.writes;
	};
	const reload = async (more: Record<string, INodeParameters>) => {
		scene.workflow = scene.pair.load('two-way', { crmEventTrigger: { ...POLLING.crmEventTrigger, ...more.crmEventTrigger }, googleCalendarSyncTrigger: { ...POLLING.googleCalendarSyncTrigger, ...more.googleCalendarSyncTrigger } });
		await scene.workflow.activate();
	};

	it.each(['google', 'zoho'] as const)('permission to list lost in %s: told in clear words, and it goes on once it is given back', async (service) => {
		faults({ service, kind: 'status', status: 403, path: LISTING[service], body: noPermission[service] });
		const problems = await scene.pollOn(3);
		expect(problems.join('\n')).toMatch(/permission|does not let/i);
		clear();
		scene.pair.zoho.edit(scene.pair.zoho.byTitle('Meeting 01').id, { Venue: 'Room 1' });
		await scene.pollOn(3, 10 * MINUTE);
		expect(scene.pair.google.byTitle('Meeting 01').location).toBe('Room 1');
	});

	it('a calendar that becomes read-only', async () => {
		const { google } = scene.pair.sandbox.services;
		google.state.share(google.state.calendarById('owner@example.test'), 'owner@example.test', 'reader');
		expect(await writes(async () => await scene.pollOn(3))).toBe(0);
		google.state.share(google.state.calendarById('owner@example.test'), 'owner@example.test', 'owner');
	});

	const page = (body: Record<string, unknown>, times: number): FaultRule => ({ service: 'google', kind: 'status', status: 200, path: LISTING.google, body, times });

	it.each<[string, FaultRule[]]>([
		['the answer is cut off in the middle', [{ service: 'google', kind: 'truncate', path: LISTING.google, times: 20 }]],
		['half of the JSON is missing', [{ service: 'google', kind: 'malformed', path: LISTING.google, times: 20 }]],
		['the next page fails', [{ service: 'google', kind: 'status', status: 500, path: 'pageToken=' }, page({ ...emptyPage, nextPageToken: 'next' }, 4)]],
		['the last page is missing', [page(emptyPage, 20)]],
		['it is empty, with 200', [page({ ...emptyPage, nextSyncToken: 'of-nothing' }, 1)]],
	])('a full listing of Google is wrong: %s', async (_, rules) => {
		relist();
		faults(...rules);
		await scene.pollOn(4);
		const struck = scene.pair.sandbox.control.requests.list('google').filter(({ fault }) => fault !== undefined);
		expect(struck.length).toBeGreaterThan(0);
		clear();
		expect(await writes(async () => await scene.pollOn(3, 20 * MINUTE))).toBe(0);
	});

	it.each<[string, FaultRule]>([
		['it is empty, with 200', { service: 'zoho', kind: 'status', status: 200, path: '/Events\\?', body: { data: [], info: { more_records: false } } }],
		['it is empty, with 204', { service: 'zoho', kind: 'status', status: 204, path: '/Events\\?', body: '' }],
		['the answer is cut off in the middle', { service: 'zoho', kind: 'truncate', path: '/Events\\?' }],
	])('a full listing of the CRM is wrong: %s', async (_, rule) => {
		faults(rule);
		await everythingAgain(scene);
		await scene.pollOn(2);
		const struck = scene.pair.sandbox.control.requests.list('zoho').filter(({ fault }) => fault !== undefined);
		expect(struck.length).toBeGreaterThan(0);
		clear();
		expect(await writes(async () => await scene.pollOn(3, 30 * MINUTE))).toBe(0);
	});

	it('a filter is tightened so that no record passes any more: all stay, also when they are touched and listed anew', async () => {
		const options = { excludeTitles: 'Meeting' };
		await reload({ crmEventTrigger: { options }, googleCalendarSyncTrigger: { options } });
		for (const { id } of scene.pair.google.events()) scene.pair.google.edit(id ?? '', { colorId: '3' });
		for (const { id } of scene.pair.zoho.events()) scene.pair.zoho.edit(id, { Description: 'Touched' });
		relist();
		expect(await writes(async () => await scene.pollOn(3))).toBe(0);
	});

	it('the window is narrowed to nothing, and all is listed anew', async () => {
		const options = { monthsBack: 0, monthsAhead: 0 };
		await reload({ crmEventTrigger: { options }, googleCalendarSyncTrigger: { options } });
		relist();
		expect(await writes(async () => await scene.pollOn(3))).toBe(0);
		await everythingAgain(scene);
		await scene.pollOn(1);
	});

	it('the window has moved on for half a year, and all is listed anew', async () => {
		scene.pair.pass(182 * 24 * 60 * MINUTE);
		relist();
		expect(await writes(async () => await scene.pollOn(3))).toBe(0);
		await everythingAgain(scene);
		await scene.pollOn(1);
	});

	it("the time zone of every Google event is changed: the same times, so nothing is written", async () => {
		for (const event of scene.pair.google.events()) {
			const inTokyo = (time: string | null | undefined) => ({ dateTime: new Date(Date.parse(time ?? '') + 9 * 60 * MINUTE).toISOString().slice(0, 19), timeZone: 'Asia/Tokyo' });
			scene.pair.google.edit(event.id ?? '', { start: inTokyo(event.start?.dateTime), end: inTokyo(event.end?.dateTime) });
		}
		expect(scene.pair.google.byTitle('Meeting 01').start).toMatchObject({ timeZone: 'Asia/Tokyo' });
		expect(await writes(async () => await scene.pollOn(3))).toBe(0);
	});

	it('the time zone of the CRM is changed, and all is read anew: the same times, so nothing is written', async () => {
		scene.pair.sandbox.services.zoho.admin.set({ orgTimeZone: 'America/New_York' });
		for (const { id } of scene.pair.zoho.events()) scene.pair.zoho.edit(id, { Venue: '' });
		expect(await writes(async () => await scene.pollOn(3))).toBe(0);
		await everythingAgain(scene);
		await scene.pollOn(1);
	});
});

describe('the position is lost and the listing is emptied at the same time', () => {
	let scene: HeldScene;

	beforeEach(async () => {
		scene = await HeldScene.start();
	});

	afterEach(async () => {
		await scene.stop();
	});

	it('Google: what is positively gone is held, not deleted in the CRM (B5)', async () => {
		scene.removeFrom('google');
		scene.pair.sandbox.services.google.person.expireSyncTokens();
		await scene.pollOn(3);
		scene.expectAll('zoho');
		expect((await scene.look())?.held).toHaveLength(24);
	});

	it('the CRM, read by "Everything Again": what is positively gone is held, also when a plan was asked for (B5)', async () => {
		scene.removeFrom('zoho');
		const plan = await everythingAgain(scene);
		expect(plan.json('Plan (Writes Nothing)', 1).filter(({ reason }) => reason === 'held')).toHaveLength(24);
		await scene.pollOn(3);
		scene.expectAll('google');
		expect(((await scene.look())?.held ?? []).map(({ title }) => title).sort()).toEqual(MEETINGS);
	});

	it('the CRM, which no longer knows its deletions: what nobody can vouch for is neither deleted nor held', async () => {
		scene.removeFrom('zoho');
		scene.pair.sandbox.services.zoho.admin.forgetDeleted();
		await everythingAgain(scene);
		await scene.pollOn(3);
		scene.expectAll('google');
		expect(await scene.look()).toBeNull();
	});
});
