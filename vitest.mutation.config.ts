import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Left out: what drives the sandbox, and sweeps over every point of interruption. They take seconds each, every surviving mutant
 * would have to be shown to all of them, and what they find the quick ones find as well. It can only make the score lower.
 */
const SLOW_SWEEPS = ['deactivatingKilled', 'deactivatingReactivation'];

const folder = join(__dirname, 'test/unit/sync');
const drivesSandbox = (file: string): boolean => readFileSync(join(folder, file), 'utf8').includes('/property/');
const slow = readdirSync(folder).filter((file) => SLOW_SWEEPS.includes(file.replace('.test.ts', '')) || drivesSandbox(file));

/** Subjects whose tests take a second and more, because they work through long runs. */
const LONG_TESTS = /(deactivating\w*|delivering|longRuns|undoing)\.test\.ts$/;

/** Nearly every mutant is found by a test of a pure function; those of the whole engine are only asked when they have missed it, the long ones last. */
class PureFunctionsFirst extends BaseSequencer {
	override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
		const inOrder = files.map((file) => ({ file, turn: LONG_TESTS.test(file.moduleId) ? 2 : Number(readFileSync(file.moduleId, 'utf8').includes('new MemoryPair')) }));
		return inOrder.sort((a, b) => a.turn - b.turn || a.file.moduleId.localeCompare(b.file.moduleId)).map(({ file }) => file);
	}
}

/**
 * Vitest starts a new worker for every run, and every mutant is a run: most of the time would go into loading the same files.
 * One worker does for all of them, because mutants are switched on while the code is loaded already (`ignoreStatic`).
 */
async function keepWorkers(): Promise<void> {
	const ofVitest = createRequire(require.resolve('vitest/package.json'));
	const { Tinypool } = (await import(pathToFileURL(ofVitest.resolve('tinypool')).href)) as { Tinypool: { prototype: { recycleWorkers(): Promise<void> } } };
	Tinypool.prototype.recycleWorkers = async () => {};
}

export default defineConfig(async () => {
	await keepWorkers();
	return {
		test: {
			include: ['test/unit/sync/**/*.test.ts', 'test/unit/mapping.test.ts'],
			exclude: slow.map((file) => `test/unit/sync/${file}`),
			sequence: { sequencer: PureFunctionsFirst },
			poolOptions: { threads: { isolate: false, singleThread: true } },
		},
	};
});
