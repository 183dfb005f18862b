import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { inLocal, inRoot } from './paths.mjs';
import { add, inWords, NOTHING, readResults } from './results.mjs';
import { openStep, say } from './step.mjs';

const VITEST = inRoot('node_modules', 'vitest', 'vitest.mjs');

/** Tiers that need nothing but the libraries, in the order in which a failure says most. */
export const TIERS = ['unit', 'property', 'store', 'contract', 'workflow'];

function hasTests(tier) {
	const folder = inRoot('test', tier);
	return existsSync(folder) && readdirSync(folder, { recursive: true }).some((name) => name.endsWith('.test.ts'));
}

/** Runs the named tiers in one Vitest run; returns the counts by tier. */
export async function runTiers(node, env, tiers, extraArguments = []) {
	const present = tiers.filter(hasTests);
	for (const tier of tiers.filter((name) => !present.includes(name))) say(`No tests in test/${tier} yet.`);
	if (present.length === 0) return new Map();
	const report = inLocal('results', `${tiers.join('-')}.json`);
	mkdirSync(inLocal('results'), { recursive: true });
	rmSync(report, { force: true });
	const code = await openStep({
		command: node.executable,
		args: [
			VITEST,
			'run',
			...present.flatMap((tier) => ['--project', tier]),
			'--reporter=default',
			'--reporter=json',
			`--outputFile.json=${report}`,
			...extraArguments,
		],
		env,
	});
	return readResults(report, code);
}

/** Prints one line per tier and, last, the sum in the form every machine can read. Returns the exit code. */
export function closeWith(results) {
	const total = [...results.values()].reduce(add, NOTHING);
	say('');
	for (const [name, count] of results) say(`${name.padEnd(14)} ${inWords(count)}`);
	say(inWords(total));
	return total.failed > 0 || total.passed === 0 ? 1 : 0;
}

/** Runs a check that has no tests of its own (lint, types, build) and counts it as one. */
export async function countedCheck(name, results, check) {
	say(`\n— ${name}`);
	const succeeded = await check();
	results.set(name, succeeded ? { ...NOTHING, passed: 1 } : { ...NOTHING, failed: 1 });
	return succeeded;
}
