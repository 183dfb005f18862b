import type { Capabilities, FieldCapability, FieldName, FieldValue, MappingRow } from '../types';
import { SyncRefusal } from '../types';
import { kindFits, kindName, textFits } from './fit';
import { isFieldName } from './fields';
import { parseTemplate, type TemplatePart } from './template';

/** One row, checked and ready to be applied. `to` is the kind that the target field holds. */
export type CompiledRow = { to: FieldName; kind: FieldCapability['kind'] } & (
	| { step: 'firstOf'; from: FieldName[] }
	| { step: 'template'; parts: TemplatePart[] }
	| { step: 'constant'; value: FieldValue }
	| { step: 'mapValues'; from: FieldName; values: Map<string, string>; otherwise: 'keep' | 'empty' }
	| { step: 'limit'; from: FieldName; maxLength: number }
);

export interface CompiledMapping {
	rows: CompiledRow[];
}

/**
 * Checks the rows against what the two systems can hold. Throws `SyncRefusal` kind `badSettings` that names the first row
 * in the way: two rows into one field, a field that is unknown or cannot be read or written, a type that does not fit.
 */
export function compileMapping(rows: MappingRow[], from: Capabilities, to: Capabilities): CompiledMapping {
	if (!Array.isArray(rows) || rows.length === 0) throw refusal('The mapping has no rows.', 'Add at least one row, or choose the default mapping.');
	const firstRowOf = new Map<FieldName, number>();
	const compiled = rows.map((row, index) => {
		const check = new RowCheck(index + 1, from, to);
		const result = check.compile(row);
		const earlier = firstRowOf.get(result.to);
		if (earlier !== undefined) {
			throw check.refuse(`writes "${check.target(result.to).label}", which row ${earlier} writes already`, 'Remove one of the two rows, or use "First of" in a single row.');
		}
		firstRowOf.set(result.to, index + 1);
		return result;
	});
	if (to.fields.time?.write && to.fields.time.required && !firstRowOf.has('time')) {
		throw refusal(
			`The mapping has no row for "${to.fields.time.label}", and ${to.label} takes no event without it.`,
			'Add a row that copies the time.',
		);
	}
	return { rows: compiled };
}

class RowCheck {
	constructor(
		private readonly number: number,
		private readonly from: Capabilities,
		private readonly to: Capabilities,
	) {}

	refuse(problem: string, next: string): SyncRefusal {
		return refusal(`Mapping row ${this.number} ${problem}.`, next);
	}

	compile(row: MappingRow): CompiledRow {
		const target = this.target(row?.to);
		const base = { to: row.to, kind: target.kind };
		const transform: MappingRow['transform'] | undefined = row.transform;
		switch (transform?.kind) {
			case 'copy':
				return { ...base, step: 'firstOf', from: [this.source(transform.from, target)] };
			case 'firstOf':
				if (!Array.isArray(transform.from) || transform.from.length === 0) throw this.refuse('names no source field', 'Choose at least one source field.');
				return { ...base, step: 'firstOf', from: transform.from.map((field) => this.source(field, target)) };
			case 'template':
				return { ...base, step: 'template', parts: this.template(transform.text, target) };
			case 'constant':
				return { ...base, step: 'constant', value: this.constant(transform.value, target) };
			case 'mapValues':
				return {
					...base,
					step: 'mapValues',
					from: this.textSource(transform.from, target),
					values: this.values(transform.values, target),
					otherwise: transform.otherwise === 'empty' ? 'empty' : 'keep',
				};
			case 'limit':
				return { ...base, step: 'limit', from: this.textSource(transform.from, target), maxLength: this.length(transform.maxLength) };
			default:
				throw this.refuse('has no transform that is known', 'Choose one of the transforms offered.');
		}
	}

	target(field: unknown): FieldCapability {
		const capability = isFieldName(field) ? this.to.fields[field] : undefined;
		if (capability === undefined) {
			throw this.refuse(`writes the field "${String(field)}", which ${this.to.label} does not have`, 'Choose a target field from the list.');
		}
		if (!capability.write) {
			throw this.refuse(`writes "${capability.label}", which ${this.to.label} does not let anybody write`, 'Choose another target field.');
		}
		return capability;
	}

