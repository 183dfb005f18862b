import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalForm } from '../../../sync/record/normalForm';
import { snapshotFromGoogle } from '../../../systems/googleCalendar/mapping/fromGoogle';
import { valuesToGoogle } from '../../../systems/googleCalendar/mapping/toGoogle';
import { htmlToText, mayActAsHtml, plainText, textToHtml } from '../../../systems/shared/text';
import { valuesToZoho } from '../../../systems/zohoCrm/mapping/toZoho';
import { googleEvent } from '../systems/googleFakes';

const context = { account: 'a', container: 'c', defaultReminders: [] };
const writing = { untitledPlaceholder: 'Not Provided', allDayForm: 'inclusive' } as const;

/** What a description in Google becomes in Zoho CRM. */
function toZoho(html: string): string {
	const { record } = snapshotFromGoogle(googleEvent('e1', { description: html }), context);
	const mapped = valuesToZoho('event', { description: 'description' in record ? record.description : '' }, writing);
	return 'row' in mapped && typeof mapped.row.Description === 'string' ? mapped.row.Description : '';
}

/** What a description in Zoho CRM becomes in Google, which shows it as HTML. */
function toGoogle(text: string): string {
	return valuesToGoogle({ description: text }).description ?? '';
}

/** What a browser would take for a tag, however broken, once line breaks are set aside. */
const asMarkup = /<[a-z/!?]/i;

const attacks = [
	'<script>alert(1)</script>',
	'<SCRIPT SRC=//evil.example/x.js></SCRIPT>',
	'<img src=x onerror=alert(1)>',
	'<img src=x onerror=alert(1) //',
	'<svg/onload=alert(1)//',
	'<svg><script>alert(1)</script></svg>',
	'<math><mi//xlink:href="data:x,<script>alert(1)</script>">',
	'<iframe srcdoc="<script>alert(1)</script>"></iframe>',
	'<body onload=alert(1)>',
	'<a href="javascript:alert(1)">click</a>',
	'<a href=" java&#9;script:alert(1)">click</a>',
	'<a href="JaVa&#10;ScRiPt:alert(1)">click</a>',
	'<a href="data:text/html,<script>alert(1)</script>">click</a>',
	'<a href="vbscript:msgbox(1)">click</a>',
	'<style>@import "//evil.example/x.css";</style>',
	'<div style="background:url(javascript:alert(1))">x</div>',
	'<meta http-equiv="refresh" content="0;url=https://evil.example/">',
	'<base href="https://evil.example/">',
	'<form action="https://evil.example/"><input name=p><button>Go</button></form>',
	'<object data="data:text/html,x"></object><embed src=x>',
	'<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
	'<scr<script>ipt>alert(1)</scr</script>ipt>',
	'<!--><img src=x onerror=alert(1)>-->',
	'<![CDATA[<img src=x onerror=alert(1)>]]>',
	'<?xml version="1.0"?><x/>',
	'</textarea><script>alert(1)</script>',
	'<template><script>alert(1)</script></template>',
	'<a href="https://ok.example/" onclick="alert(1)">ok</a>',
	'<p>\u0000<scr\u0000ipt>alert(1)</scr\u0000ipt></p>',
];

