import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

interface Tier {
	name: string;
	testTimeout: number;
}

/** One project per tier (docs/maintainers.md, Tests), so that each can be run alone and counted apart. */
const TIERS: Tier[] = [
	{ name: 'unit', testTimeout: 10 * SECOND },
	{ name: 'property', testTimeout: 10 * MINUTE },
	{ name: 'store', testTimeout: 30 * SECOND },
	{ name: 'contract', testTimeout: MINUTE },
	{ name: 'workflow', testTimeout: 2 * MINUTE },
];

/** Needs an installed n8n and a browser: only `npm run test:e2e` sees to both. */
const END_TO_END: Tier = { name: 'e2e', testTimeout: 10 * MINUTE };

const tiers = process.env.CRM_SYNC_E2E ? [...TIERS, END_TO_END] : TIERS;

export default defineConfig({
	resolve: {
		// n8n loads nodes with `require`. The same build must be used here: with the ESM build beside it, the error classes
		// that a node throws or catches would not be those of n8n's engine.
		alias: [{ find: /^n8n-workflow$/, replacement: join(__dirname, 'node_modules/n8n-workflow/dist/cjs/index.js') }],
	},
	test: {
		pool: 'forks',
		// One n8n at a time: times are measured there. Vitest takes this setting for all projects only.
		fileParallelism: !process.env.CRM_SYNC_E2E,
		// Node's own SQLite still announces itself as experimental, once per process.
		poolOptions: { forks: { maxForks: 2, minForks: 1, execArgv: ['--disable-warning=ExperimentalWarning'] } },
		coverage: { provider: 'v8', include: ['sync/**'], reporter: ['text-summary', 'html'] },
		projects: tiers.map(({ name, testTimeout }) => ({
			extends: true,
			test: {
				name,
				include: [`test/${name}/**/*.test.ts`],
				testTimeout,
				hookTimeout: Math.max(testTimeout, MINUTE),
			},
		})),
	},
});
