import { existsSync, readdirSync } from 'node:fs';
import { configWithoutCloudSupport } from '@n8n/node-cli/eslint';
import tseslint from 'typescript-eslint';

// The official rules for community nodes; without those for n8n Cloud, because the embedded store needs the file system.
// Below them the project's own: who may import whom (docs/maintainers.md, Rooms), and no escapes from the type checker.

const NOBODY_IMPORTS = ['./sandbox', './test', './bench', './scripts'];
const PRODUCT_ROOMS = ['./nodes', './credentials', './sync', './systems', './store'];

/** Folders below systems/ that serve all vendors. Every other one is a vendor's. */
const SHARED_BY_SYSTEMS = ['http', 'shared'];

/** Plain calculating libraries. The engine knows no vendor, no n8n, no database driver and no network. */
const ENGINE_MAY_USE = ['luxon', 'node:crypto'];

function foldersIn(path) {
	if (!existsSync(path)) return [];
	return readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

const vendors = foldersIn('systems').filter((name) => !SHARED_BY_SYSTEMS.includes(name));

const zones = [
	{ target: PRODUCT_ROOMS, from: NOBODY_IMPORTS, message: 'The product does not import what only tests, benchmarks and scripts use.' },
	{
		target: './nodes',
		from: './systems',
		except: ['./registry.ts', './system.ts', './http/types.ts'],
		message: 'A node reaches a vendor through the registry only.',
	},
	{ target: './sync', from: ['./nodes', './credentials', './systems', './store'], message: 'The engine imports only itself.' },
	{ target: './systems', from: ['./nodes', './credentials', './store'], message: 'A system imports its own room and the types of sync/.' },
	{ target: './systems', from: './sync', except: ['./types'], message: 'A system imports only the types of sync/.' },
	{ target: './store', from: ['./nodes', './credentials', './systems'], message: 'The store imports its own room and the types of sync/.' },
	{ target: './store', from: './sync', except: ['./types'], message: 'The store imports only the types of sync/.' },
	{
		target: SHARED_BY_SYSTEMS.map((name) => `./systems/${name}`),
		from: vendors.map((name) => `./systems/${name}`),
		message: 'What all systems share knows none of them.',
	},
	...vendors.map((vendor) => ({
		target: `./systems/${vendor}`,
		from: vendors.filter((other) => other !== vendor).map((other) => `./systems/${other}`),
		message: 'One system does not import another.',
	})),
].filter(({ from }) => from.length > 0);

const enginePackages = `^(?!\\.{1,2}(/|$)|(${ENGINE_MAY_USE.join('|')})$)`;

const rulesForLoadedCodeOff = Object.fromEntries(
	configWithoutCloudSupport
		.flatMap(({ rules }) => Object.keys(rules ?? {}))
		.filter((name) => /^(@n8n\/community-nodes|n8n-nodes-base)\//.test(name))
		.map((name) => [name, 'off']),
);

export default [
	{ ignores: ['**/node_modules/**', 'dist/**', '.local/**', 'coverage/**'] },
	...configWithoutCloudSupport,
	{
		files: ['**/*.ts'],
		plugins: { '@typescript-eslint': tseslint.plugin },
		rules: {
			'@typescript-eslint/no-explicit-any': 'error',
			'@typescript-eslint/no-non-null-assertion': 'error',
			'@typescript-eslint/ban-ts-comment': 'error',
			// `const { left, ...rest } = record` is how a field is left out.
			'@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
			'import-x/no-restricted-paths': ['error', { zones }],
		},
	},
	{
		files: ['sync/**/*.ts'],
		rules: {
			'no-restricted-imports': [
				'error',
				{ patterns: [{ regex: enginePackages, message: `The engine may use ${ENGINE_MAY_USE.join(', ')} and nothing else from outside.` }] },
			],
		},
	},
	{
		files: ['systems/**/*.ts', 'store/**/*.ts'],
		rules: {
			'no-restricted-imports': [
				'error',
				{ patterns: [{ regex: '^(n8n-|@n8n/)', message: 'Only nodes and credentials know n8n.' }] },
			],
		},
	},
	{
		// These rooms do not know n8n's error classes; the nodes translate what they throw.
		files: ['sync/**/*.ts', 'systems/**/*.ts', 'store/**/*.ts'],
		rules: { '@n8n/community-nodes/require-node-api-error': 'off' },
	},
	{
		// Never shipped: n8n's rules for what it loads do not apply, and they may write to the terminal.
		files: ['sandbox/**/*.ts', 'test/**/*.ts', 'bench/**/*.ts', 'scripts/**/*.ts', 'vitest.config.ts', 'vitest.mutation.config.ts'],
		rules: { ...rulesForLoadedCodeOff, 'no-console': 'off' },
	},
	{
		files: ['test/**/*.ts'],
		rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
	},
];
