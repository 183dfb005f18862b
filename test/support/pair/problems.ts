/**
 * What n8n shows when a piece of work fails: title and description of the error in one text. Fails when the work does not,
 * and when the message does not say what to do.
 */
export async function problemOf(work: Promise<unknown>): Promise<string> {
	const error = await work.then(
		() => null,
		(failure: unknown) => failure,
	);
	if (!(error instanceof Error)) throw new Error('Expected a failure that a person is told about');
	const description = 'description' in error && typeof error.description === 'string' ? error.description : '';
	if (description === '') throw new Error(`The failure "${error.message}" does not say what to do`);
	return `${error.message}\n${description}`;
}
