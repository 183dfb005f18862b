/**
 * True when one of the granted scopes covers the needed one: the same, `ALL` at the end, or a shorter group
 * (`ZohoCRM.modules.ALL` covers `ZohoCRM.modules.Events.READ`).
 */
export function covers(granted: readonly string[], needed: string): boolean {
	const wanted = needed.toLowerCase().split('.');
	return granted.some((scope) => {
		const parts = scope.toLowerCase().split('.');
		const operation = parts.pop();
		const sameOperation =
			operation === 'all' || operation === wanted.at(-1) || (operation === 'write' && wanted.at(-1) !== 'read' && wanted.at(-1) !== 'delete');
		return sameOperation && parts.length < wanted.length && parts.every((part, position) => part === wanted[position]);
	});
}

const OPERATIONS: Record<string, string> = { GET: 'READ', POST: 'CREATE', PUT: 'UPDATE', PATCH: 'UPDATE', DELETE: 'DELETE' };

export function operationOf(method: string): string {
	return OPERATIONS[method] ?? 'READ';
}
