import { describe, expect, it } from 'vitest';
import { allOf } from '../../../systems/shared/allOf';

describe('several requests at once', () => {
	it('come back in their order', async () => {
		const slow = new Promise<string>((resolve) => setImmediate(() => resolve('slow')));
		expect(await allOf([slow, Promise.resolve('quick')])).toEqual(['slow', 'quick']);
	});

	it('fail with the first failure, and not before all others have ended', async () => {
		let hasEnded = false;
		const slow = new Promise<void>((resolve) => setImmediate(() => {
			hasEnded = true;
			resolve();
		}));
		await expect(allOf([slow, Promise.reject(new Error('first')), Promise.reject(new Error('second'))])).rejects.toThrow('first');
		expect(hasEnded).toBe(true);
	});
});
