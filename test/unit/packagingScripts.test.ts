import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const root = resolve(__dirname, '../..');

/** The scripts are plain JavaScript, because they run before anything is installed. */
async function script<T>(path: string): Promise<T> {
	return (await import(pathToFileURL(join(root, 'scripts', path)).href)) as T;
}

interface Count {
	passed: number;
	failed: number;
	skipped: number;
}

let folder: string;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'crm-sync-scripts-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the closing line of a test run', () => {
	const load = async (): Promise<{
		readResults(file: string, code: number): Map<string, Count>;
		inWords(count: Count): string;
	}> => await script('lib/results.mjs');

	function report(files: Array<{ path: string; status: string; tests: string[] }>): string {
		const testResults = files.map(({ path, status, tests }) => ({
			name: join(root, path),
			status,
			assertionResults: tests.map((test) => ({ status: test })),
		}));
		const file = join(folder, 'report.json');
		writeFileSync(file, JSON.stringify({ testResults }));
		return file;
	}

	it('sums by tier', async () => {
		const { readResults } = await load();
		const file = report([
			{ path: 'test/unit/a.test.ts', status: 'passed', tests: ['passed', 'passed', 'skipped'] },
			{ path: 'test/unit/b.test.ts', status: 'failed', tests: ['passed', 'failed'] },
			{ path: 'test/store/c.test.ts', status: 'passed', tests: ['passed', 'todo'] },
		]);
		expect(Object.fromEntries(readResults(file, 1))).toEqual({
			unit: { passed: 3, failed: 1, skipped: 1 },
			store: { passed: 1, failed: 0, skipped: 1 },
		});
	});

	it('counts a file that could not be loaded as a failure', async () => {
		const { readResults } = await load();
		const file = report([{ path: 'test/unit/a.test.ts', status: 'failed', tests: [] }]);
		expect(readResults(file, 1).get('unit')).toEqual({ passed: 0, failed: 1, skipped: 0 });
	});

	it('counts a run that died, or ended in an error with all tests passed, as a failure', async () => {
		const { readResults } = await load();
		const file = report([{ path: 'test/unit/a.test.ts', status: 'passed', tests: ['passed'] }]);
		expect(readResults(file, 1).get('the run itself')).toEqual({ passed: 0, failed: 1, skipped: 0 });
		expect(readResults(join(folder, 'absent.json'), 137).get('the run itself')).toEqual({ passed: 0, failed: 1, skipped: 0 });
		expect(readResults(file, 0).has('the run itself')).toBe(false);
	});

	it('names skipped tests only when there are some', async () => {
		const { inWords } = await load();
		expect(inWords({ passed: 3, failed: 0, skipped: 0 })).toBe('3 passed, 0 failed');
		expect(inWords({ passed: 3, failed: 1, skipped: 2 })).toBe('3 passed, 1 failed, 2 skipped');
	});
});

describe('what is installed', () => {
	const load = async (): Promise<{ isInstalled(path: string): boolean }> => await script('lib/npm.mjs');

	function lay(wanted: Record<string, { version: string; optional?: boolean }>, present: Record<string, { version: string }> | null): void {
		writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages: { '': {}, ...wanted } }));
		if (!present) return;
		mkdirSync(join(folder, 'node_modules'));
		writeFileSync(join(folder, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: present }));
	}

	it.each([
		['everything the lock names', { 'node_modules/a': { version: '1.0.0' } }, { 'node_modules/a': { version: '1.0.0' } }, true],
		['all but an optional package', { 'node_modules/a': { version: '1.0.0', optional: true } }, {}, true],
		['another version', { 'node_modules/a': { version: '1.0.1' } }, { 'node_modules/a': { version: '1.0.0' } }, false],
		['an install that was interrupted', { 'node_modules/a': { version: '1.0.0' } }, null, false],
	])('%s', async (_case, wanted, present, expected) => {
		lay(wanted, present);
		expect((await load()).isInstalled(folder)).toBe(expected);
	});
});

describe('the build', () => {
	it('loads a bundled library only when it is used', async () => {
		const { facadeFor } = await script<{ facadeFor(path: string, loaded: unknown): string }>('build/facade.mjs');
		const bundle = join(folder, 'bundle.js');
		writeFileSync(bundle, 'globalThis.bundleLoads = (globalThis.bundleLoads ?? 0) + 1; exports.Thing = class {};');
		writeFileSync(join(folder, 'facade.js'), facadeFor('./bundle.js', { Thing: class {} }));
		const requireHere = createRequire(join(folder, 'x.js'));
		const seen = globalThis as { bundleLoads?: number };
		const facade = requireHere('./facade.js') as { Thing: new () => object };
		expect(seen.bundleLoads).toBeUndefined();
		expect(new facade.Thing()).toBeInstanceOf((requireHere('./bundle.js') as typeof facade).Thing);
		expect(seen.bundleLoads).toBe(1);
		delete seen.bundleLoads;
	});

	it('keeps a library that is a function callable', async () => {
		const { facadeFor } = await script<{ facadeFor(path: string, loaded: unknown): string }>('build/facade.mjs');
		writeFileSync(join(folder, 'bundle.js'), 'module.exports = (number) => number + 1; module.exports.extra = 5;');
		writeFileSync(join(folder, 'facade.js'), facadeFor('./bundle.js', Object.assign(() => 0, { extra: 5 })));
		const facade = createRequire(join(folder, 'x.js'))('./facade.js') as ((number: number) => number) & { extra: number };
		expect([facade(1), facade.extra]).toEqual([2, 5]);
	});

	it('refuses what would not be there after an installation', async () => {
		const { checkRequires } = await script<{ checkRequires(dist: string): void }>('build/requires.mjs');
		writeFileSync(join(folder, 'a.js'), "require('node:fs'); require('n8n-workflow'); require('./b.js');");
		writeFileSync(join(folder, 'b.js'), '');
		expect(() => checkRequires(folder)).not.toThrow();
		writeFileSync(join(folder, 'b.js'), "require('luxon'); require('./missing');");
		expect(() => checkRequires(folder)).toThrow(/b\.js requires luxon[\s\S]*b\.js requires \.\/missing/);
	});

	it('refuses to bundle a library whose licence is not accepted', async () => {
		const { licenceTexts } = await script<{ licenceTexts(root: string, inputs: string[]): string }>('build/licences.mjs');
		const library = join(folder, 'node_modules', 'closed');
		mkdirSync(library, { recursive: true });
		writeFileSync(join(library, 'package.json'), JSON.stringify({ name: 'closed', version: '1.0.0', license: 'SEE LICENSE IN EULA' }));
		expect(() => licenceTexts(folder, ['node_modules/closed/index.js'])).toThrow(/closed 1\.0\.0 .*licence/);
		writeFileSync(join(library, 'package.json'), JSON.stringify({ name: 'open', version: '1.0.0', license: 'MIT' }));
		writeFileSync(join(library, 'LICENSE'), 'Text of the licence');
		expect(licenceTexts(folder, ['node_modules/closed/index.js'])).toContain('open 1.0.0 (MIT)\n----------------\nText of the licence');
	});
});
