import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { inLocal, inRoot } from './paths.mjs';
import { openStep, say } from './step.mjs';
import { closeWith, countedCheck } from './tests.mjs';

/** How good the tests of the engine are. Both write below .local, and end in one counted check. */

const STRYKER = inRoot('node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');
const VITEST = inRoot('node_modules', 'vitest', 'vitest.mjs');
const REPORT = inLocal('mutation', 'report.json');

/** The tests that are meant to cover the engine by themselves, without a vendor and without n8n. */
const ENGINE_TESTS = ['test/unit/sync', 'test/unit/mapping.test.ts'];
const LEAST_BRANCHES = 95;

/** The rules by which everything is decided: pure functions, shown to the tests of pure functions alone, in a minute or two. */
const CORE = [
	'sync/plan/**/*.ts', 'sync/record/**/*.ts', 'sync/mapping/**/*.ts', 'sync/view.ts', 'sync/side.ts',
	'sync/ingest/classify.ts', 'sync/ingest/filters.ts', 'sync/ingest/window.ts', 'sync/apply/match.ts',
];

/** The merge alone, for the whole check of a checkout, which has little time. */
const MERGE = ['sync/plan/**/*.ts'];

const PARTS = new Map([['--core', CORE], ['--merge', MERGE]]);

function testsOfPureFunctions() {
	const folder = 'test/unit/sync';
	const isPure = (file) => !/new MemoryPair|\/property\//.test(readFileSync(inRoot(folder, file), 'utf8'));
	return [...readdirSync(inRoot(folder)).filter((file) => file.endsWith('.test.ts') && isPure(file)).map((file) => `${folder}/${file}`), 'test/unit/mapping.test.ts'];
}

const FOUND = ['Killed', 'Timeout'];
const MISSED = ['Survived', 'NoCoverage'];

function countMutants(mutants) {
	const of = (states) => mutants.filter(({ status }) => states.includes(status)).length;
	return { found: of(FOUND), missed: of(MISSED) };
}

function percent({ found, missed }) {
	return found + missed === 0 ? '    –' : `${((100 * found) / (found + missed)).toFixed(1).padStart(5)} %`;
}

/** One line per file, and the survivors in the form in which docs/mutation.md lists them. */
function printMutants({ files }) {
	const sorted = Object.entries(files).sort(([a], [b]) => a.localeCompare(b));
	for (const [file, { mutants }] of sorted) {
		const counts = countMutants(mutants);
		say(`${percent(counts)}  ${file}: ${counts.found} found, ${counts.missed} missed`);
	}
	for (const [file, { source, mutants }] of sorted) {
		const lines = source.split('\n');
		for (const { status, mutatorName, replacement, location } of mutants.filter((mutant) => MISSED.includes(mutant.status))) {
			const { line, column } = location.start;
			say(`${file}:${line}:${column} ${status} ${mutatorName}: ${lines[line - 1]?.trim()} → ${replacement?.replace(/\s+/g, ' ').slice(0, 100)}`);
		}
	}
	say(`${percent(countMutants(sorted.flatMap(([, { mutants }]) => mutants)))}  of all mutants found`);
}

/**
 * Changes the engine in thousands of small ways and looks whether a test notices: `npm run test:mutation`. With `-- --core` only
 * its rules, with `-- --merge` only the merge of fields, with `-- --mutate 'sync/apply/**'` only there; `-- --concurrency 1` leaves a core free. Fails below the threshold
 * of stryker.config.mjs.
 */
export async function testMutation({ node, env, rest: given }) {
	const results = new Map();
	const rest = given.flatMap((argument) => (PARTS.has(argument) ? ['--mutate', PARTS.get(argument).join(','), '--testFiles', testsOfPureFunctions().join(',')] : [argument]));
	rmSync(REPORT, { force: true });
	await countedCheck('mutation', results, async () => (await openStep({ command: node.executable, args: [STRYKER, 'run', ...rest], env })) === 0);
	if (existsSync(REPORT)) printMutants(JSON.parse(readFileSync(REPORT, 'utf8')));
	return closeWith(results);
}

/** Branches of the engine that its own tests go through: `npm run test:coverage`. */
export async function testCoverage({ node, env, rest }) {
	const results = new Map();
	const args = [
		VITEST, 'run', '--project', 'unit', ...ENGINE_TESTS, '--coverage', `--coverage.thresholds.branches=${LEAST_BRANCHES}`,
		`--coverage.reportsDirectory=${inLocal('coverage')}`, ...rest,
	];
	await countedCheck('coverage', results, async () => (await openStep({ command: node.executable, args, env })) === 0);
	return closeWith(results);
}
