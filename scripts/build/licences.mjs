import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Licences that allow their text to travel along in an MIT package without further duties. */
const ACCEPTED = new Set([
	'MIT',
	'ISC',
	'BSD-2-Clause',
	'BSD-3-Clause',
	// How older packages name one of the two; their licence file says which.
	'BSD',
	'Apache-2.0',
	'0BSD',
	'BlueOak-1.0.0',
	'Unlicense',
	'CC0-1.0',
	'Zlib',
]);

function packageFolderOf(input) {
	const parts = input.split('/');
	const at = parts.lastIndexOf('node_modules');
	const length = parts[at + 1].startsWith('@') ? 3 : 2;
	return parts.slice(0, at + length).join('/');
}

function licenceFileIn(folder) {
	const name = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
	return name ? readFileSync(join(folder, name), 'utf8').trim() : null;
}

function describe(root, folder) {
	const path = join(root, folder);
	if (!existsSync(join(path, 'package.json'))) throw new Error(`No package.json in ${folder}.`);
	const { name, version, license, author } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
	const id = typeof license === 'string' ? license : license?.type;
	if (!id || !id.replace(/[()]/g, '').split(' OR ').some((one) => ACCEPTED.has(one))) {
		throw new Error(`${name} ${version} would be bundled, but its licence (${id ?? 'none named'}) is not among the accepted ones.`);
	}
	const holder = typeof author === 'string' ? author : author?.name;
	return { title: `${name} ${version} (${id})`, text: licenceFileIn(path) ?? `Licensed under ${id}${holder ? ` by ${holder}` : ''}.` };
}

/** The licences of all packages that the given bundled files come from. */
export function licenceTexts(root, inputs) {
	const folders = [...new Set(inputs.map(packageFolderOf))].sort();
	const parts = folders.map((folder) => describe(root, folder)).map(({ title, text }) => `${title}\n${'-'.repeat(title.length)}\n${text}\n`);
	return ['This package contains code of the following projects.\n', ...parts].join('\n');
}
