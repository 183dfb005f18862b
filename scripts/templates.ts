import { staleTemplates, writeTemplates } from './templates/files';

const say = (line: string): void => {
	process.stdout.write(`${line}\n`);
};

if (process.argv.includes('--check')) {
	const stale = staleTemplates();
	for (const path of stale) say(`workflows/${path} is out of date`);
	if (stale.length > 0) {
		say('Run `npm run templates` and commit what it writes.');
		process.exitCode = 1;
	} else say('All templates are up to date.');
} else {
	const written = writeTemplates();
	say(written.length === 0 ? 'All templates were up to date.' : written.map((path) => `Wrote workflows/${path}`).join('\n'));
}
