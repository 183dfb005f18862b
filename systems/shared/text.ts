import { convert } from 'html-to-text';

const TAG = /<\/?[a-z][^<>]*>|<!--/i;
/** Whatever a browser begins to read as markup, closed or not. */
const BEGIN_OF_TAG = /<[a-z/!?]/i;
const ENTITY = /&(?:#\d+|#x[\da-f]+|[a-z][a-z\d]*);/i;

/** True when the text would be shown as HTML: it holds a tag or a character entity. */
export function looksLikeHtml(text: string): boolean {
	return TAG.test(text) || ENTITY.test(text);
}

/** True when some program might read a part of the text as markup, be it ever so broken. */
export function mayActAsHtml(text: string): boolean {
	return BEGIN_OF_TAG.test(text) || ENTITY.test(text);
}

/** Links that lead somewhere and do nothing else; `javascript:`, `data:` and the like are left out. */
const HARMLESS_LINK = /^(?:(?:https?:\/\/|mailto:|tel:)[^\s\p{Cc}]*|[^\s\p{Cc}:]+)$/iu;
/** Characters. No vendor takes a tenth of it, and more of it would keep the process busy for seconds. */
const LONGEST_HTML = 250_000;

/**
 * Readable plain text of HTML: line breaks, lists and link targets are kept, scripts, styles and pictures are dropped. Line
 * breaks in the source are kept too, because calendars show descriptions with their line breaks.
 */
export function htmlToText(html: string): string {
	return convert(html.slice(0, LONGEST_HTML), {
		wordwrap: false,
		// All of it: by default a body in the middle would be taken for the whole.
		baseElements: { selectors: [] },
		// Nobody nests that deep on purpose; without a limit such HTML would exhaust the stack.
		limits: { maxDepth: 200, ellipsis: '' },
		preserveNewlines: true,
		// Only tabs and returns collapse, so that text which went through `textToHtml` comes back letter by letter.
		whitespaceCharacters: '\t\r\f',
		selectors: [
			{
				selector: 'a',
				options: { hideLinkHrefIfSameAsText: true, ignoreHref: false, linkBrackets: ['(', ')'], pathRewrite: (href: string) => (HARMLESS_LINK.test(href) ? href : '') },
			},
			{ selector: 'img', format: 'skip' },
			{ selector: 'script', format: 'skip' },
			{ selector: 'style', format: 'skip' },
			{ selector: 'title', format: 'skip' },
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
