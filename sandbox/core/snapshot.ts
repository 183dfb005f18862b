type Restore = () => void;

/**
 * Remembers everything that can be reached from these objects. The returned function puts it all back, in the same objects,
 * as often as it is called. What functions and `#private` members hold is out of reach.
 */
export function remember(roots: readonly object[]): Restore {
	const restores: Restore[] = [];
	const known = new Set<object>();
	const open: unknown[] = [...roots];
	while (open.length > 0) {
		const value = open.pop();
		if (typeof value !== 'object' || value === null || known.has(value) || isSettled(value)) continue;
		known.add(value);
		restores.push(...rememberOne(value, open));
	}
	return () => {
		for (const restore of restores) restore();
	};
}

/** Never changed in place by the sandbox, or nothing that could be put back. */
function isSettled(value: object): boolean {
	return Object.isFrozen(value) || ArrayBuffer.isView(value) || value instanceof Date || value instanceof RegExp || value instanceof WeakMap;
}

/** Remembers one object and adds what it refers to. */
function rememberOne(value: object, open: unknown[]): Restore[] {
	if (Array.isArray(value)) {
		const elements: unknown[] = [...(value as unknown[])];
		open.push(...elements);
		return [() => void value.splice(0, value.length, ...elements)];
	}
	if (value instanceof Map) {
		const entries = [...(value as Map<unknown, unknown>)];
		for (const [key, entry] of entries) open.push(key, entry);
		return [() => refill(value, () => entries.forEach(([key, entry]) => value.set(key, entry))), ...rememberMembers(value, open)];
	}
	if (value instanceof Set) {
		const elements = [...(value as Set<unknown>)];
		open.push(...elements);
		return [() => refill(value, () => elements.forEach((element) => value.add(element)))];
	}
	return rememberMembers(value, open);
}

function rememberMembers(value: object, open: unknown[]): Restore[] {
	const members = Object.entries(value) as Array<[string, unknown]>;
	for (const [, member] of members) open.push(member);
	return members.length === 0 ? [] : [() => putBack(value as Record<string, unknown>, members)];
}

function putBack(target: Record<string, unknown>, members: Array<[string, unknown]>): void {
	const names = new Set(members.map(([name]) => name));
	for (const name of Object.keys(target)) if (!names.has(name)) Reflect.deleteProperty(target, name);
	for (const [name, member] of members) if (target[name] !== member) target[name] = member;
}

function refill(collection: { clear(): void }, fill: () => void): void {
	collection.clear();
	fill();
}
