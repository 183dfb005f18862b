import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Pair } from '../support/pair';
import type { Execution, RunningWorkflow } from '../support/n8nEngine';

/** What somebody may hope that n8n, a template, a query or a page runs. */
const code = [
	'={{ $env.PATH }}',
	'={{ 1 + 1 }}',
	'{{ $json.sync }}',
	'${process.exit(1)}',
	'{{title}}',
	'{{constructor.constructor("return process")().exit()}}',
	"'; DROP TABLE links; --",
	"x') or Start_DateTime is not null --",
	'__proto__',
	'<script>alert(1)</script>',
	'"><img src=x onerror=alert(1)>',
];

describe('contents that want to be more than contents', () => {
	let pair: Pair;
	let workflow: RunningWorkflow;

	const start = async (template = 'two-way', more = {}): Promise<void> => {
		workflow = pair.load(template, more);
		await workflow.activate();
		await pair.rest(workflow);
		pair.pass(60_000);
	};

	beforeEach(async () => {
		pair = await Pair.start();
	});

	afterEach(async () => {
		pair.expectNoMails();
		await pair.stop();
	});

	const noError = (): void => {
		for (const execution of workflow.executions) expect(execution.error).toBeNull();
	};

	it('code in titles, places and descriptions arrives on the other side letter by letter, in both directions', async () => {
		await start();
		code.forEach((text, index) => {
			pair.zoho.add(text, `2026-03-${12 + index}T10:00`, { Venue: text, Description: text });
			pair.google.add(`${text} `, `2026-03-${12 + index}T14:00`, { location: text });
		});
		await pair.rest(workflow, 30);
		const expected = code.flatMap((text) => [text, text]).sort();
		expect(pair.google.titles().map((title) => title.trim())).toEqual(expected);
		expect(pair.zoho.titles().map((title) => title.trim())).toEqual(expected);
		for (const record of pair.zoho.events()) expect(record.fields.Venue).toBe(String(record.fields.Event_Title).trim());
		noError();
	});

	it('code in a record and in the constant part of a Field Mapper template is never run', async () => {
		const rows = [
			{ to: 'time', from: 'time', transform: 'copy' },
			{ to: 'title', transform: 'template', template: '[{{title}}] ${1+1} <%= 1 %> {{location}}' },
		];
		await start('two-way', { 'Zoho to Google Fields': { mappingMode: 'custom', mapping: { rows } } });
		for (const [index, text] of code.entries()) pair.zoho.add(text, `2026-03-${12 + index}T10:00`, { Venue: '{{title}}' });
		await workflow.poll('Change in Zoho');
		await pair.settle();
		expect(pair.google.titles()).toEqual(code.map((text) => `[${text}] \${1+1} <%= 1 %> {{title}}`).sort());
	});

	it('scripts, handlers and links that act in a Google description reach Zoho CRM as plain text without them', async () => {
		await start();
		const html = '<b>Agenda</b><script>steal()</script><img src=x onerror=steal()><br><a href="javascript:steal()">offer</a> <a href="https://ok.example/">page</a><iframe src="//evil.example"></iframe><style>*{}</style><svg onload=steal()>';
		pair.google.add('From Google', '2026-03-12T10:00', { description: html });
		await pair.rest(workflow);
		expect(pair.zoho.byTitle('From Google').fields.Description).toBe('Agenda\noffer page (https://ok.example/)');
		expect(pair.google.byTitle('From Google').description).toBe(html);
		noError();
	});

	it.each(['<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1) //', '<svg/onload=alert(1)//', 'a </p><script>x</script>', '&lt;b&gt;', '<!--', '<a\nhref=javascript:x>'])('markup %j in a Zoho description is shown in Google as text, and is no edit when it comes back', async (text) => {
		await start();
		const id = pair.zoho.add('From Zoho', '2026-03-12T10:00', { Description: text });
		await pair.rest(workflow);
		expect(pair.google.byTitle('From Zoho').description?.replaceAll('<br>', '')).not.toMatch(/<[a-z/!?]/i);
		pair.google.edit(pair.google.byTitle('From Zoho').id ?? '', { location: 'Room' });
		await pair.rest(workflow);
		expect(pair.zoho.find(id)?.fields).toMatchObject({ Venue: 'Room', Description: text });
		noError();
	});

	it('hints and the form of the approval show titles as text', async () => {
		const attack = '<img src=x onerror=alert(1)>={{ 1+1 }}<script>alert(1)</script>';
		pair.zoho.add(attack, '2026-03-12T10:00');
		workflow = pair.load('first-sync-with-approval');
		const waiting = await workflow.start('Run by Hand');
		expect(waiting.isWaiting).toBe(true);
		const form = workflow.formText(waiting);
		expect(form).toContain('onerror=alert(1)');
		expect(form).toContain('={{ 1+1 }}');
		expect(form.replaceAll(/<\/?(?:p|br|b|strong|ul|ol|li|h\d|table|tr|td|th|tbody|thead|em|i|hr|small|details|summary|span|div)\s*\/?>/g, '')).not.toMatch(/<[a-z/!?]/i);
		const guest = { email: '<img/src=x/onerror=alert(1)>@b.example', responseStatus: 'accepted' };
		pair.google.add('With a guest', '2026-03-13T10:00', { attendees: [guest] });
		const twoWay = pair.load('two-way');
		await twoWay.activate();
		await pair.rest(twoWay);
		const hints = twoWay.executions.flatMap((execution: Execution) => Object.values(execution.run.data.resultData.runData).flatMap((runs) => runs.flatMap(({ hints: shown }) => shown ?? [])));
		expect(hints.map(({ message }) => message).join()).toContain('onerror=alert(1)');
		expect(hints.map(({ message }) => message).join()).not.toMatch(/<[a-z/!?]/i);
	});
});

