/** One line of the benchmark's table. */
export interface Row {
	measure: string;
	/** What was measured, with its unit. */
	result: string;
	/** What was aimed at. */
	bar: string;
	/** null: nothing to compare with. */
	holds: boolean | null;
	/** Counts are the same in every run, so a missed one is a failure; times depend on the machine and are only reported. */
	kind: 'count' | 'time';
}

export interface Section {
	title: string;
	/** What was done, for readers of the table. */
	about: string;
	rows: Row[];
}

export function count(measure: string, result: string | number, bar: string, holds: boolean): Row {
	return { measure, result: String(result), bar, holds, kind: 'count' };
}

export function time(measure: string, result: string, bar: string, holds: boolean | null = null): Row {
	return { measure, result, bar, holds, kind: 'time' };
}

export function isFailure({ holds, kind }: Row): boolean {
	return kind === 'count' && holds === false;
}

function verdict({ holds, kind }: Row): string {
	if (holds === null) return '';
	if (holds) return 'yes';
	return kind === 'count' ? 'NO' : 'not here';
}

const heads = ['measure', 'measured', 'bar', 'held'];

function cells(row: Row): string[] {
	return [row.measure, row.result, row.bar, verdict(row)];
}

/** For the terminal. */
export function plainTable({ title, about, rows }: Section): string {
	const lines = [heads, ...rows.map(cells)];
	const widths = heads.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
	const table = lines.map((line) => `  ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('   ').trimEnd()}`);
	return ['', title, `  ${about}`, '', ...table].join('\n');
}

/** For docs/benchmark.md. */
export function markdown({ title, about, rows }: Section): string {
	const line = (parts: string[]): string => `| ${parts.map((part) => part.replaceAll('|', '\\|')).join(' | ')} |`;
	return [`## ${title}`, '', about, '', line(heads), line(heads.map(() => '---')), ...rows.map((row) => line(cells(row))), ''].join('\n');
}

export function seconds(milliseconds: number): string {
	return `${(milliseconds / 1000).toFixed(1)} s`;
}
