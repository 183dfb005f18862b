import type { INodeParameters } from 'n8n-workflow';
import type { Canvas } from './canvas';

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
