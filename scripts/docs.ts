// The pages of docs/ that are made from the code, so that they cannot say anything else than the code.
import { staleDocs, writeDocs } from './docs/files';

const say = (line: string): void => {
	process.stdout.write(`${line}\n`);
};

async function check(): Promise<void> {
	const stale = await staleDocs();
	for (const path of stale) say(`docs/${path} is out of date`);
	if (stale.length === 0) return say('All generated pages are up to date.');
	say('Run `npx tsx scripts/docs.ts` and commit what it writes.');
	process.exitCode = 1;
}

async function write(): Promise<void> {
	const written = await writeDocs();
	say(written.length === 0 ? 'All generated pages were up to date.' : written.map((path) => `Wrote docs/${path}`).join('\n'));
}

void (process.argv.includes('--check') ? check() : write());
