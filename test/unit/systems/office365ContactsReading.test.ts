import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FeedChange } from '../../../sync/types';
import { snapshotFromGraph } from '../../../systems/office365/contacts/fromGraph';
import { contactWorld, contactOf } from './office365ContactsSupport';
import { stamp } from './office365Support';

const mei = { givenName: 'Mei', surname: 'Tanaka', emailAddresses: [{ address: 'mei@trading.example', name: 'Mei (office)' }] };

function told(changes: FeedChange[]): string[] {
	return changes.map((change) => (change.kind === 'upsert' ? `upsert ${contactOf(change.snapshot).firstName}` : change.kind));
}

describe('the feed of a contact folder (O8)', () => {
	it('begins with everything in the folder, with the marks, and nothing of other folders', async () => {
		const world = contactWorld();
		world.byHand(mei);
		await world.create({ firstName: 'Ada', lastName: 'L' });
		world.microsoft.person.createContact({ givenName: 'Main' });
		const { changes } = await world.readChanges(null);
		expect(told(changes).sort()).toEqual(['upsert Ada', 'upsert Mei']);
		expect(changes.flatMap((change) => (change.kind === 'upsert' ? [change.snapshot.stamp] : []))).toEqual(expect.arrayContaining([undefined, stamp]));
	});

	it('is idle with one request, and tells a changed contact in full with one', async () => {
		const world = contactWorld();
		const id = world.byHand({ ...mei, personalNotes: 'Likes tea' });
		const first = await world.readChanges(null);
		world.asked();
		const idle = await world.readChanges(first.cursor);
		expect(idle.changes).toEqual([]);
		expect(world.asked()).toHaveLength(1);
		world.microsoft.person.changeContact(id, { mobilePhone: '1' });
		const changed = await world.readChanges(idle.cursor);
		expect(world.asked()).toHaveLength(1);
		expect(changed.changes).toMatchObject([{ kind: 'upsert', snapshot: { id, omitted: [], record: { notes: 'Likes tea', phones: [{ kind: 'mobile', number: '1' }] } } }]);
	});

	it('tells what is removed as missing: only a look-up that finds nothing is a deletion', async () => {
		const world = contactWorld();
		const id = world.byHand(mei);
		const { cursor } = await world.readChanges(null);
		world.microsoft.person.removeContact(id);
		expect((await world.readChanges(cursor)).changes).toEqual([{ kind: 'missing', id }]);
		expect(await world.system.readMany([id])).toEqual([{ outcome: 'gone' }]);
	});

	it('a contact that is deleted while the folder is listed for the first time is told by the next read', async () => {
		const world = contactWorld();
		for (let index = 0; index < 300; index += 1) world.byHand({ givenName: `N${index}` });
		const [first] = world.contacts();
		let cursor = null;
		for await (const page of world.system.changes({ cursor: null, window: { from: 0, to: 0 } })) {
			if (cursor === null && page.changes.length > 0 && world.contacts().length === 300) world.microsoft.person.removeContact(first?.id ?? '');
			cursor = page.cursor ?? cursor;
		}
		expect((await world.readChanges(cursor)).changes).toEqual([{ kind: 'missing', id: first?.id }]);
	});

	it('leads nowhere else than to Microsoft, and has an end', async () => {
		const world = contactWorld();
		const { cursor } = await world.readChanges(null);
		await expect(world.readChanges({ ...cursor, deltaLink: 'https://elsewhere.example/v1.0/me/contacts/delta' })).rejects.toMatchObject({ kind: 'cursorExpired' });
		expect(cursor.deltaLink).toContain('deltatoken');
	});

	it('what the feed tells may be a copy of ours that shows no mark', async () => {
		const world = contactWorld();
		const { cursor } = await world.readChanges(null);
		const id = await world.create({ lastName: 'L' });
		expect((await world.readChanges(cursor)).changes).toMatchObject([{ kind: 'upsert', snapshot: { id, isStampUntold: true } }]);
	});

	it('reads page by page, also where pages are empty', async () => {
		const world = contactWorld();
		world.microsoft.state.options.emptyPages = true;
		for (let index = 0; index < 300; index += 1) world.byHand({ givenName: `N${index}` });
		expect(new Set((await world.readChanges(null)).changes.map((change) => (change.kind === 'upsert' ? change.snapshot.id : ''))).size).toBe(300);
	});

	it.each(['resyncRequired', 'notFound', 'badRequest', 'invalid', 'gone'] as const)('begins anew when the position is refused: %s', async (refusal) => {
		const world = contactWorld();
		world.microsoft.state.options.deltaRefusal = refusal;
		const { cursor } = await world.readChanges(null);
		world.microsoft.person.expireDeltaTokens();
		await expect(world.readChanges(cursor)).rejects.toMatchObject({ kind: 'cursorExpired' });
		await expect(world.readChanges({ other: 1 })).rejects.toMatchObject({ kind: 'cursorExpired' });
	});

	it('says that the folder is gone, and nothing of its contacts (O10)', async () => {
		const world = contactWorld();
		const id = world.byHand(mei);
		const { cursor } = await world.readChanges(null);
		world.microsoft.person.deleteFolder(world.folderId);
		await expect(world.readChanges(cursor)).rejects.toMatchObject({ kind: 'containerGone' });
		await expect(world.readChanges(null)).rejects.toMatchObject({ kind: 'containerGone' });
		await expect(world.system.readMany([id])).rejects.toMatchObject({ kind: 'containerGone' });
		await expect(world.system.identify()).rejects.toMatchObject({ kind: 'containerGone' });
	});
});

