'use strict';
// Requires all nodes and credentials of an installed package as n8n does, in a process of its own.
// Argument: the package's folder. Prints one line of JSON.
const { existsSync } = require('node:fs');
const { basename, dirname, join } = require('node:path');

const folder = process.argv[2];
const { n8n } = require(join(folder, 'package.json'));
// n8n has loaded this one long before it looks for nodes.
require('n8n-workflow');

const heapBefore = process.memoryUsage();
const began = performance.now();
const files = [...n8n.nodes, ...n8n.credentials];
const loaded = files.map((file) => [file, require(join(folder, file))]);
const milliseconds = performance.now() - began;
const heapAfter = process.memoryUsage();

function iconsOf(description) {
	const { icon } = description;
	return (typeof icon === 'object' ? Object.values(icon) : [icon]).filter((path) => path?.startsWith('file:')).map((path) => path.slice(5));
}

function report([file, exports]) {
	const className = basename(file).split('.')[0];
	const Class = exports[className];
	if (typeof Class !== 'function') return { file, className, problem: `exports no class ${className}` };
	const made = new Class();
	const description = made.description ?? made;
	const missing = iconsOf(description).filter((path) => !existsSync(join(folder, dirname(file), path)));
	return { file, className, name: description.name, icons: iconsOf(description).length, missingIcons: missing };
}

const megabytes = (heapAfter.rss - heapBefore.rss) / 1024 / 1024;
console.log(JSON.stringify({ milliseconds, megabytes, modules: loaded.map(report) }));
