import { Canvas, NOTE_COLOUR, type TemplateFile } from './canvas';
import { CLEAN_TEXT, waitForForm, WHERE, whenChosen, whereToDecide } from './forms';
import { mainNote, setUp } from './notes';
import type { Pair } from './pair';
import { applyToCalendar, attention, getCrmChanges, manualTrigger, mapper } from './steps';

const PLAN = 'Plan (Writes Nothing)';
const APPROVE = 'Approve the Plan';
const DECISION = 'Decision';
const YES = 'Apply this plan';
const NO = 'Do nothing';

/**
 * Text on the form: how much of what, then the first twenty with what would become of their fields; what takes something
 * away comes first. All texts come from outside, so their markup is taken away.
 */
const SUMMARY = [
	'={{',
	'(() => {',
	`const items = $("${PLAN}").all().map((item) => item.json);`,
	'const order = ["delete", "update", "adopt", "create", "nothing"];',
	'const planned = items.filter((item) => item.plan).sort((a, b) => order.indexOf(a.plan.action) - order.indexOf(b.plan.action));',
	'const count = (action) => planned.filter((item) => item.plan.action === action).length;',
	CLEAN_TEXT,
	'const when = (text) => clean(text || "-").replace("T", " ").slice(0, 16);',
	'const shown = ({ plan }) => plan.action === "create" ? [] : (plan.changes || []).slice(0, 5);',
	'const more = ({ plan }) => plan.action !== "create" && (plan.changes || []).length > 5 ? ["…"] : [];',
	'const changes = (item) => [...shown(item), ...more(item)].map((change) => "<br>&nbsp;&nbsp;&nbsp;" + clean(change)).join("");',
	'const line = (item) => "<br>" + clean(item.plan.action) + ": " + clean(item.plan.title || "(no title)") + ", " + when(item.plan.when) + changes(item);',
	'const rest = planned.length > 20 ? "<br>… and " + (planned.length - 20) + " more." : "";',
	'return "<p>" + count("create") + " to create, " + count("update") + " to change, " + count("delete") + " to delete, "',
	'+ count("adopt") + " to join with what is there; " + (items.length - planned.length + count("nothing")) + " need nothing.<br>" + planned.slice(0, 20).map(line).join("") + rest + "</p>";',
	'})()',
	'}}',
].join(' ');

/** The first sync of many records: plan, show it to a person, apply exactly that plan. */
export function firstSyncWithApproval(pair: Pair): TemplateFile {
	const { crm, calendar } = pair;
	const canvas = new Canvas(`${pair.name}/first-sync-with-approval`, `${crm.label} → ${calendar.label}: first sync with approval`);
	mainNote(canvas, [-560, -96], [
		`# First sync with approval`,
		`Plans what a first sync would write into ${calendar.label}, shows the plan in a form, and applies exactly that plan when you say yes. Use it before you switch on the two-way or one-way workflow with the same Sync Name.`,
		'',
		...setUp(pair, [
			`3. Press **Execute workflow**. When it waits, its form opens in a new tab. For later, or for somebody else: its address is the field \`form\` in the output of **${WHERE}**, here and in *Executions* › the waiting one. Connect a mail or chat node behind it to send it.`,
		]),
		'### What it changes',
		'- Until you approve: nothing, on either side.',
		`- After you approve: what the form lists, in ${calendar.label} only. ${crm.label} is only read.`,
		'- What has changed since the plan was made is refused as stale and comes with the next sync.',
		'- If you decline, or never answer, nothing is lost: the changes are offered again. A form that you send in late writes only what nobody has written meanwhile.',
		'- Events that exist on both sides are joined, not doubled. Guests are never mailed.',
	]);
	buildSteps(canvas, pair);
	return canvas.toFile();
}

function buildSteps(canvas: Canvas, pair: Pair): void {
	const { crm, calendar } = pair;
	const start = manualTrigger(canvas, 'Run by Hand', [0, 0]);
	const changes = getCrmChanges(canvas, pair, `Get Changes from ${crm.short}`, [208, 0]);
	const map = mapper(canvas, pair, 'toCalendar', `${crm.short} to ${calendar.short} Fields`, [416, 0]);
	const plan = applyToCalendar(canvas, pair, PLAN, [624, 0], { dryRun: true });
	const where = whereToDecide(canvas, [880, -224], { isAlone: true });
	const form = waitForForm(canvas, APPROVE, [1088, -224], {
		title: `First sync: ${crm.label} → ${calendar.label}`,
		description: SUMMARY,
		fields: [{ label: DECISION, choices: [YES, NO] }],
	});
	const approved = whenChosen(canvas, 'Approved?', [1296, -224], DECISION, YES);
	const items = canvas.builtIn('merge', 3.2, 'The Approved Plan', [1552, 0], { mode: 'chooseBranch', useDataOfInput: 2 });
	const apply = applyToCalendar(canvas, pair, `Apply to ${calendar.short}`, [1760, 0]);
	const look = attention(canvas, `${calendar.short}: Needs Attention`, [2016, 272]);
	canvas.connect(start, changes);
	canvas.connect(changes, map);
	canvas.connect(map, plan);
	canvas.connect(plan, where);
	canvas.connect(where, form);
	canvas.connect(plan, items, 0, 1);
	canvas.connect(plan, look, 1);
	canvas.connect(form, approved);
	canvas.connect(approved, items, 0, 0);
	canvas.connect(items, apply);
	canvas.connect(apply, look, 1);
	canvas.frame('About the plan', [880, -224], 608, NOTE_COLOUR.blue, [
		'## A person decides',
		'The form lists what would be written, old → new. Only "Apply this plan" goes on; the planned items wait at **The Approved Plan**.',
	]);
}
