import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { templateFiles } from './catalogue';

const folder = join(__dirname, '..', '..', 'workflows');

function contents(): Map<string, string> {
	return new Map([...templateFiles()].map(([path, file]) => [path, `${JSON.stringify(file, null, 2)}\n`]));
}

function presentFiles(): string[] {
	if (!existsSync(folder)) return [];
	const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
	return entries
		.filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
		.map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
}

/** Paths below `workflows/` that differ from the catalogue: changed, missing, or no longer in it. */
export function staleTemplates(): string[] {
	const wanted = contents();
	const changed = [...wanted].filter(([path, text]) => {
		const file = join(folder, path);
		return !existsSync(file) || readFileSync(file, 'utf8') !== text;
	});
	return [...changed.map(([path]) => path), ...presentFiles().filter((path) => !wanted.has(path))];
}

/** Writes what is stale and returns its paths. */
export function writeTemplates(): string[] {
	const wanted = contents();
	const stale = staleTemplates();
	for (const path of stale) {
		const file = join(folder, path);
		const text = wanted.get(path);
		if (text === undefined) rmSync(file);
		else {
			mkdirSync(dirname(file), { recursive: true });
			writeFileSync(file, text);
		}
	}
	return stale;
}
