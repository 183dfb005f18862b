/*
 * How tall a note's text stands in n8n's editor. n8n cuts off what does not fit, and draws the rest of a note that is too tall as an empty
 * area, so the height is worked out from the text: its line breaks follow from the widths of the letters of n8n's font.
 */

/** n8n's grid. */
const GRID = 16;
/** Border and padding at each side of a note. */
const EDGE = { x: 13, y: 9 };
/** Below every block but the last. */
const BLOCK_GAP = 8;
/** Between the entries of a list, and what their marks take of the width. */
const LIST = { gap: 3.5, indent: 20, size: 14, line: 18.2 };
const HEADINGS = [
	{ mark: '# ', size: 36, line: 48.6 },
	{ mark: '## ', size: 24, line: 32.4 },
	{ mark: '### ', size: 16, line: 21.6 },
];
const TEXT = { size: 14, line: 18.9 };

/** Widths of letters by the font's size; others are as wide as `OTHER`. */
const LETTERS: Array<[letters: string, width: number]> = [
	[',.:ijl', 0.21],
	["';I` ", 0.26],
	['()frt›', 0.33],
	['1"{}-', 0.42],
	['*szacekvxyJL7', 0.53],
	['bdghnopquEF25', 0.58],
	['#$03468PSTZ', 0.62],
	['ABKRVXY…', 0.66],
	['CDGHNUOQw', 0.74],
];
const OTHER = 0.9;
const WIDTHS = new Map(LETTERS.flatMap(([letters, width]) => [...letters].map((letter) => [letter, width] as const)));
const BOLD = 1.05;
const CODE = 0.6;
/** A line that is taken for a little longer than it is costs a line's height at most; one taken for shorter would cut the note off. */
const SPARE = 1.04;
/** The font draws its letters narrower in the size of a heading. */
const HEADING = 0.9;

/** How wide one letter is, by the font's size. */
function widthOf(letter: string, { isBold, isCode }: { isBold: boolean; isCode: boolean }): number {
	return isCode ? CODE : SPARE * (WIDTHS.get(letter) ?? OTHER) * (isBold ? BOLD : 1);
}

/** Number of lines that a text with bold and code in it takes. Breaks come after spaces and hyphens. */
function linesOf(text: string, width: number, size: number, isHeading = false): number {
	const style = { isBold: isHeading, isCode: false };
	let [lines, used, word] = [1, 0, 0];
	const endWord = (isSpace: boolean): void => {
		const seen = word - (isSpace ? widthOf(' ', style) * size : 0);
		if (used > 0 && used + seen > width) [lines, used] = [lines + 1, 0];
		[used, word] = [used + word, 0];
	};
	for (const part of text.split(/(\*\*|\*|`|.)/u).filter((one) => one !== '')) {
		if (part === '**') style.isBold = !style.isBold;
		else if (part === '`') style.isCode = !style.isCode;
		else if (part !== '*') {
			word += widthOf(part, style) * size;
			if (part === ' ' || part === '-') endWord(part === ' ');
		}
	}
	endWord(false);
	return lines;
}

interface Block {
	height: number;
	isEntry: boolean;
}

function blockOf(line: string, width: number): Block {
	const heading = HEADINGS.find(({ mark }) => line.startsWith(mark));
	if (heading) return { height: linesOf(line.slice(heading.mark.length), width, heading.size * HEADING, true) * heading.line, isEntry: false };
	const entry = /^(?:-|\d+\.) (.*)$/.exec(line)?.[1];
	if (entry !== undefined) return { height: linesOf(entry, width - LIST.indent, LIST.size) * LIST.line, isEntry: true };
	return { height: linesOf(line, width, TEXT.size) * TEXT.line, isEntry: false };
}

/** Pixels from a note's upper edge to the lower end of its text. */
export function textBottom(lines: readonly string[], noteWidth: number): number {
	const blocks = lines.filter((line) => line !== '').map((line) => blockOf(line, noteWidth - 2 * EDGE.x));
	return blocks.reduce((bottom, { height, isEntry }, index) => {
		const before = blocks[index - 1];
		const gap = before === undefined ? 0 : before.isEntry && isEntry ? LIST.gap : BLOCK_GAP;
		return bottom + gap + height;
	}, EDGE.y);
}

/** Height of a note that holds this text and nothing else, on n8n's grid. */
export function noteHeight(lines: readonly string[], noteWidth: number): number {
	return onGrid(textBottom(lines, noteWidth) + EDGE.y);
}

/** The next line of n8n's grid. */
export function onGrid(pixels: number): number {
	return Math.ceil(pixels / GRID) * GRID;
}
