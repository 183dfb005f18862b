/**
 * Waits for all, also when one of them fails, and throws the first failure then: when the caller goes on, nothing is under way any
 * more that would be counted, or find its answer, in the next run.
 */
export async function allOf<Result>(work: ReadonlyArray<Promise<Result>>): Promise<Result[]> {
	const results: Result[] = [];
	for (const end of await Promise.allSettled(work)) {
		if (end.status === 'rejected') throw end.reason;
		results.push(end.value);
	}
	return results;
}
