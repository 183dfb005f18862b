import * as fs from 'node:fs';
import { leaseOwner, openSqliteStore } from '../../../store';
import { event, link, sync } from '../samples';

/** Commits batch after batch until it is killed, and prints each number once its commit has returned. */
async function main(file: string, from: number): Promise<void> {
	const store = openSqliteStore({ file });
	const lease = await store.acquireLease('work', leaseOwner('committer'), 3_600_000, Date.now());
	if (lease === null) throw new Error('the lease is held by a dead process');
	for (let number = from; ; number += 1) {
		const id = String(number);
		const { title } = event(id);
		await store.commit({
			sync,
			lease,
			now: number,
			links: [link({ crmId: id, calendarId: id })],
			recheck: [{ side: 'crm', recordId: id }],
			sightings: [{ side: 'crm', recordId: id, revision: 'r', digest: null, reason: 'x' }],
			journal: [
				{ sync, at: number, run: 'r', side: 'crm', recordId: id, action: 'create', reason: '', fields: [], before: null, after: { title } },
			],
		});
		fs.writeSync(1, `${number}\n`);
	}
}

const [file = '', from = '0'] = process.argv.slice(2);
void main(file, Number(from));