describe('a contact as Graph tells it', () => {
	it('unset members are empty, whether null, empty text or empty object', async () => {
		const world = contactWorld();
		world.byHand({});
		await world.create({ lastName: 'x' });
		const { changes } = await world.readChanges(null);
		for (const change of changes) {
			if (change.kind !== 'upsert') throw new Error(change.kind);
			expect(contactOf(change.snapshot)).toMatchObject({ firstName: '', company: '', emails: [], phones: [], addresses: [], website: '', birthday: '', notes: '', tags: [] });
		}
	});

	const recorded = recordedContact();
	it.skipIf(recorded === null)('recorded contacts are read without loss (skipped where the recordings are absent)', () => {
		expect(contactOf(snapshotFromGraph(recorded ?? {}, { account: '', container: '' }))).toMatchObject({
			firstName: 'Ada', lastName: 'Lovelace', company: 'Analytical Engines BV', birthday: '1815-12-10', website: 'https://example.test/ada',
			emails: ['ada.lovelace@example.test', 'ada@home.example.test'],
			phones: [{ kind: 'work', number: '+31 20 123 4567' }, { kind: 'home', number: '+31 20 765 4321' }, { kind: 'mobile', number: '+31 6 1234 5678' }],
			addresses: [{ kind: 'work', street: 'Keizersgracht 1', city: 'Amsterdam', postalCode: '1015 CJ', country: 'Netherlands' }, { kind: 'home', street: 'Herengracht 2', city: 'Amsterdam', country: 'Netherlands' }],
			tags: ['Fixture', 'Engineering'],
		});
	});
});

function recordedContact(): Record<string, unknown> | null {
	try {
		const page = JSON.parse(readFileSync(join(__dirname, '../../../../shared/recorded/graph/contacts/contacts_delta_snapshot.json'), 'utf8')) as { value: Array<Record<string, unknown>> };
		return page.value[0] ?? null;
	} catch {
		return null;
	}
}

describe('looking for a partner', () => {
	it('finds by any address, by name with a phone, and by the mark; nothing else', async () => {
		const world = contactWorld();
		const ids = [
			world.byHand({ givenName: 'A', emailAddresses: [{ address: 'first@x.example' }, { address: 'Ann@x.example' }] }),
			world.byHand({ givenName: 'Ann', surname: "O'Neil", businessPhones: ['1'] }),
			await world.create({ firstName: 'Renamed', lastName: 'x' }),
		];
		world.byHand({ givenName: 'Stranger', surname: 'Other' });
		const record = { ...contactOf(await anyContact(world)), firstName: 'Ann', lastName: "O'Neil", emails: ['ann@x.example'], phones: [{ kind: 'work' as const, number: '1' }] };
		const found = await world.system.findCandidates([{ ...record, source: { ...record.source, id: stamp.partnerId } }]);
		expect(found.map(({ id }) => id).sort()).toEqual(ids.sort());
	});

	it('looks through the whole folder for many records, and where the filter is not taken', async () => {
		const world = contactWorld();
		const id = world.byHand(mei);
		const record = contactOf(await anyContact(world));
		world.asked();
		expect((await world.system.findCandidates(Array.from({ length: 11 }, () => record))).map((snapshot) => snapshot.id)).toEqual([id]);
		expect(world.asked()).toHaveLength(1);
		world.sandbox.control.faults.add({ service: 'microsoft', kind: 'status', status: 400, nth: 1, only: 'read' });
		expect((await world.system.findCandidates([record])).map((snapshot) => snapshot.id)).toEqual([id]);
	});

	it('finds what was created since a time, with its mark', async () => {
		const world = contactWorld();
		world.byHand(mei);
		world.later(60_000);
		const since = world.sandbox.world.clock.now();
		const id = await world.create({ lastName: 'New' });
		expect(await world.system.createdSince(since)).toMatchObject([{ id, stamp }]);
		world.sandbox.control.faults.add({ service: 'microsoft', kind: 'status', status: 400, nth: 1, only: 'read' });
		expect(await world.system.createdSince(since)).toMatchObject([{ id, stamp }]);
	});
});

