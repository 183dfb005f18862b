import { NOTE_COLOUR, type Canvas } from './canvas';
import type { Pair } from './pair';

type Position = [x: number, y: number];

/** The first thing a person reads: purpose, what to set, what will and will not change. */
export function mainNote(canvas: Canvas, position: Position, lines: string[]): void {
	canvas.note('About this workflow', position, 480, NOTE_COLOUR.yellow, lines);
}

/** Around the nodes of one direction; `position` is where the first of them stands. */
export function laneNote(canvas: Canvas, name: string, position: Position, lines: string[]): void {
	canvas.frame(name, position, 736, NOTE_COLOUR.grey, lines);
}

export function attentionNote(canvas: Canvas, { words: { leftAlone } }: Pair, position: Position): void {
	const cases = ['conflicts', 'ambiguous matches', 'records the other side refuses', ...(leftAlone === undefined ? [] : [leftAlone]), 'deletions stopped by the guard'];
	canvas.note('About Needs Attention', position, 304, NOTE_COLOUR.red, [
		'## Needs Attention',
		`Items that nobody but a person can decide come out here, each with a \`reason\`, a \`message\` and what to do \`next\`: ${cases.join(', ')}.`,
		'',
		'Nothing of them was written. Connect a mail or chat node to be told.',
	]);
}

/** The steps before a workflow can be switched on. */
export function setUp(pair: Pair, more: string[]): string[] {
	return [
		'### Set up',
		`1. Open each node with a red mark and choose your **${pair.crm.label}** or **${pair.calendar.label}** credential.`,
		`2. ${containerStep(pair)}`,
		...more,
		'',
	];
}

function containerStep({ calendar, words: { container } }: Pair): string {
	if (calendar.ownContainer === undefined) {
		return `In the ${calendar.label} nodes choose the **${container}**: the same in all of them. Only ${container}s that you may write to are listed.`;
	}
	return `Nothing more to choose: the sync makes a ${container} of its own, called **${calendar.ownContainer}**. For another name or ${container}, set it in all ${calendar.label} nodes.`;
}

/** What holds for every template that writes. */
export function promises(lines: string[], { resource, calendar, words: { leftAlone } }: Pair): string[] {
	return [
		...lines,
		...(resource === undefined ? ['- Guests are never mailed, unless **Notify Guests** says so.', ...(calendar.ownPromises ?? []).map((line) => `- ${line}`)] : []),
		'- Records that exist on both sides already are recognised and joined, not doubled.',
		'- Fields without a row in the Field Mapper are not touched.',
		'- More than 20 deletions at once, if they are also more than 10 % of the synced records, are held until you release them.',
		...(leftAlone === undefined ? [] : [`- ${leftAlone.charAt(0).toUpperCase()}${leftAlone.slice(1)} are reported, not written.`]),
	];
}
