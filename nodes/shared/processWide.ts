/**
 * A value of the whole process. Each node file of a package may carry its own copy of a module, so what must exist once
 * is kept at the process, under a name.
 */
export function processWide<Value>(name: string, make: () => Value): Value {
	const key = Symbol.for(`n8n-nodes-crm-calendar-sync/${name}`);
	const holder = globalThis as unknown as Record<symbol, Value | undefined>;
	return (holder[key] ??= make());
}
