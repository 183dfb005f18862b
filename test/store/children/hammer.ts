import { setTimeout as wait } from 'node:timers/promises';
import { leaseOwner, openSqliteStore } from '../../../store';
import { link, sync } from '../samples';

/** Takes the one lease again and again, and counts in the cursor what only its holder may count. Prints the tokens it held. */
async function main(file: string, name: string, rounds: number): Promise<void> {
	const store = openSqliteStore({ file });
	const tokens: number[] = [];
	while (tokens.length < rounds) {
		const lease = await store.acquireLease('work', leaseOwner(name), 60_000, Date.now());
		if (lease === null) {
			await wait(2);
			continue;
		}
		const counted = (await store.getCursor(sync, 'crm'))?.count;
		const count = typeof counted === 'number' ? counted + 1 : 1;
		const now = Date.now();
		// Gives the other processes their chance to break in between reading and writing.
		await wait(0);
		await store.commitFeed({ sync, side: 'crm', lease, now, entries: [], dropped: [], seen: [], sightings: [], cursor: { count } });
		const id = `${name} ${tokens.length}`;
		await store.commit({ sync, lease, now, links: [link({ crmId: id, calendarId: id })] });
		await store.releaseLease(lease);
		tokens.push(lease.token);
	}
	await store.close();
	process.stdout.write(JSON.stringify(tokens));
}

const [file = '', name = '', rounds = '0'] = process.argv.slice(2);
void main(file, name, Number(rounds));
