/** Text for one cell of a table: no line breaks, no bars, no tags. */
export function cell(text: string): string {
	return text
		.replace(/<[^>]+>/g, '')
		.replace(/\s+/g, ' ')
		.replaceAll('|', '\\|')
		.trim();
}

/** A table with a heading row. */
export function table(heading: string[], rows: string[][]): string[] {
	return [`| ${heading.join(' | ')} |`, `| ${heading.map(() => '---').join(' | ')} |`, ...rows.map((row) => `| ${row.map(cell).join(' | ')} |`)];
}

/** Told on top of every generated page. */
export const generatedNote = '<!-- Made by scripts/docs.ts from the code. Do not edit: change the code or the script and run it again. -->';
