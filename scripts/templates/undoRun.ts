import { Canvas, NOTE_COLOUR, type TemplateFile } from './canvas';
import { CLEAN_TEXT, waitForForm, whenEqual, whereFormOpens } from './forms';
import { mainNote } from './notes';
import type { Pair } from './pair';
import { attention, listRuns, manualTrigger, undoRun } from './steps';

const LIST = 'List Runs';
const RUN = 'Run';
const WHAT = 'What to Do';
const SHOW = 'Only show what would be done';
const UNDO = 'Undo it';

/** Text on the form: one line for each run. Titles come from outside, so their markup is taken away. */
const SUMMARY = [
	'={{',
	'(() => {',
	`const runs = $("${LIST}").all().map((item) => item.json);`,
	CLEAN_TEXT,
	'const when = (text) => clean(text).slice(0, 16).replace("T", " ");',
	'const where = (side) => side === "crm" ? "CRM" : "calendar";',
	'const counts = (run) => run.created + " created, " + run.updated + " changed, " + run.deleted + " deleted";',
	'const titles = (run) => run.titles.length > 0 ? " (" + run.titles.map(clean).join(", ") + ", …)" : "";',
	'const line = (run) => "<br><b>" + clean(run.run) + "</b>: " + when(run.to) + " UTC, in the " + where(run.side) + ": " + counts(run) + titles(run);',
	'return "<p>The last runs that wrote something:" + runs.map(line).join("") + "</p>";',
	'})()',
	'}}',
].join(' ');

const CHOSEN = `={{ $json["${RUN}"] }}`;
const DRY_RUN = `={{ $json["${WHAT}"] !== "${UNDO}" }}`;
const SAME_SYNC = `={{ $("${LIST}").first().json.sync }}`;
/** The side that the chosen run wrote to. */
const WRITTEN_SIDE = `={{ ($("${LIST}").all().find((item) => item.json.run === String($json["${RUN}"]).trim()) || { json: {} }).json.side || "unknown" }}`;

/** Lets a person choose an execution and takes back what it wrote. */
export function undoOfRun(usual: Pair): TemplateFile {
	const { crm, calendar, name } = usual;
	const canvas = new Canvas('operations/undo-run', 'Undo a run');
	mainNote(canvas, [-560, -96], [
		'# Undo a run',
		'Takes back what one execution of a sync wrote: changed records get their former values, records that it made are deleted, records that it deleted are made again. A record that anybody changed since is left as it is and reported.',
		'',
		'### Set up',
		`1. In **${LIST}** enter the **Sync Name** of your sync.`,
		`2. In **Undo in ${crm.short}** and **Undo in ${calendar.short}** choose your credentials and the calendar. Another pair of systems: replace these two nodes by its own.`,
		`3. Press **Execute workflow**. Enter the number of a run in the form, and look at what would be done first. ${whereFormOpens('After that, run this again: until you answer, nothing happens.')}`,
		'',
		'### What it changes',
		'- With *Only show what would be done*: nothing.',
		'- With *Undo it*: only records that this run wrote, on the side that it wrote to, each with one write. The other side is not touched.',
		'- What was brought back stays until somebody edits it on either side; then the sync goes on as ever.',
		'- Guests are never mailed. Running it twice does no harm.',
	]);
	const start = manualTrigger(canvas, 'Run by Hand', [0, 0]);
	const list = listRuns(canvas, name, LIST, [208, 0]);
	const form = waitForForm(canvas, 'Choose the Run', [464, 0], {
		title: 'Undo a run',
		description: SUMMARY,
		fields: [{ label: RUN, placeholder: 'Number of the run' }, { label: WHAT, choices: [SHOW, UNDO] }],
	});
	const inCrm = whenEqual(canvas, 'In the CRM?', [672, 0], WRITTEN_SIDE, 'crm');
	const inCalendar = whenEqual(canvas, 'In the Calendar?', [928, 96], WRITTEN_SIDE, 'calendar');
	const parameters = { syncName: SAME_SYNC, run: CHOSEN, dryRun: DRY_RUN };
	const undoInCrm = undoRun(canvas, 'crmEvent', `Undo in ${crm.short}`, [1184, -128], { ...parameters, system: crm.system });
	const undoInCalendar = undoRun(canvas, calendar.actionNode, `Undo in ${calendar.short}`, [1184, 48], { ...parameters, ...calendar.container });
	const unknown = attention(canvas, 'Unknown Run', [1184, 224]);
	const look = attention(canvas, 'Left as They Are', [1440, -32]);
	canvas.connect(start, list);
	canvas.connect(list, form);
	canvas.connect(form, inCrm);
	canvas.connect(inCrm, undoInCrm);
	canvas.connect(inCrm, inCalendar, 1);
	canvas.connect(inCalendar, undoInCalendar);
	canvas.connect(inCalendar, unknown, 1);
	canvas.connect(undoInCrm, look, 1);
	canvas.connect(undoInCalendar, look, 1);
	canvas.frame('About the choice', [464, 0], 400, NOTE_COLOUR.blue, [
		'## A person decides',
		'The form lists the last runs that wrote something. The number is the one in n8n\'s list of executions.',
	]);
	return canvas.toFile();
}
