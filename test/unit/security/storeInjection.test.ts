import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteStore } from '../../../store';
import type { SyncStore } from '../../../sync/types';
import { commit, entry, event, feed, link, minute, sync as bystander, syncRow, take } from '../../store/samples';

/** Texts that end a literal, a list or a statement, in SQL and in JSON. */
const injections = [
	"'", '"', '`', ';', '--', '/*', "'; DROP TABLE links; --", "' OR '1'='1", "x' UNION SELECT * FROM channels --", "') OR 1=1 --", '%', '_', '\\', "\\'", '?', '?1', ':name', '@name', '$name',
	'1; ATTACH DATABASE "/tmp/x" AS x', '[1]', '["a"]', '{"a":1}', 'null', '"', '\\u0000', '\u0000', 'a\u0000b', '\ud800', '1e999', '-1', '0', ' ', 'LIMIT 1', 'ORDER BY 1', '💣', 'ﬀ', 'x'.repeat(10_000),
];
const text = fc.oneof(fc.constantFrom(...injections), fc.string({ unit: 'binary' }), fc.tuple(fc.constantFrom(...injections), fc.string()).map((parts) => parts.join(''))).filter((one) => one !== '');
/** SQLite keeps texts as UTF-8, so half a character cannot come back; vendors' ids and names are whole. */
const whole = text.filter((one) => !/\p{Cs}/u.test(one));

