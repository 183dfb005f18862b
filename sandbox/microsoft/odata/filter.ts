import { isJsonObject, type JsonObject } from '../../core/json';
import { badRequest, GraphError } from '../errors';
import { propertyKey } from '../extendedProperties';

/** Gives a member of the item under test; extended properties are only looked up when a filter names them. */
export type MemberLookup = (name: string) => unknown;
export type Predicate = (lookup: MemberLookup) => boolean;

type Value = (lookup: MemberLookup) => unknown;
type Token = { kind: 'name' | 'symbol' | 'literal'; text: string; value?: unknown };

const tokenPattern = /\s*(?:('(?:[^']|'')*')|(\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)?)|(\d{4}-\d\d-\d\d)|(-?\d+(?:\.\d+)?)(?![\w-])|([A-Za-z_@][\w.@]*)|([(),:/]))/y;

function refuse(text: string): GraphError {
	return badRequest(`Invalid filter clause: ${text}`);
}

function tokenize(text: string): Token[] {
	const tokens: Token[] = [];
	tokenPattern.lastIndex = 0;
	while (tokenPattern.lastIndex < text.trimEnd().length) {
		const at = tokenPattern.lastIndex;
		const found = tokenPattern.exec(text);
		if (found === null) throw refuse(`Syntax error at position ${at} in '${text}'.`);
		const [, quoted, moment, date, number, name, symbol] = found;
		if (quoted !== undefined) tokens.push({ kind: 'literal', text: quoted, value: quoted.slice(1, -1).replaceAll("''", "'") });
		else if (moment !== undefined || date !== undefined) tokens.push({ kind: 'literal', text: moment ?? date ?? '', value: moment ?? date });
		else if (number !== undefined) tokens.push({ kind: 'literal', text: number, value: Number(number) });
		else if (name === 'true' || name === 'false' || name === 'null') tokens.push({ kind: 'literal', text: name, value: name === 'null' ? null : name === 'true' });
		else if (name !== undefined) tokens.push({ kind: 'name', text: name });
		else tokens.push({ kind: 'symbol', text: symbol ?? '' });
	}
	return tokens;
}

/** Graph compares texts without regard to case, and moments as moments. */
function comparable(value: unknown): string | number {
	if (typeof value === 'number') return value;
	if (typeof value !== 'string') return String(value);
	if (/^\d{4}-\d\d-\d\dT/.test(value)) {
		const at = Date.parse(/(Z|[+-]\d\d:\d\d)$/.test(value) ? value : `${value}Z`);
		if (!Number.isNaN(at)) return at;
	}
	return value.toLowerCase();
}

function compare(operator: string, left: unknown, right: unknown): boolean {
	if (operator === 'eq') return (left ?? null) === null || (right ?? null) === null ? (left ?? null) === (right ?? null) : comparable(left) === comparable(right);
	if (operator === 'ne') return !compare('eq', left, right);
	if ((left ?? null) === null) return false;
	const [first, second] = [comparable(left), comparable(right)];
	if (operator === 'gt') return first > second;
	if (operator === 'ge') return first >= second;
	return operator === 'lt' ? first < second : first <= second;
}

const textTests: Record<string, (text: string, part: string) => boolean> = {
	contains: (text, part) => text.includes(part),
	startswith: (text, part) => text.startsWith(part),
	endswith: (text, part) => text.endsWith(part),
};

/** Reads `$filter` by precedence: or, and, not, comparison. */
class Parser {
	private position = 0;

	constructor(
		private readonly tokens: Token[],
		private readonly text: string,
	) {}

	parse(): Predicate {
		const predicate = this.or();
		if (this.position < this.tokens.length) throw refuse(`Syntax error in '${this.text}'.`);
		return predicate;
	}

	private or(): Predicate {
		let left = this.and();
		while (this.takeName('or')) {
			const [first, second] = [left, this.and()];
			left = (lookup) => first(lookup) || second(lookup);
		}
		return left;
	}

	private and(): Predicate {
		let left = this.not();
		while (this.takeName('and')) {
			const [first, second] = [left, this.not()];
			left = (lookup) => first(lookup) && second(lookup);
		}
		return left;
	}

