import { Canvas, type TemplateFile } from './canvas';
import { mainNote } from './notes';
import type { Pair } from './pair';
import { deactivateSync, getStatus, manualTrigger } from './steps';

/** Ends a sync, with a choice of what becomes of the copies. */
export function deactivate(pair: Pair): TemplateFile {
	const { crm, calendar } = pair;
	const canvas = new Canvas(`${pair.name}/deactivate`, `${crm.label} ⇄ ${calendar.label}: stop the sync`);
	mainNote(canvas, [-560, -144], 624, [
		`# Stop the sync of ${crm.label} and ${calendar.label}`,
		'Run this once by hand, after you have switched the sync workflow off.',
		'',
		'### Set up',
		`1. Choose your **${calendar.label}** credential and the **calendar** of the sync.`,
		'2. In **Deactivate** choose what becomes of the copies in the calendar: keep them (as it is set now), delete those that the sync made, or delete the whole calendar if the sync made it.',
		'3. Choose whether a later sync shall find its pairs again (as it is set now) or start afresh.',
		'4. Press **Execute workflow**. If it is interrupted, run it again: it goes on where it stopped. **Show What Is Left** tells how far it is.',
		'',
		'### To cancel it',
		'Change the operation of **Deactivate** to **Activate** and run this workflow: it stops, the sync goes on, and copies that were removed are made again.',
		'',
		'### What it changes',
		`- ${crm.label} keeps everything, always.`,
		'- Only events that the sync itself created are ever deleted. Events that a person made stay.',
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
