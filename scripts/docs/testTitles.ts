import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const root = join(__dirname, '..', '..');

/** A text that is followed by a function: the title of a test or of a group of tests. */
const TITLE = /(['"`])((?:\\.|(?!\1)[^\\\n])*)\1,\s*(?:\{[^{}]*\},\s*)?(?:async\s*)?\(/g;
const ROW = /\b[ZOB]\d{1,2}\b/g;

/** Row ids in the titles of one file's tests. */
export function rowsNamedIn(text: string): Set<string> {
	return new Set([...text.matchAll(TITLE)].flatMap(([, , title = '']) => title.match(ROW) ?? []));
}

/** Test files by the rows that their titles name; paths as seen from the project's folder. */
export function filesByRow(): Map<string, string[]> {
	const files = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.ts'))
		.sort();
	const found = new Map<string, string[]>();
	for (const name of files) {
		const file = join(root, 'test', name);
		for (const row of rowsNamedIn(readFileSync(file, 'utf8'))) found.set(row, [...(found.get(row) ?? []), relative(root, file).replaceAll('\\', '/')]);
	}
	return found;
}
