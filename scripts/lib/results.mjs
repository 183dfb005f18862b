import { existsSync, readFileSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { root } from './paths.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Count */

export const NOTHING = { passed: 0, failed: 0, skipped: 0 };

export function add(first, second) {
	return {
		passed: first.passed + second.passed,
		failed: first.failed + second.failed,
		skipped: first.skipped + second.skipped,
	};
}

function countFile(file) {
	const statuses = file.assertionResults.map((test) => test.status);
	const count = {
		passed: statuses.filter((status) => status === 'passed').length,
		failed: statuses.filter((status) => status === 'failed').length,
		skipped: statuses.filter((status) => status !== 'passed' && status !== 'failed').length,
	};
	// A file that could not even be loaded, or whose set-up failed, has no failed test of its own.
	return file.status === 'failed' && count.failed === 0 ? { ...count, failed: 1 } : count;
}

/**
 * Counts of one Vitest run by tier (the folder below test/), from its JSON report. A run that left no report, or that
 * ended in an error although every test passed, counts as one failure.
 */
export function readResults(reportFile, exitCode) {
	const tiers = new Map();
	const report = existsSync(reportFile) ? JSON.parse(readFileSync(reportFile, 'utf8')) : { testResults: [] };
	for (const file of report.testResults) {
		const tier = relative(root, file.name).split(sep)[1] ?? 'other';
		tiers.set(tier, add(tiers.get(tier) ?? NOTHING, countFile(file)));
	}
	const failed = [...tiers.values()].some((count) => count.failed > 0);
	if (exitCode !== 0 && !failed) tiers.set('the run itself', { ...NOTHING, failed: 1 });
	return tiers;
}

export function inWords({ passed, failed, skipped }) {
	return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
