import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../../store';
import type { Link } from '../../sync/types';
import { time, type Section } from '../report';

const links = 1_000_000;
const batch = 10_000;
const wanted = 500;
const rounds = 21;

/** How long the store takes to look up the links of a full page among very many. */
export async function millionLinks(): Promise<Section> {
	const folder = mkdtempSync(join(tmpdir(), 'crm-sync-links-'));
	const store = openSqliteStore({ file: join(folder, 'sync.sqlite') });
	try {
		const lease = await store.acquireLease('bench', 'bench', 60 * 60_000, 0);
		if (lease === null) throw new Error('The lease of a store that nobody else uses was refused.');
		for (let first = 0; first < links; first += batch) {
			const made = Array.from({ length: batch }, (_, index) => linkNumber(first + index));
			await store.commit({ sync: 'bench', lease, now: 0, links: made });
		}
		const times: number[] = [];
		for (let round = 0; round < rounds; round += 1) {
			const ids = Array.from({ length: wanted }, (_, index) => `crm-${(index * 1_999 + round * 7_919) % links}`);
			const began = performance.now();
			const found = await store.linksByRecord('bench', 'crm', ids);
			times.push(performance.now() - began);
			if (found.length !== wanted) throw new Error(`${found.length} links were found instead of ${wanted}.`);
		}
		const median = times.sort((left, right) => left - right)[Math.floor(rounds / 2)] ?? 0;
		return {
			title: 'Store',
			about: `SQLite file with ${links.toLocaleString('en')} links; median of ${rounds} look-ups.`,
			rows: [time(`look up ${wanted} links`, `${median.toFixed(1)} ms`, '≤ 10 ms', median <= 10)],
		};
	} finally {
		await store.close();
		rmSync(folder, { recursive: true, force: true });
	}
}

function linkNumber(number: number): Link {
	const hashes = { title: 'abcdefghijk', time: 'lmnopqrstuv', location: 'wxyzabcdefg', description: 'hijklmnopqr' };
	return {
		id: 0, sync: 'bench', crmId: `crm-${number}`, calendarId: `calendar-${number}`, origin: 'crm', createdByUs: true, state: 'linked', generation: 0,
		baseline: { crm: hashes, calendar: hashes }, seen: { crm: null, calendar: null }, key: null, intentAt: null, contentKey: null, version: 0, updatedAt: 0,
	};
}
