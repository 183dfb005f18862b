import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative } from 'node:path';

/** n8n provides this one itself; everything else must be Node's own or inside the package. */
const PROVIDED_BY_N8N = 'n8n-workflow';
const REQUIRE = /\brequire\((["'])([^"'\n]+)\1\)/g;

/** All JavaScript files below a folder. */
export function scriptsBelow(folder) {
	return readdirSync(folder, { recursive: true })
		.filter((name) => name.endsWith('.js'))
		.map((name) => join(folder, name));
}

/** What a compiled file requires, by name. */
export function requiresOf(text) {
	return [...text.matchAll(REQUIRE)].map((match) => match[2]);
}

export function isThirdParty(name) {
	return !name.startsWith('.') && !isBuiltin(name) && name !== PROVIDED_BY_N8N;
}

/** Replaces the names of third-party packages; `pathOf` says by what. */
export function rewriteRequires(text, pathOf) {
	return text.replace(REQUIRE, (whole, quote, name) => (isThirdParty(name) ? `require(${quote}${pathOf(name)}${quote})` : whole));
}

/** Throws when a file of dist/ requires something that will not be there once the package is installed. */
export function checkRequires(dist) {
	const bundles = join(dist, 'vendor', 'bundles');
	const problems = scriptsBelow(dist)
		// Bundles hold other people's texts about require(); what they really require was checked from esbuild's own list.
		.filter((file) => !file.startsWith(bundles))
		.flatMap((file) =>
			requiresOf(readFileSync(file, 'utf8'))
				.filter((name) => isThirdParty(name) || (name.startsWith('.') && !resolves(dirname(file), name)))
				.map((name) => `${relative(dist, file)} requires ${name}`),
		);
	if (problems.length > 0) throw new Error(`The package would not load:\n  ${problems.join('\n  ')}`);
}

function resolves(folder, name) {
	return ['', '.js', '.json', '/index.js'].some((ending) => existsSync(join(folder, name + ending)));
}
