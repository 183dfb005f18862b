import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Nearly every mutant is found by a quick test; the slower ones are only asked when those have missed it. */
class QuickTestsFirst extends BaseSequencer {
	override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
		const inOrder = files.map((file) => ({ file, cost: costOf(file.moduleId) }));
		return inOrder.sort((a, b) => a.cost - b.cost || a.file.moduleId.localeCompare(b.file.moduleId)).map(({ file }) => file);
	}
}

/** Pure functions, then the engine in memory, then the engine with the sandbox. */
function costOf(testFile: string): number {
	const text = readFileSync(testFile, 'utf8');
	if (text.includes('property/')) return 2;
	return text.includes('support/memoryPair') ? 1 : 0;
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
			sequence: { sequencer: QuickTestsFirst },
			poolOptions: { threads: { isolate: false, singleThread: true } },
		},
	};
});
