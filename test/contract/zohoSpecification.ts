import Ajv, { type ValidateFunction } from 'ajv';
import type { HttpRequest } from '../../systems/http';

interface Parameter {
	$ref?: string;
	name?: string;
	in?: string;
	required?: boolean;
}

interface Operation {
	parameters?: Parameter[];
	requestBody?: { $ref?: string; content?: Record<string, { schema?: object }> };
}

interface Specification {
	paths: Record<string, Record<string, Operation>>;
	components: { parameters: Record<string, Parameter>; requestBodies?: Record<string, { content?: Record<string, { schema?: object }> }>; schemas: Record<string, { required?: string[] }> };
}

/** Headers that Zoho's pages describe and its specification leaves out. */
const undeclaredHeaders = new Set(['if-unmodified-since']);

/** Checks requests against Zoho's OpenAPI document. */
export function createSpecification(document: Specification) {
	const ajv = new Ajv({ strict: false, validateFormats: false });
	// The schema of a tag lists what answers contain; a request names the tag.
	const tag = document.components.schemas['tags.Tag'];
	if (tag !== undefined) tag.required = ['name'];
	ajv.addSchema({ $id: 'zoho', components: document.components });
	const routes = Object.entries(document.paths)
		// A path without placeholders wins over one that has some.
		.sort(([a], [b]) => (a.match(/\{/g)?.length ?? 0) - (b.match(/\{/g)?.length ?? 0))
		.map(([path, operations]) => ({ path, operations, pattern: new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`) }));

	function parameters(operation: Operation): Parameter[] {
		return (operation.parameters ?? []).map((parameter) =>
			parameter.$ref === undefined ? parameter : (document.components.parameters[parameter.$ref.split('/').at(-1) ?? ''] ?? parameter),
		);
	}

	function bodyCheck(operation: Operation): ValidateFunction | null {
		const reference = operation.requestBody?.$ref?.split('/').at(-1);
		const body = reference === undefined ? operation.requestBody : document.components.requestBodies?.[reference];
		const schema = Object.values(body?.content ?? {})[0]?.schema;
		if (schema === undefined) return null;
		const text = JSON.stringify(schema).replaceAll('"#/components', '"zoho#/components');
		return ajv.compile(JSON.parse(text) as object);
	}

	/** What is wrong with a request; empty when nothing is. */
	function problemsOf(request: HttpRequest): string[] {
		const { pathname, searchParams } = new URL(request.url);
		const method = request.method.toLowerCase();
		const route = routes.find(({ pattern, operations }) => pattern.test(pathname) && operations[method] !== undefined);
		const operation = route?.operations[method];
		if (operation === undefined) return [`${request.method} ${pathname}: no such operation`];
		const name = `${request.method} ${route?.path ?? ''}`;
		const declared = parameters(operation);
		const has = (where: string, given: string): boolean => declared.some((one) => one.in === where && one.name?.toLowerCase() === given.toLowerCase());
		const problems = [...searchParams.keys()].filter((given) => !has('query', given)).map((given) => `${name}: no query parameter ${given}`);
		for (const header of Object.keys(request.headers ?? {})) {
			if (!has('header', header) && !undeclaredHeaders.has(header.toLowerCase())) problems.push(`${name}: no header ${header}`);
		}
		for (const one of declared) {
			if (one.in === 'query' && one.required === true && !searchParams.has(one.name ?? '')) problems.push(`${name}: ${one.name} is missing`);
		}
		const check = request.body === undefined ? null : bodyCheck(operation);
		if (check !== null && !check(request.body)) problems.push(`${name}: ${ajv.errorsText(check.errors)}`);
		if (request.body !== undefined && operation.requestBody === undefined) problems.push(`${name}: takes no body`);
		return problems;
	}

	return { problemsOf };
}
