import fc from 'fast-check';
import { test } from 'vitest';
import { command } from './commands';
import { History } from './history';
import { checkAtRest } from './invariants';

test('scratch', async () => {
	const all = fc.sample(fc.array(command, { minLength: 5, maxLength: 40, size: 'max' }), { numRuns: Number(process.env.N ?? 40), seed: Number(process.env.SEED ?? 1) });
	const counts: Record<string, number> = {};
	const start = Date.now();
	let n = 0;
	for (const commands of all) {
		n++;
		const h = new History();
		const t = Date.now();
		try { await h.run(commands); await checkAtRest(h); } catch (e) {
			const m = String((e as Error).message).slice(0, 200);
			const key = m.replace(/\d{3,}|[a-z0-9]{20,}/g, '#').slice(0, 120);
			counts[key] = (counts[key] ?? 0) + 1;
			if (counts[key] === 1) console.log(m, '\n', (e as Error).stack?.split('\n').filter(l => l.includes('test/property')).slice(0,3).join('\n'), '\n', commands.map(c => JSON.stringify(c)).slice(0,60).join(' '));
		}
		await h.pair.store.close();
		if (Date.now() - t > 3000) console.log('slow', Date.now() - t, commands.map(c => c.op).join(' '));
		if (Date.now() - start > 45000) break;
	}
	console.log(n, Date.now() - start, counts);
});
