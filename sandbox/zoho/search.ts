import type { SandboxReply } from '../core/types';
import { type Call, checkFieldCount, listParameter, NO_CONTENT, numberParameter } from './call';
import { invalidParameter, missingParameter, ZohoRefusal } from './errors';
import { type Condition, fieldsOf, matches, type Operator, searchable } from './filter';
import { LARGEST_PAGE } from './listing';
import { renderRecord } from './render';
import type { ModuleName, StoredRecord } from './types';

/** Search records, v7: at most ten conditions. */
const MOST_CONDITIONS = 10;

const OPERATORS: Record<string, Operator> = {
	equals: '=',
	not_equal: '!=',
	starts_with: 'starts_with',
	in: 'in',
	between: 'between',
	greater_than: '>',
	greater_equal: '>=',
	less_than: '<',
	less_equal: '<=',
};

class CriteriaReader {
	private at = 0;

	constructor(private readonly text: string) {}

	read(): Condition {
		const condition = this.group();
		if (this.at !== this.text.length) throw invalidParameter('criteria');
		return condition;
	}

	private group(): Condition {
		let left = this.operand();
		for (;;) {
			const join = /^(and|or)/i.exec(this.text.slice(this.at))?.[1]?.toLowerCase();
			if (join !== 'and' && join !== 'or') return left;
			this.at += join.length;
			left = { join, left, right: this.operand() };
		}
	}

	private operand(): Condition {
		if (this.text[this.at] !== '(') throw invalidParameter('criteria');
		const inner = this.text.slice(this.at + 1);
		if (inner.startsWith('(')) {
			this.at += 1;
			const group = this.group();
			if (this.text[this.at] !== ')') throw invalidParameter('criteria');
			this.at += 1;
			return group;
		}
		const [whole, field = '', word = '', value = ''] = /^([\w$]+):(\w+):((?:\\.|[^\\()])*)\)/.exec(inner) ?? [];
		const operator = OPERATORS[word];
		if (whole === undefined || operator === undefined) throw invalidParameter('criteria');
		this.at += 1 + whole.length;
		const split = operator === 'in' || operator === 'between' ? value.split(/(?<!\\),/) : [value];
		return { field, operator, values: split.map((part) => part.replace(/\\(.)/g, '$1').trim()) };
	}
}

function textMatches(record: StoredRecord, names: readonly string[], wanted: string, whole: boolean): boolean {
	const asked = wanted.toLowerCase();
	return names.some((name) => {
		const value = record.values[name];
		if (typeof value !== 'string') return false;
		return whole ? value.toLowerCase() === asked : value.toLowerCase().includes(asked);
	});
}

function predicate({ state, request }: Call, module: ModuleName): (record: StoredRecord) => boolean {
	const { query } = request;
	const table = state.tables[module];
	const criteria = query.get('criteria');
	if (criteria !== null) {
		const condition = new CriteriaReader(criteria.startsWith('((') ? criteria : `(${criteria})`).read();
		const names = fieldsOf(condition);
		if (names.length > MOST_CONDITIONS) throw new ZohoRefusal(400, 'LIMIT_EXCEEDED', 'criteria limit exceeded', { limit: MOST_CONDITIONS });
		if (names.some((name) => name !== 'id' && !table.fields.has(name))) throw new ZohoRefusal(400, 'INVALID_QUERY', 'invalid query formed');
		return (record) => matches(record, condition);
	}
	const named = (type: string): string[] => [...table.fields.values()].filter((field) => field.data_type === type).map((field) => field.api_name);
	const email = query.get('email');
	if (email !== null) return (record) => textMatches(record, named('email'), email, true);
	const phone = query.get('phone');
	if (phone !== null) return (record) => textMatches(record, named('phone'), phone, true);
	const word = query.get('word');
	if (word === null) throw missingParameter('criteria');
	return (record) => textMatches(record, [...named('text'), ...named('email')], word, false);
}

/** GET /crm/v8/{module}/search: new records appear after a while only. */
export function searchRecords(call: Call, module: ModuleName): SandboxReply {
	const { query } = call.request;
	const perPage = numberParameter(query, 'per_page', LARGEST_PAGE, LARGEST_PAGE);
	const page = numberParameter(query, 'page', 1, 2_000);
	const fields = listParameter(query, 'fields');
	if (fields) checkFieldCount(fields);
	const found = searchable(call.state, module).filter(predicate(call, module));
	const from = (page - 1) * perPage;
	const listed = found.slice(from, from + perPage);
	if (listed.length === 0) return NO_CONTENT;
	return {
		status: 200,
		body: {
			data: listed.map((record) => renderRecord(call.state, record, fields, true)),
			info: { per_page: perPage, count: listed.length, page, more_records: from + listed.length < found.length },
		},
	};
}
