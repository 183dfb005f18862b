// Mutation tests of the engine: `npm run test:mutation`. What they tell, and which mutants survive why: docs/mutation.md.

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
	testRunner: 'vitest',
	vitest: { configFile: 'vitest.mutation.config.ts', related: false },
	plugins: ['@stryker-mutator/vitest-runner', './scripts/mutation/textsForPeople.mjs'],
	// Types hold no behaviour.
	mutate: ['sync/**/*.ts', '!sync/types/**'],
	ignorers: ['texts for people'],
	// Tables that are made while a file is loaded would need a fresh process each; the tests of the rows cover them.
	ignoreStatic: true,
	coverageAnalysis: 'perTest',
	// Stores in memory pile up in a worker that is used again and again.
	maxTestRunnerReuse: 400,
	concurrency: 2,
	tempDirName: '.local/stryker',
	ignorePatterns: ['**', '!package.json', '!tsconfig.json', '!vitest.mutation.config.ts', '!sync/**', '!store/**', '!systems/**', '!sandbox/**', '!test/**'],
	reporters: ['progress-append-only', 'json', 'html'],
	jsonReporter: { fileName: '.local/mutation/report.json' },
	htmlReporter: { fileName: '.local/mutation/report.html' },
	thresholds: { high: 95, low: 90, break: 85 },
};