describe('texts from outside in the store', () => {
	let store: SyncStore;

	beforeEach(async () => {
		store = openSqliteStore({ file: ':memory:' });
		await store.saveSync(syncRow());
		const lease = await take(store);
		await feed(store, lease, { entries: [entry('bystander')], cursor: { token: 't' } });
		await commit(store, lease, { links: [link()], journal: [{ sync: bystander, at: 1, run: 'r', side: 'crm', recordId: 'c1', action: 'create', reason: '', fields: [], before: null, after: null }] });
		await store.saveChannel({ sync: bystander, side: 'crm', key: 'k', subscription: { id: 'c', expiresAt: 1, token: 't' }, createdAt: 0 });
		await store.releaseLease(lease);
	});

	afterEach(async () => await store.close());

	/** What a sync that nobody touches must go on holding. */
	const untouched = async () => ({
		sync: await store.getSync(bystander),
		rows: await store.listRows(bystander, {}),
		links: await store.listLinks(bystander, { limit: 10 }),
		journal: await store.listJournal(bystander, { limit: 10 }),
		channels: await store.getChannels(bystander, 'crm'),
		cursor: await store.getCursor(bystander, 'crm'),
	});

	it('are values in every method: they come back as they are, and find, change and remove nothing else', async () => {
		const before = await untouched();
		await fc.assert(
			fc.asyncProperty(whole, whole, whole, async (name, id, word) => {
				fc.pre(name !== bystander);
				await store.saveSync({ ...syncRow(name), sides: { crm: { ...required(syncRow().sides.crm), lastProblem: word }, calendar: null } });
				expect((await store.getSync(name))?.sides.crm?.lastProblem).toBe(word);
				const lease = await take(store, name, word);
				await store.commitFeed({ sync: name, side: 'crm', lease, now: 0, entries: [{ ...entry(id), record: { ...event(id, word), custom: { [word]: word } }, revision: word, digest: word }], dropped: [], seen: [], sightings: [{ recordId: id, revision: word, digest: word, reason: word }], cursor: { [word]: word } });
				expect(await store.getCursor(name, 'crm')).toEqual(Object.fromEntries([[word, word]]));
				const [row] = (await store.deliver({ sync: name, side: 'crm', limit: 10, now: 0, leaseUntil: minute, owner: word })).rows;
				expect([row?.recordId, row?.record && 'title' in row.record ? row.record.title : null, row?.revision]).toEqual([id, word, word]);
				const [saved] = await store.commit({ sync: name, lease, now: 0, links: [{ ...link(), crmId: id, calendarId: word, key: word, contentKey: word }], rows: [{ id: row?.id ?? 0, outcome: 'held', reason: word }], journal: [{ sync: name, at: 1, run: word, side: 'crm', recordId: id, action: 'update', reason: word, fields: [`custom.${word}`], before: null, after: { title: word } }], images: [{ side: 'crm', recordId: id, values: { title: word } }] });
				expect((await store.linksByRecord(name, 'crm', [id])).map((one) => one.calendarId)).toEqual([word]);
				expect((await store.linksByRecord(name, 'calendar', [word, 'other'])).map((one) => one.id)).toEqual([saved?.id]);
				expect((await store.getImages(name, 'crm', [id])).map(({ values }) => values.title)).toEqual([word]);
				expect((await store.listRows(name, { recordIds: [id], states: ['held'], limit: 5 })).map(({ reason }) => reason)).toEqual([word]);
				expect((await store.getSightings(name, 'crm', [id])).map(({ reason }) => reason)).toEqual([word]);
				expect((await store.listJournal(name, { run: word, recordId: id, limit: 5 })).map(({ reason, after }) => [reason, after?.title])).toEqual([[word, word]]);
				expect(await store.countJournal(name, { side: 'crm', action: 'update', since: 0 })).toBe(1);
				await store.saveChannel({ sync: name, side: 'crm', key: word, subscription: { id: word, expiresAt: 1, token: word }, createdAt: 0 });
				expect((await store.getChannelByKey(word))?.subscription.token).toBe(word);
				expect(await store.releaseRows(name, 'all', 0)).toBe(1);
				expect(await store.discardRows(name, 'all')).toBe(0);
				await store.forgetContents(name, 'crm');
				await store.prune(name, 'crm', 0);
				await store.removeChannel(word === 'k' ? '' : word);
				await store.clearCursor(name, 'crm');
				await store.releaseLease(lease);
				await store.forgetSync(name, 'everything');
				expect([await store.getSync(name), await store.listLinks(name, { limit: 5 }), await store.listRows(name, {}), await store.listJournal(name, { limit: 5 })]).toEqual([null, [], [], []]);
			}),
			{ numRuns: 300 },
		);
		expect(await untouched()).toEqual(before);
	}, 60_000);

	it('that look for something find only what is spelt like them', async () => {
		await fc.assert(
			fc.asyncProperty(text, async (word) => {
				fc.pre(![bystander, 'c1', 'g1', 'bystander', 'r', 'k', 'crm'].includes(word));
				expect(await store.getSync(word)).toBeNull();
				expect(await store.linksByRecord(bystander, 'crm', [word])).toEqual([]);
				expect(await store.listRows(bystander, { recordIds: [word] })).toEqual([]);
				expect(await store.listRows(bystander, { states: [word as 'held'] })).toEqual([]);
				expect(await store.listLinks(bystander, { state: word as 'linked', limit: 5 })).toEqual([]);
				expect(await store.getSightings(bystander, 'crm', [word])).toEqual([]);
				expect(await store.listJournal(bystander, { run: word, limit: 5 })).toEqual([]);
				expect(await store.listJournal(bystander, { recordId: word, limit: 5 })).toEqual([]);
				expect(await store.getChannelByKey(word)).toBeNull();
				expect(await store.countLinks(word)).toBe(0);
			}),
			{ numRuns: 300 },
		);
	}, 60_000);

	it('a deep record, a long text and many guests are kept and come back', async () => {
		const lease = await take(store);
		const record = { ...event('big'), description: 'ä'.repeat(5_000_000), attendees: Array.from({ length: 100_000 }, (_, index) => ({ email: `g${index}@b.example` })) };
		await feed(store, lease, { entries: [{ ...entry('big'), record }] });
		const [row] = await store.listRows(bystander, { recordIds: ['big'] });
		expect(row?.record).toEqual(record);
	});
});

describe('the statements', () => {
	it('are put together from names in the code and never from values', () => {
		const root = resolve(__dirname, '../../../store');
		const parts = new Set<string>();
		for (const file of readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))) {
			for (const [statement] of readFileSync(join(root, file), 'utf8').matchAll(/`[^`]*\b(?:SELECT|INSERT|UPDATE|DELETE|PRAGMA)\b[^`]*`/g)) {
				for (const [part] of statement.matchAll(/\$\{[^}]*\}/g)) parts.add(part.slice(2, -1));
			}
		}
		// Columns and tables by a fixed list, and pieces of statements that stand in the code.
		const known = ['linkIdColumn[side]', 'seenColumn[side]', 'column', 'table', 'limit', 'release', "conditions.join(' AND ')", "side === 'crm' ? 'crm' : 'calendar'"];
		expect([...parts].filter((part) => !known.includes(part))).toEqual([]);
		expect(parts.size).toBeGreaterThan(3);
	});
});

function required<Value>(value: Value | null): Value {
	if (value === null) throw new Error('the sample has no CRM side');
	return value;
}
