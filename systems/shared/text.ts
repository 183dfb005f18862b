import { convert } from 'html-to-text';

const TAG = /<\/?[a-z][^<>]*>|<!--/i;
const ENTITY = /&(?:#\d+|#x[\da-f]+|[a-z][a-z\d]*);/i;

/** True when the text would be shown as HTML: it holds a tag or a character entity. */
export function looksLikeHtml(text: string): boolean {
	return TAG.test(text) || ENTITY.test(text);
}

/**
 * Readable plain text of HTML: line breaks, lists and link targets are kept, scripts, styles and pictures are dropped. Line
 * breaks in the source are kept too, because calendars show descriptions with their line breaks.
 */
export function htmlToText(html: string): string {
	return convert(html, {
		wordwrap: false,
		// Nobody nests that deep on purpose; without a limit such HTML would exhaust the stack.
		limits: { maxDepth: 200, ellipsis: '' },
		preserveNewlines: true,
		// Only tabs and returns collapse, so that text which went through `textToHtml` comes back letter by letter.
		whitespaceCharacters: '\t\r\f',
		selectors: [
			{ selector: 'a', options: { hideLinkHrefIfSameAsText: true, ignoreHref: false, linkBrackets: ['(', ')'] } },
			{ selector: 'img', format: 'skip' },
			{ selector: 'script', format: 'skip' },
			{ selector: 'style', format: 'skip' },
			...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
		],
	})
		.replace(/\u00a0/g, ' ')
		.trim();
}

/** HTML that shows exactly this text and does nothing else. */
export function textToHtml(text: string): string {
	return text
		.replace(/&/g, '&amp;')
		.replace(/</g, '&lt;')
		.replace(/>/g, '&gt;')
		.replace(/\r?\n/g, '<br>');
}

/** Plain text of a field that may hold either; text without markup is returned as it is. */
export function plainText(value: string): string {
	return looksLikeHtml(value) ? htmlToText(value) : value;
}
