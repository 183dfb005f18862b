/**
 * Every text inside a value, by whatever path: own properties whether or not they are enumerable, names of properties, errors with
 * message, stack and cause, maps, sets and buffers. Wider than what n8n stores of an execution.
 */
export function everyText(value: unknown): string[] {
	const texts: string[] = [];
	const seen = new Set<unknown>();
	const open: unknown[] = [value];
	for (let next = open.pop(); next !== undefined || open.length > 0; next = open.pop()) {
		if (typeof next === 'string') texts.push(next);
		else if (Buffer.isBuffer(next)) texts.push(next.toString('latin1'));
		if (typeof next !== 'object' || next === null || seen.has(next) || Buffer.isBuffer(next)) continue;
		seen.add(next);
		if (next instanceof Map) open.push(...next.keys(), ...next.values());
		if (next instanceof Set) open.push(...next);
		for (const name of Reflect.ownKeys(next)) {
			texts.push(String(name));
			const property = Reflect.getOwnPropertyDescriptor(next, name);
			if (property !== undefined && 'value' in property && property.value !== undefined) open.push(property.value);
		}
	}
	return texts;
}

/** Forms in which a secret could lie about: as it is, encoded for addresses, for mail headers, or inside JSON. */
export function formsOf(secret: string): string[] {
	return [...new Set([secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64').replace(/=+$/, ''), Buffer.from(secret).toString('hex'), JSON.stringify(secret).slice(1, -1)])];
}
