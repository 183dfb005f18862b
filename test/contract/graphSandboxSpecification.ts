import Ajv, { type ValidateFunction } from 'ajv';

interface Parameter {
	$ref?: string;
	name?: string;
	in?: string;
}

interface Content {
	$ref?: string;
	content?: Record<string, { schema?: object }>;
}

interface Operation {
	parameters?: Parameter[];
	requestBody?: Content;
	responses: Record<string, Content>;
}

interface Specification {
	paths: Record<string, Record<string, Operation>>;
	components: { schemas: Record<string, object>; responses: Record<string, Content>; parameters: Record<string, Parameter> };
}

/** One exchange with the stand-in, `path` after the version. */
export interface Exchange {
	method: string;
	path: string;
	sent?: unknown;
	status: number;
	received: unknown;
}

/** Checks what is sent and what is answered against Microsoft's OpenAPI document. */
export function createSpecification(document: Specification) {
	const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?(Z|[+-]\d\d:\d\d)$/;
	const ajv = new Ajv({ strict: false, formats: { 'date-time': moment, date: /^\d{4}-\d\d-\d\d$/, int32: true, int64: true, duration: true, time: true, uuid: true, double: true } });
	ajv.addSchema({ $id: 'graph', components: document.components });
	const routes = Object.entries(document.paths)
		// A path without placeholders wins over one that has some.
		.sort(([a], [b]) => (a.match(/\{/g)?.length ?? 0) - (b.match(/\{/g)?.length ?? 0))
		.map(([path, operations]) => ({ path, operations, pattern: new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`) }));
	const checks = new Map<string, ValidateFunction>();

	function checkOf(name: string, content: Content | undefined): ValidateFunction | null {
		const resolved = content?.$ref === undefined ? content : document.components.responses[content.$ref.split('/').at(-1) ?? ''];
		const schema = resolved?.content?.['application/json']?.schema;
		if (schema === undefined) return null;
		const known = checks.get(name);
		if (known !== undefined) return known;
		const text = JSON.stringify(schema).replaceAll('"#/components', '"graph#/components');
		const check = ajv.compile(JSON.parse(text) as object);
		checks.set(name, check);
		return check;
	}

	function problems(name: string, content: Content | undefined, value: unknown): string[] {
		const check = checkOf(name, content);
		return check === null || check(value) ? [] : [`${name}: ${ajv.errorsText(check.errors)}`];
	}

	/** What is wrong with an exchange; empty when nothing is. */
	function problemsOf({ method, path, sent, status, received }: Exchange): string[] {
		const [pathname = '', query = ''] = path.replace(/^https?:\/\/[^/]+\/v1\.0/, '').split('?');
		const plain = pathname.replace(/\('([^']*)'\)/g, '/$1');
		const route = routes.find(({ pattern, operations }) => pattern.test(plain) && operations[method.toLowerCase()] !== undefined);
		const operation = route?.operations[method.toLowerCase()];
		if (route === undefined || operation === undefined) return [`${method} ${plain}: no such operation`];
		const name = `${method} ${route.path}`;
		const declared = (operation.parameters ?? []).map((one) => (one.$ref === undefined ? one : document.components.parameters[one.$ref.split('/').at(-1) ?? '']));
		const undeclared = [...new URLSearchParams(query).keys()].filter((given) => !declared.some((one) => one?.in === 'query' && one.name === given));
		const answer = status < 300 ? operation.responses['2XX'] : operation.responses.default;
		return [
			...undeclared.map((given) => `${name}: no query parameter ${given}`),
			...(sent === undefined ? [] : problems(`${name} request`, operation.requestBody, sent)),
			...(received === '' || received === undefined ? [] : problems(`${name} ${status < 300 ? 'answer' : 'error'}`, answer, received)),
		];
	}

	return { problemsOf };
}

function kindOf(value: unknown): string {
	if (Array.isArray(value)) return 'list';
	return value === null ? 'null' : typeof value;
}

/**
 * How an answer differs in form from a recorded one: members that are missing, more members, other kinds of values. Null
 * and values are exchangeable, and empty lists and objects say nothing about their members.
 */
export function formProblems(recorded: unknown, answered: unknown, where = ''): string[] {
	const [wanted, given] = [kindOf(recorded), kindOf(answered)];
	if (wanted === 'null' || given === 'null') return [];
	if (wanted !== given) return [`${where}: ${given} instead of ${wanted}`];
	if (Array.isArray(recorded) && Array.isArray(answered)) {
		return recorded.length === 0 || answered.length === 0 ? [] : formProblems(recorded[0], answered[0], `${where}[]`);
	}
	if (wanted !== 'object') return [];
	const first = new Map(Object.entries(recorded as object));
	const second = new Map(Object.entries(answered as object));
	if (first.size === 0 || second.size === 0) return [];
	return [
		...[...first.keys()].filter((name) => !second.has(name)).map((name) => `${where}.${name} is missing`),
		...[...second.keys()].filter((name) => !first.has(name)).map((name) => `${where}.${name} is too much`),
		...[...first].filter(([name]) => second.has(name)).flatMap(([name, value]) => formProblems(value, second.get(name), `${where}.${name}`)),
	];
}