	private readable(field: unknown): FieldCapability {
		const capability = isFieldName(field) ? this.from.fields[field] : undefined;
		if (capability === undefined || !capability.read) {
			throw this.refuse(`reads the field "${String(field)}", which ${this.from.label} does not have`, 'Choose a source field from the list.');
		}
		return capability;
	}

	private source(field: FieldName, target: FieldCapability): FieldName {
		const source = this.readable(field);
		if (!kindFits(source.kind, target.kind)) {
			throw this.refuse(
				`puts "${source.label}" (${kindName(source.kind)}) into "${target.label}" (${kindName(target.kind)}), which does not fit`,
				'Choose a source field of the same type, or another transform.',
			);
		}
		return field;
	}

	private textSource(field: FieldName, target: FieldCapability): FieldName {
		const source = this.readable(field);
		if (!kindFits(source.kind, 'text')) {
			throw this.refuse(`works on the text of "${source.label}", which holds ${kindName(source.kind)}`, 'Choose a source field that holds text.');
		}
		if (!textFits(target.kind)) throw this.noText(target);
		return field;
	}

	private noText(target: FieldCapability): SyncRefusal {
		return this.refuse(`puts text into "${target.label}", which holds ${kindName(target.kind)}`, 'Choose a target field that holds text.');
	}

	private template(text: unknown, target: FieldCapability): TemplatePart[] {
		if (!textFits(target.kind)) throw this.noText(target);
		const { parts, unknown } = parseTemplate(typeof text === 'string' ? text : '');
		const [first] = unknown;
		if (first !== undefined) throw this.refuse(`has the placeholder "{{${first}}}", which names no field`, 'Use field names from the list, for example {{title}}.');
		for (const part of parts) if (part.kind === 'field') this.readable(part.field);
		if (parts.length === 0) throw this.refuse('has an empty template', 'Enter a text, or remove the row.');
		return parts;
	}

	private constant(value: unknown, target: FieldCapability): FieldValue {
		const text = String(value ?? '');
		if (target.kind === 'number' && text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
		if (target.kind === 'boolean' && /^(true|false)$/i.test(text.trim())) return text.trim().toLowerCase() === 'true';
		if (target.kind === 'date' && /^\d{4}-\d{2}-\d{2}$/.test(text)) return text;
		if (!textFits(target.kind)) {
			throw this.refuse(`sets "${target.label}" (${kindName(target.kind)}) to "${text}", which does not fit`, 'Enter a value of that type, or choose another target field.');
		}
		this.choice(text, target);
		return target.kind === 'texts' ? [text] : text;
	}

	private values(values: unknown, target: FieldCapability): Map<string, string> {
		const map = new Map<string, string>();
		for (const pair of Array.isArray(values) ? (values as Array<{ when?: unknown; then?: unknown }>) : []) {
			const then = String(pair?.then ?? '');
			this.choice(then, target);
			map.set(String(pair?.when ?? ''), then);
		}
		if (map.size === 0) throw this.refuse('maps values and lists none', 'Add at least one pair of values.');
		return map;
	}

	private choice(text: string, target: FieldCapability): void {
		if (target.choices === undefined || text === '' || target.choices.includes(text)) return;
		throw this.refuse(`sets "${target.label}" to "${text}", which ${this.to.label} does not offer`, `Use one of: ${target.choices.join(', ')}.`);
	}

	private length(maxLength: unknown): number {
		if (isCount(maxLength)) return maxLength;
		throw this.refuse('has a text limit that is no whole number above zero', 'Enter the number of characters to keep.');
	}
}

function isCount(value: unknown): value is number {
	return Number.isInteger(value) && Number(value) > 0;
}

function refusal(message: string, next: string): SyncRefusal {
	return new SyncRefusal('badSettings', `${message} Nothing was changed.`, next);
}
