import type { HttpRequest } from '../../systems/http';

interface Schema {
	$ref?: string;
	type?: string;
	properties?: Record<string, Schema>;
	additionalProperties?: Schema;
	items?: Schema;
	enum?: string[];
}

interface Method {
	id: string;
	httpMethod: string;
	path: string;
	parameters?: Record<string, Schema & { location: string; required?: boolean }>;
	request?: { $ref: string };
}

interface Resource {
	methods?: Record<string, Method>;
	resources?: Record<string, Resource>;
}

interface Document extends Resource {
	basePath: string;
	parameters: Record<string, Schema>;
	schemas: Record<string, Schema>;
}

/** Checks requests against a Google API discovery document. */
export function createDiscovery(document: Document) {
	const methods = methodsOf(document).map((method) => ({ method, pattern: patternOf(document.basePath + method.path) }));

	function find(request: HttpRequest): Method | undefined {
		const { pathname } = new URL(request.url);
		return methods.find(({ method, pattern }) => method.httpMethod === request.method && pattern.test(pathname))?.method;
	}

	function queryProblems(method: Method, request: HttpRequest): string[] {
		const known: Record<string, Schema> = { ...document.parameters, ...method.parameters };
		return [...new URL(request.url).searchParams].flatMap(([name, value]) => {
			const parameter = known[name];
			if (parameter === undefined) return [`${method.id} has no query parameter ${name}`];
			return parameter.enum === undefined || parameter.enum.includes(value) ? [] : [`${method.id}: ${name} cannot be ${value}`];
		});
	}

	function bodyProblems(value: unknown, schema: Schema, where: string): string[] {
		const target = schema.$ref === undefined ? schema : document.schemas[schema.$ref];
		if (target === undefined) return [`${where}: unknown schema`];
		if (value === null || value === undefined) return [];
		switch (target.type) {
			case 'object':
				return typeof value === 'object' && !Array.isArray(value)
					? Object.entries(value).flatMap(([name, entry]: [string, unknown]) => {
							const property = target.properties?.[name] ?? target.additionalProperties;
							return property === undefined ? [`${where} has no field ${name}`] : bodyProblems(entry, property, `${where}.${name}`);
						})
					: [`${where} is no object`];
			case 'array':
				return Array.isArray(value) ? value.flatMap((entry) => bodyProblems(entry, target.items ?? {}, `${where}[]`)) : [`${where} is no list`];
			case 'integer':
			case 'number':
				return typeof value === 'number' ? [] : [`${where} is no number`];
			case 'boolean':
				return typeof value === 'boolean' ? [] : [`${where} is no boolean`];
			case 'string':
				return typeof value === 'string' ? [] : [`${where} is no text`];
			default:
				return [];
		}
	}

	return {
		methodOf: (request: HttpRequest): string | undefined => find(request)?.id,
		problemsOf: (request: HttpRequest): string[] => {
			const method = find(request);
			if (method === undefined) return [`There is no ${request.method} ${new URL(request.url).pathname}`];
			const body = method.request === undefined ? [] : bodyProblems(request.body, method.request, method.id);
			return [...queryProblems(method, request), ...body];
		},
	};
}

function methodsOf(resource: Resource): Method[] {
	return [...Object.values(resource.methods ?? {}), ...Object.values(resource.resources ?? {}).flatMap(methodsOf)];
}

/** `calendars/{calendarId}/events` as a pattern; a parameter is one segment. */
function patternOf(path: string): RegExp {
	return new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/\{[^}]+\}/g, '[^/]+')}$`);
}
