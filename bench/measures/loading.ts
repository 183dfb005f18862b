import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { time, type Section } from '../report';
import { projectFolder } from '../../test/e2e/support/tarball';

interface Probe {
	milliseconds: number;
	megabytes: number;
	modules: unknown[];
}

const runs = 5;

/** Requires every node and credential of the built package in a fresh process, several times. */
export async function loading(): Promise<Section> {
	const probe = join(projectFolder, 'test', 'e2e', 'support', 'loadProbe.cjs');
	const results = Array.from({ length: runs }, () => JSON.parse(execFileSync(process.execPath, [probe, projectFolder], { encoding: 'utf8' })) as Probe);
	const milliseconds = median(results.map((result) => result.milliseconds));
	const megabytes = median(results.map((result) => result.megabytes));
	return {
		title: 'Loading',
		about: `All ${results[0]?.modules.length ?? 0} node and credential files, required in a fresh process; median of ${runs}.`,
		rows: [
			time('time', `${milliseconds.toFixed(0)} ms`, '≤ 150 ms', milliseconds <= 150),
			time('memory', `${megabytes.toFixed(1)} MB`, '≤ 25 MB', megabytes <= 25),
		],
	};
}

function median(values: number[]): number {
	return values.sort((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;
}
