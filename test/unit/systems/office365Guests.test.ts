import { describe, expect, it } from 'vitest';
import type { CalendarEvent, FieldValues, Snapshot, WriteOptions, WriteResult } from '../../../sync/types';
import { meeting, office365World, quiet, stamp, type Office365World } from './office365Support';

const time = { start: { dateTime: '2026-03-12T10:00:00+01:00', timeZone: 'Europe/Berlin' }, end: { dateTime: '2026-03-12T11:00:00+01:00', timeZone: 'Europe/Berlin' } };
const anna = { email: 'anna@customer.example', name: 'Anna Berg' };
const bob = { email: 'bob@customer.example' };
const loud: WriteOptions = { ...quiet, notifyGuests: 'all' };
const invited = { attendees: [{ type: 'required', emailAddress: { address: 'carl@customer.example', name: 'Carl' } }] };
const heading = 'Guests (listed by the sync, not invited):';

async function snapshotOf(world: Office365World, id: string): Promise<Snapshot> {
	const found = await world.system.read(id);
	if (found.outcome !== 'found') throw new Error('not found');
	return found.snapshot;
}

async function recordOf(world: Office365World, id: string): Promise<CalendarEvent> {
	const { record } = await snapshotOf(world, id);
	if (!('start' in record)) throw new Error('no event');
	return record;
}

async function update(world: Office365World, id: string, values: FieldValues, options = quiet): Promise<WriteResult | undefined> {
	const { revision } = await snapshotOf(world, id);
	return (await world.system.write([{ kind: 'update', id, values, revision }], options))[0];
}

async function create(world: Office365World, values: FieldValues, options = quiet): Promise<{ id: string; result: WriteResult }> {
	const [result] = await world.system.write([{ kind: 'create', key: 'k', values: { title: 'Talk', time, ...values }, stamp }], options);
	if (result?.outcome !== 'written') throw new Error('not written');
	return { id: result.id, result };
}

function bodyOf(world: Office365World, id: string): string {
	return world.microsoft.person.get(id)?.body.content ?? '';
}

