import { ZohoRefusal } from './errors';
import type { Condition, Operator } from './filter';

export interface CoqlQuery {
	fields: string[];
	module: string;
	condition: Condition;
	order: { field: string; descending: boolean }[];
	limit: number;
	offset: number;
}

/** COQL: 200 rows unless LIMIT asks for up to 2,000. */
const DEFAULT_LIMIT = 200;
const LARGEST_LIMIT = 2_000;

const TOKEN = /\s*('(?:[^'\\]|\\.|'')*'|[\w$.]+(?:[-:+][\w:.+]+)*|<=|>=|!=|<>|[<>=(),])/y;

/** `column` counts from 1: in characters while the text is cut into words, in words after that. */
function syntaxError(near: string, column: number): ZohoRefusal {
	return new ZohoRefusal(400, 'SYNTAX_ERROR', 'invalid query formed', { near, line: 1, column });
}

function tokenize(text: string): string[] {
	const tokens: string[] = [];
	const trimmed = text.trim().replace(/;$/, '');
	TOKEN.lastIndex = 0;
	while (TOKEN.lastIndex < trimmed.length) {
		const at = TOKEN.lastIndex;
		const token = TOKEN.exec(trimmed)?.[1];
		if (token === undefined) throw syntaxError(trimmed.slice(at, at + 20), at + 1);
		tokens.push(token);
	}
	return tokens;
}

/** Reads `select … from … where … [order by …] [limit …]`. A where clause is mandatory, as with the vendor. */
export class CoqlParser {
	private readonly tokens: string[];
	private at = 0;

	constructor(text: string) {
		this.tokens = tokenize(text);
	}

	/** Throws ZohoRefusal. */
	parse(): CoqlQuery {
		this.expect('select');
		const fields = this.list(() => this.next());
		this.expect('from');
		const module = this.next();
		this.expect('where');
		const condition = this.alternatives();
		const order = this.take('order') ? this.orderBy() : [];
		const { limit, offset } = this.take('limit') ? this.limits() : { limit: DEFAULT_LIMIT, offset: 0 };
		if (this.at < this.tokens.length) throw this.unexpected(this.peek());
		return { fields, module, condition, order, limit, offset };
	}

	private unexpected(near: string): ZohoRefusal {
		return syntaxError(near, this.at + 1);
	}

	private peek(): string {
		return this.tokens[this.at] ?? '';
	}

	private next(): string {
		const token = this.peek();
		if (token === '') throw this.unexpected('end of query');
		this.at++;
		return token;
	}

	private take(word: string): boolean {
		if (this.peek().toLowerCase() !== word) return false;
		this.at++;
		return true;
	}

	private expect(word: string): void {
		if (!this.take(word)) throw this.unexpected(this.peek() || word);
	}

	private list<Item>(item: () => Item): Item[] {
		const items = [item()];
		while (this.take(',')) items.push(item());
		return items;
	}

	private alternatives(): Condition {
		let left = this.conjunction();
		while (this.take('or')) left = { join: 'or', left, right: this.conjunction() };
		return left;
	}

	private conjunction(): Condition {
		let left = this.operand();
		while (this.take('and')) left = { join: 'and', left, right: this.operand() };
		return left;
	}

	private operand(): Condition {
		if (this.take('(')) {
			const inner = this.alternatives();
			this.expect(')');
			return inner;
		}
		const field = this.next();
		const operator = this.operator();
		return { field, operator, values: this.values(operator) };
	}

	private operator(): Operator {
		const word = this.next().toLowerCase();
		if (word === 'is') {
			const negated = this.take('not');
			this.expect('null');
			return negated ? 'is not null' : 'is null';
		}
		if (word === 'not') {
			this.expect('in');
			return 'not in';
		}
		if (word === '<>') return '!=';
		if (word === '=' || word === '!=' || word === '<' || word === '<=' || word === '>' || word === '>=') return word;
		if (word === 'in' || word === 'between' || word === 'like') return word;
		throw this.unexpected(word);
	}

	private values(operator: Operator): string[] {
		if (operator === 'is null' || operator === 'is not null') return [];
		if (operator === 'in' || operator === 'not in') {
			this.expect('(');
			const values = this.list(() => this.value());
			this.expect(')');
			return values;
		}
		const first = this.value();
		if (operator !== 'between') return [first];
		this.expect('and');
		return [first, this.value()];
	}

	private value(): string {
		const token = this.next();
		return token.startsWith("'") ? token.slice(1, -1).replace(/\\(.)|''/g, (_, escaped: string | undefined) => escaped ?? "'") : token;
	}

	private orderBy(): CoqlQuery['order'] {
		this.expect('by');
		return this.list(() => {
			const field = this.next();
			const descending = this.take('desc');
			if (!descending) this.take('asc');
			return { field, descending };
		});
	}

	/** `limit 200`, `limit <offset>, <count>` and `limit 200 offset 400`. */
	private limits(): { limit: number; offset: number } {
		let limit = this.number();
		let offset = 0;
		if (this.take(',')) [offset, limit] = [limit, this.number()];
		else if (this.take('offset')) offset = this.number();
		if (limit > LARGEST_LIMIT) throw new ZohoRefusal(400, 'LIMIT_EXCEEDED', 'limit exceeded', { limit: LARGEST_LIMIT, clause: 'LIMIT' });
		return { limit, offset };
	}

	private number(): number {
		const number = Number(this.next());
		if (!Number.isInteger(number) || number < 0) throw this.unexpected('limit');
		return number;
	}
}
