import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import type { Owner } from './n8nInstance';
import { projectFolder } from './tarball';

const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable'];
/** Looked at by people, never committed. */
const pictures = join(projectFolder, '.local', 'screenshots');

/** The browser that CRM_SYNC_BROWSER names, or one that the system has. */
function browserFile(): string {
	const file = process.env.CRM_SYNC_BROWSER ?? BROWSERS.find((candidate) => existsSync(candidate));
	if (file === undefined) throw new Error('No Chromium found. Install it (Debian: apt-get install chromium), or name it in CRM_SYNC_BROWSER.');
	return file;
}

/** What a CSS selector takes for the editor's test ids. */
function byId(id: string): string {
	return `[data-test-id="${id}"]`;
}

/** n8n's editor in a real browser, used as a person uses it. */
export class Editor {
	private constructor(
		private readonly browser: Browser,
		readonly page: Page,
		private readonly baseUrl: string,
	) {}

	static async open(baseUrl: string): Promise<Editor> {
		const browser = await chromium.launch({ executablePath: browserFile(), args: ['--no-sandbox'] });
		const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
		page.setDefaultTimeout(30_000);
		return new Editor(browser, page, baseUrl);
	}

	async close(): Promise<void> {
		await this.browser.close();
	}

	async picture(name: string): Promise<void> {
		mkdirSync(pictures, { recursive: true });
		await this.page.screenshot({ path: join(pictures, `${name}.png`) });
	}

	async signIn({ email, password }: Owner): Promise<void> {
		const { page } = this;
		await page.goto(`${this.baseUrl}/signin`);
		await page.fill('input[type=email], input[name=emailOrLdapLoginId]', email);
		await page.fill('input[type=password]', password);
		await page.click(byId('form-submit-button'));
		await page.waitForURL(({ pathname }) => !pathname.includes('signin'));
	}

	/** Opens the form of a new credential of the type that is called so. */
	async newCredential(displayName: string): Promise<void> {
		const { page } = this;
		await page.goto(`${this.baseUrl}/home/credentials/create`);
		const search = page.locator(`${byId('new-credential-type-select')} input`);
		await search.click();
		await search.fill(displayName);
		await page.locator(byId('new-credential-type-select-option'), { hasText: displayName }).first().click();
		await page.click(byId('new-credential-type-button'));
		await this.field('clientId').waitFor();
	}

	/** The input of a parameter, in a credential's form or a node's panel. */
	field(name: string): Locator {
		return this.page.locator(`${byId(`parameter-input-${name}`)} input`).first();
	}

	/** Presses Connect, allows on the vendor's page, and waits until n8n says that the account is connected. */
	async connectAccount(): Promise<void> {
		const { page } = this;
		const [consent] = await Promise.all([page.waitForEvent('popup'), page.locator(byId('quick-connect-button')).click()]);
		await Promise.all([consent.waitForEvent('close'), consent.click('#allow')]);
		await page.getByText('Account connected').first().waitFor();
	}

	async openWorkflow(id: string): Promise<void> {
		await this.page.goto(`${this.baseUrl}/workflow/${id}`);
		await this.page.locator(byId('canvas-node')).first().waitFor();
	}

	/** Fits the whole workflow into the window. */
	async zoomToFit(): Promise<void> {
		await this.page.locator(byId('zoom-to-fit')).click();
	}

	async openNode(name: string): Promise<void> {
		await this.node(name).dblclick();
		await this.page.locator(byId('ndv')).waitFor();
	}

	async closeNode(): Promise<void> {
		await this.page.keyboard.press('Escape');
		await this.page.locator(byId('ndv')).waitFor({ state: 'hidden' });
	}

	node(name: string): Locator {
		return this.page.locator(`${byId('canvas-node')}[data-node-name="${name}"]`);
	}

	/** Names of all nodes on the canvas. */
	async nodeNames(): Promise<Array<string | null>> {
		return await this.page.locator(byId('canvas-node')).evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-node-name')));
	}

	/** The notes on the canvas by their node's id, with how many pixels below their upper edge their text ends, as if not zoomed. */
	async noteTexts(): Promise<Array<{ id: string | null; end: number }>> {
		return await this.page.locator(byId('sticky')).evaluateAll((notes) =>
			notes.map((note) => {
				const box = note.getBoundingClientRect();
				const zoom = box.width / Number(/width: ([\d.]+)px/.exec(note.getAttribute('style') ?? '')?.[1]);
				const last = note.querySelector('h1, h2')?.parentElement?.lastElementChild?.getBoundingClientRect();
				return { id: note.closest('[data-id]')?.getAttribute('data-id') ?? null, end: last === undefined ? 0 : (last.bottom - box.top) / zoom };
			}),
		);
	}

	/** Names of the nodes that the canvas marks red. */
	async issues(): Promise<Array<string | null>> {
		const marked = this.page.locator(byId('canvas-node'), { has: this.page.locator(byId('node-issues')) });
		return await marked.evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-node-name')));
	}

	/** Labels of the parameters that an open node shows, without the switches beside them. */
	async labels(): Promise<string[]> {
		const texts = await this.page.locator(`${byId('ndv')} label`).allInnerTexts();
		return texts.map((text) => text.split('\n')[0]?.trim() ?? '');
	}

	/** Presses the button that tests the open trigger. */
	async fetchTestEvent(): Promise<void> {
		await this.page.locator(`${byId('ndv')} ${byId('node-execute-button')}`).first().click();
	}

	/** What the open node's output panel shows. */
	async output(): Promise<string> {
		return await this.page.locator(byId('output-panel')).innerText();
	}
}
