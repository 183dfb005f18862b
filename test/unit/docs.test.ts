import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GoogleCalendarSyncOAuth2Api } from '../../credentials/GoogleCalendarSyncOAuth2Api.credentials';
import { ZohoCrmSyncOAuth2Api } from '../../credentials/ZohoCrmSyncOAuth2Api.credentials';
import { staleDocs } from '../../scripts/docs/files';
import { rows } from '../../scripts/docs/rows';
import { filesByRow, rowsNamedIn } from '../../scripts/docs/testTitles';

const root = resolve(__dirname, '../..');
const pages = [
	...['README.md', 'CHANGELOG.md', 'SECURITY.md', 'CONTRIBUTING.md'],
	...readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`),
];

function read(path: string): string {
	return readFileSync(join(root, path), 'utf8');
}

/** Text outside code. */
function prose(path: string): string {
	return read(path).replace(/```[\s\S]*?```/g, '').replace(/`[^`\n]*`/g, '');
}

/** Anchors as GitHub makes them from headings. */
function anchorsOf(path: string): string[] {
	const headings = read(path).replace(/```[\s\S]*?```/g, '').match(/^#{1,6} .+$/gm) ?? [];
	return headings.map((heading) =>
		heading.replace(/^#+ /, '').toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-'),
	);
}

function linksOf(path: string): string[] {
	return [...prose(path).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target).filter((target) => !/^(https?:|mailto:)/.test(target));
}

describe('the documentation', () => {
	it.each(pages)('%s has only links that lead somewhere', (page) => {
		const broken = linksOf(page).filter((link) => {
			const [file = '', anchor] = link.split('#');
			const path = file === '' ? page : join(dirname(page), file);
			if (!existsSync(join(root, path))) return true;
			return anchor !== undefined && !anchorsOf(path).includes(anchor);
		});
		expect(broken).toEqual([]);
	});

	it.each(pages)('%s names only npm commands that exist', (page) => {
		const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
		const named = [...read(page).matchAll(/\bnpm (start|test|run [a-z0-9:]+)/g)].map(([, command = '']) => command.replace(/^run /, ''));
		expect(named.filter((command) => !Object.hasOwn(scripts, command))).toEqual([]);
	});

	it('README shows the two commands', () => {
		expect(read('README.md')).toMatch(/^npm start$/m);
		expect(read('README.md')).toMatch(/^npm test$/m);
	});

	it('pages made from the code say what the code says (run `npx tsx scripts/docs.ts`)', async () => {
		expect(await staleDocs()).toEqual([]);
	});

	it.each([
		['docs/google-calendar.md', new GoogleCalendarSyncOAuth2Api(), ' '],
		['docs/zoho-crm.md', new ZohoCrmSyncOAuth2Api(), ','],
	])('%s lists exactly the scopes that the credential asks for', (page, credential, separator) => {
		const scope = String(credential.properties.find(({ name }) => name === 'scope')?.default);
		// What a switch adds stands in an expression of its own, between quotes.
		const asked = (scope.startsWith('=') ? [...scope.matchAll(/"([^"]*)"/g)].map(([, text = '']) => text).filter((text) => text.includes('.')).join('') : scope).split(separator);
		const listed = [...read(page).matchAll(/`((?:https:\/\/www\.googleapis\.com\/auth\/|ZohoCRM\.|ZohoSearch\.)[^`]+)`/g)].map(([, scope]) => scope);
		expect([...new Set(listed)].sort()).toEqual([...asked].sort());
	});

	it('every development dependency has its reason', () => {
		const { devDependencies } = JSON.parse(read('package.json')) as { devDependencies: Record<string, string> };
		const text = read('docs/dependencies.md');
		expect(Object.keys(devDependencies).filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
	});
});

describe('the feature table', () => {
	const mustBeProven = ['Z1', 'Z2', 'Z3', 'Z4', 'Z5', 'Z6', 'Z7', 'Z8', 'Z9', 'Z11', 'Z12', 'Z13', ...Array.from({ length: 13 }, (_, index) => `O${index + 1}`), 'B2', 'B3', 'B4', 'B5', 'B9'];

	it('has every row once', () => {
		const ids = [...Array.from({ length: 13 }, (_, index) => `Z${index + 1}`), ...Array.from({ length: 13 }, (_, index) => `O${index + 1}`), ...Array.from({ length: 18 }, (_, index) => `B${index + 1}`)];
		expect(rows.map(({ id }) => id)).toEqual(ids);
		const page = read('docs/features.md');
		for (const { id, feature } of rows) expect(page).toContain(`| ${id} | ${feature} |`);
	});

	it.each(mustBeProven)('%s is named by a test', (id) => {
		expect(filesByRow().get(id) ?? []).not.toEqual([]);
	});

	it('links tests that name the row', () => {
		const wrong = read('docs/features.md').split('\n').flatMap((line) => {
			const id = /^\| ([ZOB]\d+) \|/.exec(line)?.[1];
			if (id === undefined) return [];
			return [...line.matchAll(/\]\(\.\.\/(test\/[^)]+)\)/g)].map(([, file = '']) => file).filter((file) => !existsSync(join(root, file)) || !rowsNamedIn(read(file)).has(id));
		});
		expect(wrong).toEqual([]);
	});
});
