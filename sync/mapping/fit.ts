import type { FieldCapability } from '../types';

type Kind = FieldCapability['kind'];

/** What each kind of target takes by copying. A list of texts is joined for a text; a text becomes a list of one. */
const accepts: Record<Kind, readonly Kind[]> = {
	text: ['text', 'choice', 'texts', 'date', 'number', 'boolean'],
	choice: ['choice', 'text', 'boolean'],
	texts: ['texts', 'text', 'choice'],
	date: ['date'],
	number: ['number'],
	boolean: ['boolean'],
	time: ['time'],
	reminders: ['reminders'],
	people: ['people'],
};

const names: Record<Kind, string> = {
	text: 'text',
	choice: 'a choice',
	texts: 'a list of texts',
	date: 'a date',
	number: 'a number',
	boolean: 'yes or no',
	time: 'start and end',
	reminders: 'reminders',
	people: 'guests',
};

/** True when a value of one kind can be carried into a field of the other kind. */
export function kindFits(from: Kind, to: Kind): boolean {
	return accepts[to].includes(from);
}

/** True when a text made by a template, a constant or a value map can be carried into a field of that kind. */
export function textFits(to: Kind): boolean {
	return to === 'text' || to === 'choice' || to === 'texts';
}

/** The kind in words, for messages. */
export function kindName(kind: Kind): string {
	return names[kind];
}
