import type { FieldName } from './record';

/** One row of a mapping, as a person fills it in. */
export interface MappingRow {
	to: FieldName;
	transform:
		| { kind: 'copy'; from: FieldName }
		/** Placeholders `{{field}}`; everything else is taken as it stands, never evaluated. */
		| { kind: 'template'; text: string }
		| { kind: 'constant'; value: string }
		| { kind: 'firstOf'; from: FieldName[] }
		| { kind: 'mapValues'; from: FieldName; values: Array<{ when: string; then: string }>; otherwise: 'keep' | 'empty' }
		| { kind: 'limit'; from: FieldName; maxLength: number };
}