async function anyContact(world: ReturnType<typeof contactWorld>) {
	const { changes } = await world.readChanges(null);
	const [first] = changes;
	return first?.kind === 'upsert' ? first.snapshot : undefined;
}

describe('account and folder', () => {
	it('are named by address and name, and the folder is the own one', async () => {
		const world = contactWorld();
		expect(await world.system.identify()).toMatchObject({ account: expect.stringContaining('@') as string, container: world.folderId, containerName: 'Zoho CRM', writable: true, owned: true });
	});

	it('of an application are the mailbox it was given, without a look into the directory', async () => {
		const mailbox = contactWorld().microsoft.state.mailboxes.values().next().value?.user.mail ?? '';
		const world = contactWorld({ mailbox, asApplication: true });
		world.asked();
		expect(await world.system.identify()).toMatchObject({ account: mailbox.toLowerCase(), container: world.folderId });
		expect(world.asked()).toHaveLength(1);
	});

	it('folders are listed with the main one first, and made once: the second time the first one is found', async () => {
		const world = contactWorld();
		expect((await world.directory.containers()).map(({ name, primary }) => [name, primary])).toEqual([['Zoho CRM', false]]);
		world.microsoft.person.createContact({ givenName: 'Main' });
		expect((await world.directory.containers()).map(({ primary }) => primary)).toEqual([true, false]);
		const made = await world.directory.createContainer?.('Team');
		expect(await world.directory.createContainer?.('Team')).toMatchObject({ id: made?.id });
		expect(await world.directory.containers('tea')).toMatchObject([{ name: 'Team' }]);
	});

	it('the folder is deleted on demand, twice without complaint; the main one never (O10)', async () => {
		const world = contactWorld();
		world.byHand(mei);
		await world.system.deleteContainer?.();
		await world.system.deleteContainer?.();
		expect(world.microsoft.person.folderList().map(({ isDefault }) => isDefault)).toEqual([true]);
		const main = world.microsoft.person.folderList()[0]?.id ?? '';
		for (const isEmpty of [true, false]) {
			if (!isEmpty) world.microsoft.person.createContact({ givenName: 'Main' });
			await expect(world.reconnect(main).deleteContainer?.()).rejects.toMatchObject({ kind: 'rejected' });
		}
		expect(world.microsoft.person.folderList()).toHaveLength(1);
	});

	it('a folder with other folders in it is not deleted, because they would go with it; without them it is (O10)', async () => {
		const world = contactWorld();
		const { state, person } = world.microsoft;
		const mailbox = state.mailboxOf([...state.users.values()][0] ?? expect.fail('There is no user.'));
		const inside = state.addContactFolder(mailbox, 'Inside', state.contactFolderIn(mailbox, world.folderId));
		await expect(world.system.deleteContainer?.()).rejects.toMatchObject({ kind: 'rejected', message: expect.stringMatching(/holds other folders.*Nothing was changed/) as string });
		expect(person.folderList().map(({ name }) => name)).toEqual(['Contacts', 'Zoho CRM', 'Inside']);
		inside.removed = true;
		await world.system.deleteContainer?.();
		expect(person.folderList().map(({ name }) => name)).toEqual(['Contacts']);
	});

	it('a 404 says nothing once the folder itself is gone, also when it went after the feed was read', async () => {
		const world = contactWorld();
		const id = world.byHand(mei);
		const { cursor } = await world.readChanges(null);
		world.microsoft.person.removeContact(id);
		expect((await world.readChanges(cursor)).changes).toEqual([{ kind: 'missing', id }]);
		world.microsoft.person.deleteFolder(world.folderId);
		await expect(world.system.readMany([id])).rejects.toMatchObject({ kind: 'containerGone' });
		await expect(world.system.read(id)).rejects.toMatchObject({ kind: 'containerGone' });
	});

	it('push messages are asked for the folder', async () => {
		const world = contactWorld();
		world.asked();
		await world.system.subscribe?.('https://n8n.example/hook', 'secret').catch(() => undefined);
		const [sent] = world.requests.filter(({ method }) => method === 'POST');
		expect(sent?.body).toMatchObject({ resource: `me/contactFolders/${encodeURIComponent(world.folderId)}/contacts` });
	});
});