describe('guests that nobody may be mailed about (B3)', () => {
	it('are listed in the text, and said to be', async () => {
		const world = office365World();
		const { id, result } = await create(world, { description: 'Agenda', attendees: [anna, bob, { email: 'me@example.test', organizer: true }] });
		expect(result).toMatchObject({ written: { attendees: [] }, losses: [{ field: 'attendees' }] });
		expect(world.microsoft.person.get(id)?.attendees).toEqual([]);
		expect(bodyOf(world, id)).toContain(heading);
		expect(bodyOf(world, id)).toContain('anna@customer.example');
		expect(bodyOf(world, id)).not.toContain('me@example.test');
		expect(world.mails()).toEqual([]);
	});

	it('the list is no part of the description, also when Outlook writes the body again', async () => {
		const world = office365World();
		const { id } = await create(world, { description: 'Agenda\n\nfor all', attendees: [anna, bob] });
		expect((await recordOf(world, id)).description).toBe('Agenda\n\nfor all');
		for (let round = 0; round < 3; round += 1) {
			world.microsoft.person.rewriteBodies();
			expect((await recordOf(world, id)).description).toBe('Agenda\n\nfor all');
		}
	});

	it('the list stays when the description changes, and changes when the guests do', async () => {
		const world = office365World();
		const { id } = await create(world, { description: 'Old', attendees: [anna] });
		await update(world, id, { description: 'New' });
		expect([bodyOf(world, id).includes('anna@'), (await recordOf(world, id)).description]).toEqual([true, 'New']);
		await update(world, id, { attendees: [bob] });
		expect([bodyOf(world, id).includes('anna@'), bodyOf(world, id).includes('bob@'), (await recordOf(world, id)).description]).toEqual([false, true, 'New']);
		await update(world, id, { attendees: [] });
		expect([bodyOf(world, id).includes(heading), (await recordOf(world, id)).description]).toEqual([false, 'New']);
		expect(world.mails()).toEqual([]);
	});

	it('what people write above and below the list is theirs, bullets included', async () => {
		const world = office365World();
		const { id } = await create(world, { description: 'Agenda', attendees: [anna] });
		const list = `${heading}<br>• Anna Berg &lt;anna@customer.example&gt;`;
		world.microsoft.person.change(id, { body: { contentType: 'html', content: `Above<br><br>${list}<br>• bring the contract<br>Below` } });
		expect((await recordOf(world, id)).description).toBe('Above\n\n• bring the contract\nBelow');
		await update(world, id, { attendees: [anna, bob] });
		expect((await recordOf(world, id)).description).toBe('Above\n\n• bring the contract\nBelow');
		expect(bodyOf(world, id)).toContain('bob@customer.example');
	});

	it('a list that Outlook spaced out and made links of is still the list', async () => {
		const world = office365World();
		const { id } = await create(world, { description: 'Agenda', attendees: [anna] });
		world.microsoft.person.change(id, { body: { contentType: 'html', content: `<p>Agenda</p><p>${heading}</p><p>• Anna Berg &lt;<a href="mailto:anna@customer.example">anna@customer.example</a>&gt;</p><p>• bob@customer.example</p>` } });
		expect((await recordOf(world, id)).description).toBe('Agenda');
		await update(world, id, { description: 'New' });
		expect(bodyOf(world, id)).toContain('Anna Berg &lt;anna@customer.example&gt;');
		expect(bodyOf(world, id)).not.toContain('mailto');
	});

	it('the same guests again leave a formatted body as it is', async () => {
		const world = office365World();
		const { id } = world.microsoft.person.create(meeting('Rich', 10, { body: { contentType: 'html', content: '<b>Bold</b> agenda' } }));
		expect(await update(world, id, { attendees: [], tags: ['x'] })).toMatchObject({ outcome: 'written' });
		expect(await update(world, id, { attendees: [] })).toMatchObject({ outcome: 'written' });
		expect(bodyOf(world, id)).toContain('<b>Bold</b>');
	});

	it('a list that is there already is not written again', async () => {
		const world = office365World();
		const guests = [anna, { ...bob, name: bob.email }, { email: 'x@y.example', name: 'Eve <the first>' }];
		const { id } = await create(world, { description: 'Agenda', attendees: guests });
		world.asked();
		expect(await update(world, id, { attendees: guests })).toMatchObject({ outcome: 'written', written: { attendees: [] }, losses: [{ field: 'attendees' }] });
		expect(world.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
	});

	it('names and addresses cannot break out of the list', async () => {
		const world = office365World();
		const { id } = await create(world, { description: 'Agenda', attendees: [{ email: 'a@x.example', name: 'Eve\n<script>alert(1)</script>\nBelow' }, { email: 'no address' }] });
		expect((await recordOf(world, id)).description).toBe('Agenda');
		expect(bodyOf(world, id)).not.toContain('<script');
	});

	it.each(['none', 'external'] as const)('"%s" mails nobody: Graph cannot mail some and spare the others', async (notifyGuests) => {
		const world = office365World();
		const { id } = await create(world, { attendees: [anna] }, { ...quiet, notifyGuests });
		await update(world, id, { attendees: [anna, bob], title: 'New', description: 'x' }, { ...quiet, notifyGuests });
		expect(world.mails()).toEqual([]);
	});

	it('no write of anything mails anybody', async () => {
		const world = office365World();
		const { id } = world.microsoft.person.create(meeting('With guests', 10, invited));
		const plain = world.microsoft.person.create(meeting('Without'));
		const values: FieldValues = { title: 'T', time, location: 'L', description: 'D', reminders: [], attendees: [anna], visibility: 'private', availability: 'free', tags: ['x'] };
		for (const [field, value] of Object.entries(values)) for (const target of [id, plain.id]) await update(world, target, { [field]: value } as FieldValues);
		await world.system.write([{ kind: 'update', id, values, revision: null, stamp }, { kind: 'delete', id, revision: null }], quiet);
		expect(world.mails()).toEqual([]);
	});
});

describe('a meeting to which people have invited guests', () => {
	async function withGuests() {
		const world = office365World();
		const { id } = world.microsoft.person.create(meeting('Meeting', 10, invited));
		world.asked();
		return { world, id };
	}

	it.each<[string, FieldValues]>([
		['title', { title: 'New' }],
		['time', { time }],
		['location', { location: 'New' }],
		['description', { description: 'New' }],
		['guests', { attendees: [anna] }],
		['sensitivity', { visibility: 'private' }],
	])('is not changed in its %s, and it is said what to do', async (_what, values) => {
		const { world, id } = await withGuests();
		const before = world.microsoft.person.get(id);
		expect(await update(world, id, values)).toMatchObject({ outcome: 'rejected', message: expect.stringContaining('left as it is') as string, next: expect.stringContaining('All Guests') as string });
		expect(world.microsoft.person.get(id)).toEqual(before);
		expect(world.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
	});

	it.each<[string, FieldValues, Record<string, unknown>]>([
		['reminder', { reminders: [{ minutes: 7, method: 'popup' }] }, { reminderMinutesBeforeStart: 7 }],
		['categories', { tags: ['Sales'] }, { categories: ['Sales'] }],
		['busy state', { availability: 'free' }, { showAs: 'free' }],
	])('is changed in what is private to the mailbox: %s', async (_what, values, expected) => {
		const { world, id } = await withGuests();
		expect(await update(world, id, values)).toMatchObject({ outcome: 'written' });
		expect(world.microsoft.person.get(id)).toMatchObject(expected);
		expect(world.mails()).toEqual([]);
	});

	it('is marked without a mail', async () => {
		const { world, id } = await withGuests();
		const { revision } = await snapshotOf(world, id);
		expect(await world.system.write([{ kind: 'update', id, values: {}, revision, stamp }], quiet)).toMatchObject([{ outcome: 'written' }]);
		expect((await snapshotOf(world, id)).stamp).toEqual(stamp);
		expect(world.mails()).toEqual([]);
	});

	it.each(['known', 'unknown'])('is not deleted either, its revision %s', async (what) => {
		const { world, id } = await withGuests();
		const { revision } = await snapshotOf(world, id);
		expect(await world.system.write([{ kind: 'delete', id, revision: what === 'known' ? revision : null }], quiet)).toMatchObject([{ outcome: 'rejected', next: expect.stringContaining('All Guests') as string }]);
		expect(world.microsoft.person.get(id)).toBeDefined();
		expect(world.mails()).toEqual([]);
	});

	it('is changed and deleted, with mails, when all guests are to be told', async () => {
		const { world, id } = await withGuests();
		expect(await update(world, id, { title: 'New' }, loud)).toMatchObject({ outcome: 'written' });
		expect(world.mails()).toMatchObject([{ kind: 'update', to: 'carl@customer.example' }]);
		const { revision } = await snapshotOf(world, id);
		expect(await world.system.write([{ kind: 'delete', id, revision }], loud)).toEqual([{ outcome: 'deleted' }]);
		expect(world.mails()).toMatchObject([{ kind: 'update' }, { kind: 'cancellation' }]);
	});
});

describe('guests that are to be invited', () => {
	it('become attendees, and the list of former days goes from the text', async () => {
		const world = office365World();
		const { id } = await create(world, { description: 'Agenda', attendees: [anna] });
		const result = await update(world, id, { attendees: [anna, { ...bob, optional: true }] }, loud);
		expect(result).toMatchObject({ outcome: 'written', snapshot: { record: { attendees: [anna, { ...bob, optional: true }], description: 'Agenda' } } });
		expect(result).not.toHaveProperty('losses');
		expect(bodyOf(world, id)).not.toContain(heading);
		expect(world.mails().map(({ kind, to }) => `${kind} ${to}`)).toEqual(['invitation anna@customer.example', 'invitation bob@customer.example']);
	});

	it('are not mailed once more when they are invited already', async () => {
		const world = office365World();
		const { id } = await create(world, { attendees: [anna, bob] }, loud);
		const before = world.mails().length;
		expect(await update(world, id, { attendees: [{ ...bob, response: 'accepted' }, { ...anna, email: 'Anna@customer.example' }], tags: ['x'] }, loud)).toMatchObject({ outcome: 'written' });
		expect(await update(world, id, { attendees: [anna, bob] }, loud)).toMatchObject({ outcome: 'written' });
		expect(world.mails()).toHaveLength(before);
		await update(world, id, { attendees: [anna] }, loud);
		expect(world.mails().length).toBeGreaterThan(before);
	});

	it('cannot be invited to the meeting of somebody else, and are listed there', async () => {
		const world = office365World();
		const organizer = { emailAddress: { address: 'boss@outside.example', name: 'Boss' } };
		const { id } = world.microsoft.person.create(meeting('Invitation', 10, { organizer, ...invited }));
		const result = await update(world, id, { attendees: [{ email: 'Carl@customer.example' }, anna] }, loud);
		expect(result).toMatchObject({ outcome: 'written', losses: [{ message: expect.stringContaining('organiser') as string }] });
		expect(bodyOf(world, id)).toContain('anna@');
		expect(bodyOf(world, id)).not.toMatch(/carl@/i);
		expect(world.mails()).toEqual([]);
	});
});

describe('the text of an online meeting', () => {
	async function online(text = 'Agenda') {
		const world = office365World();
		const { id } = world.microsoft.person.create(meeting('Call', 10, { isOnlineMeeting: true, body: { contentType: 'html', content: text } }));
		return { world, id };
	}
	const joins = (world: Office365World, id: string) => bodyOf(world, id).includes('meetup-join') && world.microsoft.person.get(id)?.isOnlineMeeting === true;

	it('is what people wrote; the way to join stays when it is changed', async () => {
		const { world, id } = await online();
		expect((await recordOf(world, id)).description).toBe('Agenda');
		for (const description of ['New', '']) {
			expect(await update(world, id, { description })).toMatchObject({ outcome: 'written', snapshot: { record: { description } } });
			expect(joins(world, id)).toBe(true);
		}
	});

	it('lists guests above the way to join', async () => {
		const { world, id } = await online();
		await update(world, id, { attendees: [anna] });
		expect([joins(world, id), bodyOf(world, id).includes('anna@'), (await recordOf(world, id)).description]).toEqual([true, true, 'Agenda']);
		world.microsoft.person.rewriteBodies();
		expect([joins(world, id), (await recordOf(world, id)).description]).toEqual([true, 'Agenda']);
	});

	it('below the way to join is theirs, too', async () => {
		const { world, id } = await online();
		const html = bodyOf(world, id);
		world.microsoft.person.change(id, { body: { contentType: 'html', content: html.replace('</body>', '<div>P.S. call me</div></body>') } });
		expect((await recordOf(world, id)).description).toBe('Agenda\n\nP.S. call me');
	});

	it('of any other event may hold a line of underscores', async () => {
		const world = office365World();
		const description = `Above\n${'_'.repeat(40)}\nBelow`;
		const { id } = await create(world, { description });
		expect((await recordOf(world, id)).description).toBe(description);
	});
});
