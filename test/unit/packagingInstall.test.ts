import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../e2e/support/command';
import { installTarball, packPackage, projectFolder, type Tarball } from '../e2e/support/tarball';

const NAME = 'n8n-nodes-crm-calendar-sync';
const MEGABYTE = 1024 * 1024;

interface Loaded {
	milliseconds: number;
	megabytes: number;
	modules: Array<{ file: string; className: string; problem?: string; name?: string; icons?: number; missingIcons?: string[] }>;
}

interface Manifest {
	dependencies?: Record<string, string>;
	optionalDependencies?: Record<string, string>;
	bundleDependencies?: string[];
	scripts?: Record<string, string>;
	n8n: { nodes: string[]; credentials: string[] };
}

let folder: string;
let tarball: Tarball;
let installed: string;
let manifest: Manifest;

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'crm-sync-pack-'));
	tarball = await packPackage(folder);
	await installTarball(tarball.file, join(folder, 'nodes'));
	installed = join(folder, 'nodes', 'node_modules', NAME);
	manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as Manifest;
}, 400_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function load(): Promise<Loaded> {
	const env = { ...process.env, NODE_PATH: join(projectFolder, 'node_modules') };
	const args = ['--disable-warning=ExperimentalWarning', join(projectFolder, 'test/e2e/support/loadProbe.cjs'), installed];
	return JSON.parse(await runCommand(process.execPath, args, { env })) as Loaded;
}

function sizeBelow(path: string): number {
	if (!statSync(path).isDirectory()) return statSync(path).size;
	return readdirSync(path).reduce((sum, name) => sum + sizeBelow(join(path, name)), 0);
}

describe('the packed package', () => {
	it('takes at most 3 MB unpacked', () => {
		expect(sizeBelow(installed)).toBe(tarball.unpackedSize);
		expect(tarball.unpackedSize).toBeLessThanOrEqual(3 * MEGABYTE);
	});

	it('has no run-time dependencies and no install scripts', () => {
		expect(manifest.dependencies ?? {}).toEqual({});
		expect(manifest.optionalDependencies ?? {}).toEqual({});
		expect(manifest.bundleDependencies ?? []).toEqual([]);
		expect(Object.keys(manifest.scripts ?? {}).filter((name) => /install|prepare|prepublish/.test(name))).toEqual([]);
	});

	it('adds exactly one package to n8n’s nodes folder', () => {
		const lock = readFileSync(join(folder, 'nodes', 'node_modules', '.package-lock.json'), 'utf8');
		const { packages } = JSON.parse(lock) as { packages: Record<string, unknown> };
		expect(Object.keys(packages)).toEqual([`node_modules/${NAME}`]);
	});

	it('carries the product, the licences of what is bundled, and nothing of the workshop', () => {
		expect(tarball.paths).toContain('dist/THIRD_PARTY_LICENSES.txt');
		expect(tarball.paths).toContain('LICENSE');
		expect(tarball.paths.filter((path) => /(^|\/)(test|sandbox|bench|scripts|node_modules|\.local)\//.test(path))).toEqual([]);
		expect(tarball.paths.filter((path) => path.endsWith('.ts'))).toEqual([]);
	});

	it('names the licence of every bundled library', () => {
		const licences = readFileSync(join(installed, 'dist/THIRD_PARTY_LICENSES.txt'), 'utf8');
		expect(licences).toMatch(/^luxon [\d.]+ \(MIT\)$/m);
	});

	it('holds a class of the file’s name, with its icon, in every registered file', async () => {
		const { modules } = await load();
		expect(modules.map(({ file }) => file)).toEqual([...manifest.n8n.nodes, ...manifest.n8n.credentials]);
		expect(modules.filter(({ problem, name, icons, missingIcons }) => problem ?? (!name || !icons || missingIcons?.length))).toEqual([]);
	}, 60_000);

	it('loads all nodes within 150 ms and 25 MB', async () => {
		const runs: Loaded[] = [];
		for (let run = 0; run < 5; run++) runs.push(await load());
		const milliseconds = Math.min(...runs.map((run) => run.milliseconds));
		const megabytes = Math.min(...runs.map((run) => run.megabytes));
		console.info(`All nodes load in ${milliseconds.toFixed(0)} ms and ${megabytes.toFixed(1)} MB (best of ${runs.length}).`);
		expect(milliseconds).toBeLessThanOrEqual(150);
		expect(megabytes).toBeLessThanOrEqual(25);
	}, 60_000);
});
