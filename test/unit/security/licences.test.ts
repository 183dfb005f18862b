import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const root = resolve(__dirname, '../../..');
const rooms = ['credentials', 'nodes', 'store', 'sync', 'systems'];

/** The third-party packages that own code names, as the build finds them. */
function namedPackages(): string[] {
	const names = new Set<string>();
	for (const room of rooms) {
		for (const file of readdirSync(join(root, room), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))) {
			const code = readFileSync(join(root, room, file), 'utf8');
			for (const [, isType, name] of code.matchAll(/^import (type )?[^;]*?from '([^'.][^']*)';/gm)) if (isType === undefined && name !== undefined) names.add(name);
			for (const [, name] of code.matchAll(/import\('([^'.][^']*)'\)/g)) if (name !== undefined && !code.includes(`typeof import('${name}')`)) names.add(name);
		}
	}
	return [...names].filter((name) => !isBuiltin(name) && name !== 'n8n-workflow').sort();
}

interface Manifest {
	name: string;
	version: string;
}

describe('licences of bundled code', () => {
	it('list every package that any bundled file comes from, with its text', async () => {
		const names = namedPackages();
		expect(names).toEqual(expect.arrayContaining(['@googleapis/calendar', 'html-to-text', 'luxon', 'p-limit']));
		const { metafile } = await build({
			stdin: { contents: names.map((name) => `require(${JSON.stringify(name)});`).join('\n'), resolveDir: root },
			bundle: true, write: false, platform: 'node', format: 'cjs', external: ['n8n-workflow'], logLevel: 'silent', metafile: true, absWorkingDir: root,
		});
		const inputs = Object.keys(metafile.inputs).filter((input) => input.includes('node_modules/'));
		const { licenceTexts } = (await import(pathToFileURL(join(root, 'scripts/build/licences.mjs')).href)) as { licenceTexts(root: string, inputs: string[]): string };
		const list = licenceTexts(root, inputs);
		// Told anew from the files alone: the innermost folder below node_modules that has a manifest.
		const folders = new Set(inputs.map((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? ''));
		expect(folders.size).toBeGreaterThan(names.length);
		for (const folder of folders) {
			const { name, version } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest;
			expect(list).toContain(`${name} ${version} (`);
			const file = readdirSync(join(root, folder)).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
			if (file !== undefined) expect(list).toContain(readFileSync(join(root, folder, file), 'utf8').trim());
		}
	}, 60_000);

	it('are needed for nothing else: the package asks npm for no library when it is installed', () => {
		const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, unknown>;
		expect(Object.keys((manifest.dependencies as object | undefined) ?? {})).toEqual([]);
		expect(manifest.optionalDependencies).toBeUndefined();
		expect(Object.keys((manifest.peerDependencies as object | undefined) ?? {})).toEqual(['n8n-workflow']);
		expect(Object.keys((manifest.scripts as object | undefined) ?? {}).filter((name) => /install|prepare/.test(name))).toEqual([]);
	});
});
