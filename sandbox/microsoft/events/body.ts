import { compile } from 'html-to-text';

const meta = '<meta http-equiv="Content-Type" content="text/html; charset=utf-8">';
/** Exchange puts this into bodies that came as plain text (recorded). */
const fromText =
	`<html><head>${meta}\r\n<meta name="Generator" content="Microsoft Exchange Server">\r\n<!-- converted from text -->\r\n` +
	'<style><!-- .EmailQuote { margin-left: 1pt; padding-left: 4pt; border-left: #800000 2px solid; } --></style></head>\r\n' +
	'<body>\r\n<font size="2"><span style="font-size:11pt;"><div class="PlainText">';
const afterText = '</div></span></font>\r\n</body>\r\n</html>\r\n';
const previewLength = 255;

function escapeText(text: string): string {
	return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** Plain text as Exchange stores it. */
export function storeText(text: string): string {
	if (text === '') return '';
	const lines = escapeText(text).split(/\r\n|\r|\n/);
	return `${fromText}${lines.join('<br>\r\n') || '&nbsp;'}${afterText}`;
}

/** What Exchange takes out of HTML: scripts, handlers, frames; and how it writes the rest again. */
function cleanHtml(html: string): string {
	return html
		.replace(/<!--[\s\S]*?-->/g, '')
		.replace(/<(script|iframe|object|embed|form)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, '')
		.replace(/\son\w+\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi, '')
		.replace(/(href|src)\s*=\s*(["']?)\s*javascript:[^"'\s>]*\2/gi, '')
		.replace(/<\s*(\/?)([A-Za-z][A-Za-z0-9]*)/g, (_all, slash: string, name: string) => `<${slash}${name.toLowerCase()}`)
		.replace(/\s*\/>/g, '>')
		.replace(/&apos;/g, "'");
}

/** HTML as Exchange stores it: cleaned, in a document with a meta tag. Writing back what was read changes nothing. */
export function storeHtml(html: string): string {
	if (html === '' || html.startsWith(fromText)) return html;
	const inner = /<body[^>]*>([\s\S]*?)<\/body>/i.exec(html)?.[1] ?? html.replace(/<\/?(html|head|body)[^>]*>/gi, '');
	return `<html><head>\r\n${meta}</head><body>${cleanHtml(inner)}</body></html>`;
}

/** Another spelling of the same content, as Outlook makes it when it saves an item. */
export function rewriteHtml(html: string): string {
	const inner = /<body[^>]*>([\s\S]*?)<\/body>/i.exec(html)?.[1]?.trim() ?? '';
	const unwrapped = /^<div class="elementToProof"[^>]*>([\s\S]*)<\/div>\s*<div><br>\s*<\/div>$/.exec(inner)?.[1];
	if (unwrapped !== undefined) return `<html><head>\r\n${meta}</head><body>${unwrapped}</body></html>`;
	const style = '<style type="text/css" style="display:none;"> P {margin-top:0;margin-bottom:0;} </style>';
	return (
		`<html><head>\r\n${meta}${style}</head><body dir="ltr"><div class="elementToProof" style="font-family: Aptos, sans-serif; font-size: 12pt;">` +
		`${inner}</div>\r\n<div><br>\r\n</div></body></html>`
	);
}

const toText = compile({ wordwrap: false, selectors: [{ selector: 'img', format: 'skip' }] });

/** Texts of the latest bodies, because lists show the same bodies again and again. */
const knownTexts = new Map<string, string>();
const textsKept = 20_000;

/** The body as text, lines ended the way Exchange does. */
export function bodyText(html: string): string {
	if (html === '') return '';
	const known = knownTexts.get(html);
	if (known !== undefined) return known;
	if (knownTexts.size >= textsKept) knownTexts.clear();
	const text = convertBody(html);
	knownTexts.set(html, text);
	return text;
}

function plainContent(html: string): string {
	const content = html.slice(fromText.length, -afterText.length);
	return content.replace(/<br>\r\n/g, '\n').replaceAll('&nbsp;', ' ').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

function convertBody(html: string): string {
	const isPlain = html.startsWith(fromText) && html.endsWith(afterText);
	const text = (isPlain ? plainContent(html) : toText(html)).replaceAll('\u00a0', ' ').trim();
	return text === '' ? '' : `${text.replace(/\n/g, '\r\n')}\r\n`;
}

export function bodyPreview(html: string): string {
	return bodyText(html).trim().slice(0, previewLength);
}
