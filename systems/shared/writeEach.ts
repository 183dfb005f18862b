import { SystemError } from '../../sync/types';
import type { WriteRequest, WriteResult } from '../../sync/types';

/** One result per request, in order. Throws `SystemError` when every request failed for a reason they all share. */
export async function writeEach(requests: WriteRequest[], writeOne: (request: WriteRequest) => Promise<WriteResult>): Promise<WriteResult[]> {
	const results = await Promise.all(
		requests.map(async (request) => {
			try {
				return await writeOne(request);
			} catch (error) {
				if (error instanceof SystemError) return error;
				throw error;
			}
		}),
	);
	const shared = results.find((result) => result instanceof SystemError && concernsAll(result));
	if (shared instanceof SystemError && results.every((result) => result instanceof SystemError)) throw shared;
	return results.map((result) => (result instanceof SystemError ? failed(result) : result));
}

/** A write that failed for a reason outside the record. */
export function failed(error: SystemError): WriteResult {
	const { message, next, details } = error;
	if (details.mayHaveHappened === true) return { outcome: 'unclear', message };
	switch (error.kind) {
		case 'forbidden':
		case 'containerGone':
		case 'wrongRegion':
			return { outcome: 'forbidden', message, next };
		case 'rejected':
			return { outcome: 'rejected', message, next };
		default:
			return { outcome: 'retry', message, retryAt: details.retryAt ?? null };
	}
}

/** True for failures that every other request shares. */
export function concernsAll({ kind }: SystemError): boolean {
	return kind === 'unauthorized' || kind === 'forbidden' || kind === 'containerGone' || kind === 'wrongRegion';
}