describe('HTML of a Google description', () => {
	it.each(attacks)('%j reaches Zoho CRM without a tag, a handler or a link that acts', (html) => {
		const text = toZoho(`before <b>bold</b> ${html}`);
		expect(text).toContain('before bold');
		expect(text).not.toMatch(/javascript:|vbscript:|data:text|@import/i);
		if (/^<[^<>]*>|<\/script>/i.test(html)) expect(text).not.toMatch(/<\/?(script|img|iframe|svg|a|meta|style|form|object|body|base)\b/i);
	});

	it('keeps the target of a link that leads somewhere, and drops every other', () => {
		expect(htmlToText('<a href="https://ok.example/?a=1&amp;b=2">page</a>')).toBe('page (https://ok.example/?a=1&b=2)');
		expect(htmlToText('<a href="mailto:a@b.example">write</a> <a href="tel:+49">call</a>')).toBe('write (a@b.example) call (tel:+49)');
		const link = fc.tuple(fc.constantFrom('javascript', 'JAVASCRIPT', 'data', 'vbscript', 'file', 'blob', 'about', 'x'), fc.string()).map(([scheme, rest]) => `${scheme}:${rest}`);
		fc.assert(fc.property(link, (href) => {
			expect(htmlToText(`<a href="${textToHtml(href).replaceAll('"', '&quot;')}">text</a>`)).toBe('text');
		}));
	});

	it('that was encoded twice stays text: it is decoded once, as Google shows it', () => {
		expect(toZoho('&lt;script&gt;alert(1)&lt;/script&gt;')).toBe('<script>alert(1)</script>');
		expect(toZoho('&amp;lt;script&amp;gt;')).toBe('&lt;script&gt;');
		expect(toGoogle(toZoho('&lt;script&gt;'))).toBe('&lt;script&gt;');
		expect(toGoogle(toZoho('&amp;lt;script&amp;gt;'))).toBe('&amp;lt;script&amp;gt;');
	});
});

describe('a text from Zoho CRM', () => {
	it.each(attacks)('%j is shown in Google as the text it is', (text) => {
		const html = toGoogle(text);
		expect(html.replaceAll('<br>', '')).not.toMatch(asMarkup);
		expect(html.replaceAll('<br>', '')).not.toContain('<');
		expect(toZoho(html).replaceAll(/\s+/g, ' ')).toBe(text.replaceAll(/\s+/g, ' '));
	});

	it('of any kind holds nothing that a browser would read as markup', () => {
		const piece = fc.constantFrom('<', '>', '/', '!', '?', 'a', 'script', ' onerror=', '"', "'", '&', ';', 'lt', '#60', '=', '\n', ' ', 'ä', '<!--', '-->', '\u0000');
		fc.assert(
			fc.property(fc.oneof(fc.array(piece).map((pieces) => pieces.join('')), fc.string({ unit: 'binary' })), (text) => {
				expect(toGoogle(text).replaceAll('<br>', '')).not.toMatch(asMarkup);
			}),
			{ numRuns: 500 },
		);
	});

	it('without markup goes as it is', () => {
		for (const text of ['1 < 2 and 3 > 2', 'Tom & Jerry', 'a <3 b', 'line\nline']) expect([mayActAsHtml(text), toGoogle(text)]).toEqual([false, text]);
	});

	it('comes back from Google letter by letter, so that escaping is no edit', () => {
		fc.assert(
			fc.property(fc.array(fc.constantFrom('<', '>', 'b', '/', '&', 'amp;', ' ', 'x', '\n', '<br>', '&#60;')).map((parts) => parts.join('')), (text) => {
				fc.pre(!/(^|\n)\s|\s(\n|$)|\n\n\n/.test(text) && mayActAsHtml(text));
				expect(plainText(toGoogle(text))).toBe(text.trim());
			}),
		);
	});
});

describe('texts that are made to keep the process busy', () => {
	const within = (milliseconds: number, work: () => unknown): void => {
		const started = performance.now();
		work();
		expect(performance.now() - started).toBeLessThan(milliseconds);
	};

	it.each([
		['blanks in the middle of a line', `ä${' '.repeat(200_000)}x`],
		['tabs before a line end that never comes', `\n${'\t '.repeat(100_000)}x`],
		['line ends', `ä${'\n'.repeat(200_000)}x`],
	])('%s: compared in no time', (_name, text) => {
		within(1_000, () => normalForm('description', text));
	});

	it.each([
		['paragraphs', '<p>x</p>'.repeat(1_250_000)],
		['depth', '<div>'.repeat(2_000_000)],
		['tags that never end', '<a '.repeat(3_000_000)],
		['entities', '&amp;'.repeat(2_000_000)],
		['comments that never end', '<!--'.repeat(2_500_000)],
		['attributes', `<a ${'href="x" '.repeat(1_000_000)}>`],
	])('10 MB of %s: read in seconds', (_name, html) => {
		within(5_000, () => plainText(html));
	});
});
