'use strict';
// Builds dist/: own code compiled file by file, third-party code bundled once each below dist/vendor.

const { spawnSync } = require('node:child_process');
const { existsSync, rmSync } = require('node:fs');
const { join } = require('node:path');
const gulp = require('gulp');

const root = __dirname;
const dist = join(root, 'dist');

/** Runs a tool of node_modules with this Node.js, its output shown. */
function run(name, script, args) {
	const { status } = spawnSync(process.execPath, [join(root, 'node_modules', script), ...args], { cwd: root, stdio: 'inherit' });
	if (status !== 0) throw new Error(`${name} failed; its messages stand above.`);
}

async function clean() {
	rmSync(dist, { recursive: true, force: true });
}

async function compile() {
	run('The compiler', 'typescript/bin/tsc', ['-p', 'tsconfig.json', '--outDir', 'dist']);
}

/** Icons and codex files lie beside their node; n8n looks for them beside the compiled one. */
function assets() {
	const patterns = ['{nodes,credentials}/**/*.{svg,png}', 'nodes/**/*.node.json'];
	return gulp.src(patterns, { base: root, encoding: false, allowEmpty: true }).pipe(gulp.dest(dist));
}

async function vendors() {
	const { bundleVendors } = await import('./scripts/build/vendors.mjs');
	await bundleVendors(root, dist);
}

async function check() {
	const { checkRequires } = await import('./scripts/build/requires.mjs');
	checkRequires(dist);
}

async function templates() {
	if (existsSync(join(root, 'scripts', 'templates.ts'))) run('The template generator', 'tsx/dist/cli.mjs', ['scripts/templates.ts']);
}

const build = gulp.series(clean, compile, gulp.parallel(assets, vendors), check);

module.exports = { clean, compile, assets, vendors, check, templates, build, default: build };
