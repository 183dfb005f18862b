import { Canvas, type TemplateFile } from './canvas';
import { mainNote } from './notes';
import type { Pair } from './pair';
import { deactivateSync, getStatus, manualTrigger } from './steps';

/** Ends a sync, with a choice of what becomes of the copies. */
export function deactivate(pair: Pair): TemplateFile {
	const { crm, calendar, words } = pair;
	const { container } = words;
	const canvas = new Canvas(`${pair.name}/deactivate`, `${crm.label} ⇄ ${calendar.label}: stop the sync${pair.resource === undefined ? '' : ` of ${words.inCrm}`}`);
	mainNote(canvas, [-560, -144], 624, [
		`# Stop the sync of ${crm.label} and ${calendar.label}`,
		'Run this once by hand, after you have switched the sync workflow off.',
		'',
		'### Set up',
		calendar.ownContainer === undefined ? `1. Choose your **${calendar.label}** credential and the **${container}** of the sync.` : `1. Choose your **${calendar.label}** credential.`,
		`2. In **Deactivate** choose what becomes of the copies in the ${container}: ${choicesOf(pair)}.`,
		'3. Choose whether a later sync shall find its pairs again (as it is set now) or start afresh.',
		'4. Press **Execute workflow**. If it is interrupted, run it again: it goes on where it stopped. **Show What Is Left** tells how far it is.',
		'',
		'### To cancel it',
		'Change the operation of **Deactivate** to **Activate** and run this workflow: it stops, the sync goes on, and copies that were removed are made again.',
		'',
		'### What it changes',
		`- ${crm.label} keeps everything, always.`,
		`- Only ${words.inCalendar} that the sync itself created are ever deleted. What a person made, or has edited since, stays.`,
		'- With "keep" nothing is written at all.',
		'',
		'### To start again',
		'Change the operation of **Deactivate** to **Activate**, run this workflow once, and switch the sync workflow on. Pairs that still match are joined again without a single write.',
	]);
	const start = manualTrigger(canvas, 'Run by Hand', [0, 0]);
	const stop = deactivateSync(canvas, pair, 'Deactivate', [256, 0]);
	const status = getStatus(canvas, pair, 'Show What Is Left', [512, 0]);
	canvas.connect(start, stop);
	canvas.connect(stop, status);
	return canvas.toFile();
}

/** What may become of the copies, with a word at the choice that is set. */
function choicesOf({ copiesAfterwards, words: { container } }: Pair): string {
	const choices: Array<[Pair['copiesAfterwards'], string]> = [
		['keep', 'keep them'],
		['deleteCopies', 'delete those that the sync made'],
		['deleteContainer', `delete the whole ${container} if it holds nothing else`],
	];
	const texts = choices.map(([choice, text]) => (choice === copiesAfterwards ? `${text} (as it is set now)` : text));
	return `${texts.slice(0, -1).join(', ')}, or ${texts.at(-1) ?? ''}`;
}
