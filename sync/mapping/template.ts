import type { FieldName } from '../types';
import { isFieldName } from './fields';

export type TemplatePart = { kind: 'text'; text: string } | { kind: 'field'; field: FieldName };

/**
 * Splits a template at its `{{field}}` placeholders. Everything else is kept as it stands; nothing is evaluated.
 * Placeholders that name no field are listed in `unknown`.
 */
export function parseTemplate(template: string): { parts: TemplatePart[]; unknown: string[] } {
	const parts: TemplatePart[] = [];
	const unknown: string[] = [];
	let rest = template;
	for (;;) {
		const open = rest.indexOf('{{');
		const close = open < 0 ? -1 : rest.indexOf('}}', open + 2);
		if (close < 0) break;
		if (open > 0) parts.push({ kind: 'text', text: rest.slice(0, open) });
		const name = rest.slice(open + 2, close).trim();
		if (isFieldName(name)) parts.push({ kind: 'field', field: name });
		else unknown.push(name);
		rest = rest.slice(close + 2);
	}
	if (rest !== '') parts.push({ kind: 'text', text: rest });
	return { parts, unknown };
}