describe('records that are too large', () => {
	let pair: Pair;
	let workflow: RunningWorkflow;

	beforeEach(async () => {
		pair = await Pair.start();
		workflow = pair.load('two-way');
		await workflow.activate();
		await pair.rest(workflow);
	});

	afterEach(async () => await pair.stop());

	it('a description of 10 MB arrives as far as Zoho CRM holds it, with a word about it, beside ordinary records', async () => {
		pair.google.add('Large', '2026-03-12T10:00', { description: 'ä b\n'.repeat(2_500_000) });
		pair.google.add('Large HTML', '2026-03-12T12:00', { description: '<p onclick="x()">text</p>'.repeat(400_000) });
		pair.google.add('Ordinary', '2026-03-13T10:00');
		const before = process.memoryUsage().rss;
		await pair.rest(workflow, 20);
		expect(pair.zoho.titles()).toEqual(['Large', 'Large HTML', 'Ordinary']);
		expect(String(pair.zoho.byTitle('Large').fields.Description).length).toBeLessThanOrEqual(32_000);
		expect(pair.zoho.byTitle('Large HTML').fields.Description).not.toContain('onclick');
		const losses = workflow.executions.flatMap((execution) => execution.json('Apply to Zoho')).flatMap(({ losses: lost }) => (Array.isArray(lost) ? lost : []));
		expect(JSON.stringify(losses)).toMatch(/holds 32000 of \d+ characters/);
		expect((process.memoryUsage().rss - before) / 2 ** 20, 'MB more').toBeLessThan(700);
	});

	it('100,000 guests are cut to what each side holds and asked for in one go, not one by one', async () => {
		const attendees = Array.from({ length: 100_000 }, (_, index) => ({ email: `guest${index}@customer.example` }));
		pair.google.add('Crowd', '2026-03-12T10:00', { attendees });
		pair.google.add('Ordinary', '2026-03-13T10:00');
		const counts = await pair.count(async () => await pair.rest(workflow, 20));
		expect(pair.zoho.titles()).toEqual(['Crowd', 'Ordinary']);
		expect(counts.zoho.reads + counts.zoho.writes).toBeLessThan(100);
		pair.expectNoMails();
	});
});
