import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSandbox, type Sandbox } from '../../../sandbox';

describe('the page of the sandbox', () => {
	let sandbox: Sandbox;

	beforeEach(() => {
		sandbox = createSandbox();
	});

	afterEach(async () => await sandbox.close());

	it('is served at the root of every service, with all it refers to', async () => {
		for (const service of ['google', 'zoho', 'microsoft'] as const) {
			const page = await sandbox.fetch(service, { method: 'GET', url: '/' });
			expect(page.status).toBe(200);
			const files = [...String(page.body).matchAll(/(?:href|src)="(\/[^"]+)"/g)].map(([, file = '']) => file);
			expect(files).toHaveLength(2);
			for (const url of files) expect(await sandbox.fetch(service, { method: 'GET', url })).toMatchObject({ status: 200 });
		}
	});

	it('shows all three sides beside each other, none of them folded away', async () => {
		const page = String((await sandbox.fetch('google', { method: 'GET', url: '/' })).body);
		const main = /<main>([\s\S]*)<\/main>/.exec(page)?.[1] ?? '';
		expect([...main.matchAll(/<section id="(\w+)">/g)].map(([, id]) => id)).toEqual(['zoho', 'google', 'microsoft']);
		expect(page).not.toContain('<details');
	});

	it('is neither counted as a request to the vendor nor in the way of one', async () => {
		await sandbox.fetch('google', { method: 'GET', url: '/' });
		expect(sandbox.control.requests.list()).toEqual([]);
		expect(await sandbox.fetch('google', { method: 'POST', url: '/' })).toMatchObject({ status: 401 });
	});
});
