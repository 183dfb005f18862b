import { Canvas, NOTE_COLOUR, type TemplateFile } from './canvas';
import { CLEAN_TEXT, waitForForm, whenChosen, whereFormOpens } from './forms';
import { mainNote } from './notes';
import { attention, heldChanges, manualTrigger } from './steps';

const LIST = 'List Held Changes';
const DECISION = 'Decision';
const NUMBERS = 'Only These Numbers';
const RELEASE = 'Release: carry them out';
const DISCARD = 'Discard: keep the records';
const LEAVE = 'Leave them held';

/** Text on the form: how much would happen where, then the first fifty. All texts come from outside, so their markup is taken away. */
const SUMMARY = [
	'={{',
	'(() => {',
	`const held = $("${LIST}").all().map((item) => item.json);`,
	CLEAN_TEXT,
	'const deletions = held.filter(({ change }) => change === "delete").length;',
	'const line = (one) => "<br>" + clean(one.id) + ": " + clean(one.message) + " Since " + clean(one.since).slice(0, 16).replace("T", " ") + " UTC.";',
	'const rest = held.length > 50 ? "<br>… and " + (held.length - 50) + " more." : "";',
	'return "<p>" + held.length + " changes wait for you, " + deletions + " of them deletions. Nothing of it was carried out.<br>" + held.slice(0, 50).map(line).join("") + rest + "</p>";',
	'})()',
	'}}',
].join(' ');

/** Those that the form names, else those that it listed: what is held later is not decided unseen. */
const IDS = `={{ ($json["${NUMBERS}"] || "").trim() || $("${LIST}").all().map((item) => item.json.id).join(",") }}`;
/** The sync that was listed. */
const SAME_SYNC = `={{ $("${LIST}").first().json.sync }}`;

/** Shows a person what a guard stopped, and lets it through or drops it. For the syncs of any pair: it asks the store only. */
export function releaseHeld(usualSync: string): TemplateFile {
	const canvas = new Canvas('operations/release-held', 'Held changes: look, then release or discard');
	mainNote(canvas, [-560, -96], [
		'# Held changes',
		'Many deletions at once are not carried out: they are held until you have looked. This workflow shows what is held (title, time, where it would be deleted, since when and why) and does what you decide in a form.',
		'',
		'### Set up',
		`1. In **${LIST}** enter the **Sync Name** of your sync. Nothing else: no credential is needed.`,
		`2. Press **Execute workflow**. If nothing is held, it ends at once. ${whereFormOpens('After that, run this again: until you answer, nothing happens.')}`,
		'',
		'### What it changes',
		'- Until you answer: nothing.',
		'- *Release*: the changes come out of the trigger with its next run and are carried out then. A record that was edited on the other side meanwhile is kept.',
		'- *Discard*: the records on the other side stay, for good. They lose their partner; one that is edited later becomes a record of its own.',
		'- *Leave them held*: nothing. Run this again when you know more.',
		'- Only the changes that the form shows, or those whose numbers you enter.',
	]);
	const start = manualTrigger(canvas, 'Run by Hand', [0, 0]);
	const list = heldChanges(canvas, 'listHeldChanges', LIST, [208, 0], { syncName: usualSync });
	const form = waitForForm(canvas, 'Decide', [464, 0], {
		title: 'Held changes',
		description: SUMMARY,
		fields: [
			{ label: DECISION, choices: [LEAVE, RELEASE, DISCARD] },
			{ label: NUMBERS, placeholder: 'Empty: all that are listed. Else e.g. 12, 15' },
		],
	});
	const wantsRelease = whenChosen(canvas, 'Release?', [672, 0], DECISION, RELEASE);
	const release = heldChanges(canvas, 'releaseHeldChanges', 'Release Held Changes', [928, -112], { syncName: SAME_SYNC, which: 'ids', ids: IDS });
	const wantsDiscard = whenChosen(canvas, 'Discard?', [928, 112], DECISION, DISCARD);
	const discard = heldChanges(canvas, 'discardHeldChanges', 'Discard Held Changes', [1168, 48], { syncName: SAME_SYNC, which: 'ids', ids: IDS });
	const left = attention(canvas, 'Left as They Are', [1168, 208]);
	canvas.connect(start, list);
	canvas.connect(list, form);
	canvas.connect(form, wantsRelease);
	canvas.connect(wantsRelease, release);
	canvas.connect(wantsRelease, wantsDiscard, 1);
	canvas.connect(wantsDiscard, discard);
	canvas.connect(wantsDiscard, left, 1);
	canvas.frame('About the decision', [464, 0], 400, NOTE_COLOUR.blue, [
		'## A person decides',
		'The form lists what is held. To let only some of it through, enter their numbers.',
	]);
	return canvas.toFile();
}