	private not(): Predicate {
		if (!this.takeName('not')) return this.comparison();
		const inner = this.not();
		return (lookup) => !inner(lookup);
	}

	private comparison(): Predicate {
		if (this.takeSymbol('(')) {
			const inner = this.or();
			this.expectSymbol(')');
			return inner;
		}
		const test = textTests[this.peek()?.text.toLowerCase() ?? ''];
		if (test !== undefined && this.tokens[this.position + 1]?.text === '(') {
			this.position += 2;
			const text = this.value();
			this.expectSymbol(',');
			const part = this.value();
			this.expectSymbol(')');
			return (lookup) => test(String(text(lookup) ?? '').toLowerCase(), String(part(lookup)).toLowerCase());
		}
		const { path, predicate } = this.path();
		if (predicate !== undefined) return predicate;
		const operator = this.next();
		if (!['eq', 'ne', 'gt', 'ge', 'lt', 'le'].includes(operator.text)) {
			if (operator.text === '') return (lookup) => path(lookup) === true;
			throw refuse(`Unrecognized operator '${operator.text}' in '${this.text}'.`);
		}
		const right = this.value();
		return (lookup) => compare(operator.text, path(lookup), right(lookup));
	}

	/** A member path, or `list/any(x: …)`. */
	private path(): { path: Value; predicate?: Predicate } {
		const first = this.next();
		if (first.kind === 'literal') return { path: () => first.value };
		if (first.kind !== 'name') throw refuse(`Syntax error in '${this.text}'.`);
		const names = [first.text];
		while (this.takeSymbol('/')) {
			const name = this.next().text;
			if (/^(any|all)$/i.test(name) && this.takeSymbol('(')) {
				const predicate = this.lambda(names, name.toLowerCase() === 'all');
				return { path: () => undefined, predicate };
			}
			names.push(name);
		}
		return { path: (lookup) => names.slice(1).reduce<unknown>((value, name) => (isJsonObject(value) ? value[name] : undefined), lookup(names[0] ?? '')) };
	}

	private lambda(list: string[], isForAll: boolean): Predicate {
		const variable = this.next().text;
		this.expectSymbol(':');
		const inner = this.or();
		this.expectSymbol(')');
		const listOf = (lookup: MemberLookup): unknown[] => {
			const value = list.slice(1).reduce<unknown>((object, name) => (isJsonObject(object) ? object[name] : undefined), lookup(list[0] ?? ''));
			return Array.isArray(value) ? (value as unknown[]) : [];
		};
		return (lookup) => {
			const holds = (element: unknown): boolean => inner((name) => (name === variable ? element : lookup(name)));
			return isForAll ? listOf(lookup).every(holds) : listOf(lookup).some(holds);
		};
	}

	private value(): Value {
		return this.path().path;
	}

	private peek(): Token | undefined {
		return this.tokens[this.position];
	}

	private next(): Token {
		return this.tokens[this.position++] ?? { kind: 'symbol', text: '' };
	}

	private takeName(name: string): boolean {
		const token = this.peek();
		const isNext = token?.kind === 'name' && token.text.toLowerCase() === name;
		if (isNext) this.position++;
		return isNext;
	}

	private takeSymbol(symbol: string): boolean {
		const isNext = this.peek()?.kind === 'symbol' && this.peek()?.text === symbol;
		if (isNext) this.position++;
		return isNext;
	}

	private expectSymbol(symbol: string): void {
		if (!this.takeSymbol(symbol)) throw refuse(`'${symbol}' expected in '${this.text}'.`);
	}
}

/** Brings the ids of extended properties to one spelling, as Graph does when it compares them. */
function withPropertyKeys(text: string): string {
	return text.replace(/(\bid\s+eq\s+)'((?:String|Integer|Boolean|SystemTime|Double|Long)\s[^']*)'/g, (_all, head: string, id: string) => `${head}'${propertyKey(id)}'`);
}

/** Reads `$filter`. Throws 400 for what cannot be read. */
export function readFilter(text: string): Predicate {
	const spelled = withPropertyKeys(text);
	return new Parser(tokenize(spelled), text).parse();
}

/** The members of a plain object. */
export function lookupIn(object: JsonObject): MemberLookup {
	return (name) => object[name];
}
