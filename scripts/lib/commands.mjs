import { existsSync } from 'node:fs';
import { ensureBuild } from './build.mjs';
import { ensureN8n } from './n8n.mjs';
import { inRoot, root } from './paths.mjs';
import { testCoverage, testMutation } from './proofs.mjs';
import { openStep, say, StepError } from './step.mjs';
import { closeWith, countedCheck, runTiers, TIERS } from './tests.mjs';

/** @typedef {{ node: { executable: string, home: string | null }, env: NodeJS.ProcessEnv, rest: string[] }} Machine */

const TSX = inRoot('node_modules', 'tsx', 'dist', 'cli.mjs');

/** Runs a tool of node_modules, or a script of the project, with this machine's Node 24. */
async function tool({ node, env }, script, args = []) {
	return await openStep({ command: node.executable, args: [script, ...args], env });
}

async function script(machine, file, extra = {}) {
	if (!existsSync(inRoot(file))) throw new StepError(`There is no ${file} in this checkout.`);
	return await tool({ ...machine, env: { ...machine.env, ...extra } }, TSX, [inRoot(file), ...machine.rest]);
}

async function lint(machine) {
	return await tool(machine, inRoot('node_modules', '@n8n', 'node-cli', 'bin', 'n8n-node.mjs'), ['lint', ...machine.rest]);
}

async function checkTypes(machine) {
	return await tool(machine, inRoot('node_modules', 'typescript', 'bin', 'tsc'), ['-p', 'tsconfig.check.json', '--noEmit']);
}

async function buildSucceeds(machine) {
	try {
		await ensureBuild(machine.env);
		return true;
	} catch (error) {
		if (!(error instanceof StepError)) throw error;
		say(error.message);
		return false;
	}
}

async function testAll(machine) {
	const results = new Map();
	await countedCheck('types', results, async () => (await checkTypes(machine)) === 0);
	await countedCheck('lint', results, async () => (await lint({ ...machine, rest: [] })) === 0);
	await countedCheck('build', results, async () => await buildSucceeds(machine));
	say('');
	for (const [tier, count] of await runTiers(machine.node, machine.env, TIERS, machine.rest)) results.set(tier, count);
	return closeWith(results);
}

function oneTier(tier) {
	return async (machine) => {
		await ensureBuild(machine.env);
		return closeWith(await runTiers(machine.node, machine.env, [tier], machine.rest));
	};
}

async function endToEnd(machine) {
	await ensureBuild(machine.env);
	const n8n = await ensureN8n(machine.node, machine.env);
	const env = { ...machine.env, CRM_SYNC_N8N_DIR: n8n, CRM_SYNC_E2E: '1' };
	return closeWith(await runTiers(machine.node, env, ['e2e'], machine.rest));
}

/** New random histories until the time is up, or one of them breaks an invariant: `npm run test:soak -- --minutes 10`. */
async function soak(machine) {
	const position = machine.rest.indexOf('--minutes');
	const minutes = position < 0 ? 10 : Number(machine.rest[position + 1]);
	if (!(minutes > 0)) throw new StepError('--minutes wants a number above 0.');
	const end = Date.now() + minutes * 60_000;
	const total = new Map();
	for (let round = 1; Date.now() < end; round += 1) {
		const seed = String(Math.floor(Math.random() * 2 ** 31));
		const env = { ...machine.env, CRM_SYNC_SEED: seed, CRM_SYNC_HISTORIES: '500' };
		for (const [, count] of await runTiers(machine.node, env, ['property'])) total.set(`seed ${seed}`, count);
		if ((total.get(`seed ${seed}`)?.failed ?? 1) > 0) break;
	}
	return closeWith(total);
}

async function withN8n(machine, file) {
	await ensureBuild(machine.env);
	const n8n = await ensureN8n(machine.node, machine.env);
	return await script(machine, file, { CRM_SYNC_N8N_DIR: n8n });
}

/** `--quick` does without a real n8n. */
async function bench(machine) {
	if (!machine.rest.includes('--quick')) return await withN8n(machine, 'bench/index.ts');
	await ensureBuild(machine.env);
	return await script(machine, 'bench/index.ts');
}

/** Every npm script of the project. Each resolves to its exit code. */
export const commands = {
	start: async (machine) => await withN8n(machine, 'scripts/start.ts'),
	test: testAll,
	...Object.fromEntries(TIERS.map((tier) => [`test:${tier}`, oneTier(tier)])),
	'test:e2e': endToEnd,
	'test:soak': soak,
	'test:mutation': testMutation,
	'test:coverage': testCoverage,
	bench,
	build: async (machine) => {
		// `--if-changed`: for tests and tools that only need a dist that is up to date.
		await ensureBuild(machine.env, { force: !machine.rest.includes('--if-changed') });
		return 0;
	},
	check: checkTypes,
	lint,
	templates: async (machine) => await script(machine, 'scripts/templates.ts'),
	sandbox: async (machine) => await script(machine, 'sandbox/main.ts'),
	/** Only what has to be fetched, for a machine that will be without network later. */
	install: async (machine) => {
		await ensureN8n(machine.node, machine.env);
		say(`Everything is in place below ${root}.`);
		return 0;
	},
};
