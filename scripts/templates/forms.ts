import type { INodeParameters } from 'n8n-workflow';
import type { Canvas } from './canvas';
import { addFields } from './steps';

type Position = [x: number, y: number];

/** A field of a form. */
export type FormField = { label: string; choices: string[] } | { label: string; placeholder: string } | { label: string; type: 'text' | 'email' };

export interface Form {
	title: string;
	/** Text above the fields; HTML, or an expression that makes it. */
	description: string;
	fields: FormField[];
}

/** n8n's own Wait node: the execution stops until a person sends the form in. Works without any account. */
export function waitForForm(canvas: Canvas, name: string, position: Position, { title, description, fields }: Form): string {
	return canvas.builtIn('wait', 1.1, name, position, {
		resume: 'form',
		formTitle: title,
		formDescription: description,
		formFields: { values: fields.map(fieldParameters) },
		options: {},
	});
}

/** The node that says where a waiting form is. */
export const WHERE = 'Where to Decide';

/** How a person who runs a workflow by hand finds its form; `again` says what running it once more does. */
export function whereFormOpens(again: string): string {
	return `When it waits, its form opens in a new tab. If your browser holds the tab back, or you have closed it: the address stands in the output of the waiting node, as long as this page stays open. ${again}`;
}

/**
 * Stands before a form. n8n opens a waiting form only with the signature that the expression gives, and shows it nowhere once the editor
 * is closed; an item of the waiting execution keeps it. With `isAlone` one item comes out, however many came in.
 */
export function whereToDecide(canvas: Canvas, position: Position, more: { isAlone?: boolean } = {}): string {
	return addFields(canvas, WHERE, position, { form: '={{ $execution.resumeFormUrl }}' }, more);
}

/**
 * A page that starts the workflow. Whoever sends it in is led on to any form that waits in the same line of nodes: a form for somebody
 * else must be in a line of its own.
 */
export function formTrigger(canvas: Canvas, name: string, position: Position, { title, description, fields, afterwards }: Form & { afterwards: string }): string {
	const parameters: INodeParameters = {
		formTitle: title,
		formDescription: description,
		formFields: { values: fields.map(fieldParameters) },
		options: { respondWithOptions: { values: { respondWith: 'text', formSubmittedText: afterwards } } },
	};
	return canvas.builtIn('formTrigger', 2.2, name, position, parameters, { webhookId: canvas.webhookId(name) });
}

function fieldParameters(field: FormField): INodeParameters {
	if ('type' in field) return { fieldLabel: field.label, fieldType: field.type, requiredField: true };
	if ('placeholder' in field) return { fieldLabel: field.label, fieldType: 'text', placeholder: field.placeholder };
	return { fieldLabel: field.label, fieldType: 'dropdown', fieldOptions: { values: field.choices.map((option) => ({ option })) }, requiredField: true };
}

/** Goes on with the first output when a field of the form has this value. */
export function whenChosen(canvas: Canvas, name: string, position: Position, label: string, choice: string): string {
	return whenEqual(canvas, name, position, `={{ $json["${label}"] }}`, choice);
}

/** Goes on with the first output when an expression has this value, else with the second. */
export function whenEqual(canvas: Canvas, name: string, position: Position, expression: string, value: string): string {
	return canvas.builtIn('if', 2.2, name, position, {
		conditions: {
			options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
			conditions: [{ id: 'chosen', leftValue: expression, rightValue: value, operator: { type: 'string', operation: 'equals' } }],
			combinator: 'and',
		},
		options: {},
	});
}

/** JavaScript for expressions: text from outside without its markup. */
export const CLEAN_TEXT = 'const clean = (text) => String(text ?? "").replace(/[<>&]/g, " ");';
