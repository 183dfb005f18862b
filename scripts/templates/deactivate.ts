import { Canvas, type TemplateFile } from './canvas';
import { mainNote } from './notes';
import type { Pair } from './pair';
import { deactivateSync, getStatus, manualTrigger } from './steps';

/** Ends a sync, with a choice of what becomes of the copies. */
export function deactivate(pair: Pair): TemplateFile {
	const { crm, calendar, words } = pair;
	const { container } = words;
	const canvas = new Canvas(`${pair.name}/deactivate`, `${crm.label} ⇄ ${calendar.label}: stop the sync${pair.resource === undefined ? '' : ` of ${words.inCrm}`}`);
	mainNote(canvas, [-560, -96], [
		`# Stop the sync of ${words.inCrm}`,
		`Ends the sync of ${words.inCrm} between ${crm.label} and ${calendar.label}. Run this once by hand, after you have switched the sync workflow off.`,
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
		...deletedOf(pair),
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

/** What is deleted. Of a folder of contacts it is more than the sync made: people's own contacts are in it, too. */
function deletedOf({ crm, resource, words }: Pair): string[] {
	if (resource !== 'contact') return [`- Only ${words.inCalendar} that the sync itself created are ever deleted. What a person made, or has edited since, stays.`];
	return [
		'- "Delete those that the sync made" deletes no other contacts. What a person made, or has added to, stays.',
		`- "Delete the whole folder" takes along the contacts that people made in it, but only when ${crm.label} has all that the sync reads of each of them. Otherwise it deletes nothing and names the contacts. It cannot compare photos and fields that the sync does not read, such as a nickname or a department: they go with the folder.`,
	];
}

/** What may become of the copies, with a word at the choice that is set. */
function choicesOf({ copiesAfterwards, crm, resource, words: { container } }: Pair): string {
	const choices: Array<[Pair['copiesAfterwards'], string]> = [
		['keep', 'keep them'],
		['deleteCopies', 'delete those that the sync made'],
		['deleteContainer', `delete the whole ${container} if ${resource === 'contact' ? `${crm.label} has everything in it` : 'it holds nothing else'}`],
	];
	const texts = choices.map(([choice, text]) => (choice === copiesAfterwards ? `${text} (as it is set now)` : text));
	return `${texts.slice(0, -1).join(', ')}, or ${texts.at(-1) ?? ''}`;
}
