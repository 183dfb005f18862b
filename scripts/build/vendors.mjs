import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { build } from 'esbuild';
import { facadeFor } from './facade.mjs';
import { licenceTexts } from './licences.mjs';
import { isThirdParty, requiresOf, rewriteRequires, scriptsBelow } from './requires.mjs';

const require = createRequire(import.meta.url);

/** `@googleapis/calendar` → `googleapis-calendar` */
function fileNameOf(packageName) {
	return packageName.replace(/^@/, '').replace(/[^a-z0-9.-]+/gi, '-');
}

function relativeRequire(fromFile, toFile) {
	const path = relative(dirname(fromFile), toFile).split(sep).join('/');
	return path.startsWith('.') ? path : `./${path}`;
}

/**
 * Bundles every third-party package that own code requires, once each, and points own code at the bundles.
 * Own code reaches a bundle through a small facade that loads it on first use: n8n loads all node files at its start,
 * and most of them never need most of the libraries.
 */
export async function bundleVendors(root, dist) {
	const vendor = join(dist, 'vendor');
	const files = scriptsBelow(dist).filter((file) => !file.startsWith(vendor));
	const names = [...new Set(files.flatMap((file) => requiresOf(readFileSync(file, 'utf8'))).filter(isThirdParty))].sort();
	mkdirSync(join(vendor, 'bundles'), { recursive: true });
	const inputs = new Set();
	for (const name of names) {
		for (const input of await bundle(root, vendor, name)) inputs.add(input);
	}
	for (const file of files) {
		const text = readFileSync(file, 'utf8');
		const rewritten = rewriteRequires(text, (name) => relativeRequire(file, join(vendor, `${fileNameOf(name)}.js`)));
		if (rewritten !== text) writeFileSync(file, rewritten);
	}
	writeFileSync(join(dist, 'THIRD_PARTY_LICENSES.txt'), licenceTexts(root, [...inputs]));
}

async function bundle(root, vendor, name) {
	const outfile = join(vendor, 'bundles', `${fileNameOf(name)}.js`);
	const { metafile } = await build({
		stdin: { contents: `module.exports = require(${JSON.stringify(name)});`, resolveDir: root },
		outfile,
		bundle: true,
		minify: true,
		platform: 'node',
		target: 'node24',
		format: 'cjs',
		external: ['n8n-workflow'],
		// Their texts are collected in THIRD_PARTY_LICENSES.txt.
		legalComments: 'none',
		logLevel: 'warning',
		metafile: true,
		absWorkingDir: root,
	});
	const outside = Object.values(metafile.outputs)
		.flatMap((output) => output.imports)
		.map((found) => found.path)
		.filter((path) => !isBuiltin(path) && path !== 'n8n-workflow');
	if (outside.length > 0) throw new Error(`${name} needs what cannot be bundled: ${outside.join(', ')}`);
	writeFileSync(join(vendor, `${fileNameOf(name)}.js`), facadeFor(`./bundles/${fileNameOf(name)}.js`, require(outfile)));
	return Object.keys(metafile.inputs).filter((input) => input.includes('node_modules/'));
}
