import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startN8n, type N8nInstance } from './n8nInstance';
import { packPackage, projectFolder } from './tarball';

const PACKAGE = 'n8n-nodes-crm-calendar-sync';

interface Manifest {
	n8n: { nodes: string[] };
}

/** `dist/nodes/CrmEvent/CrmEvent.node.js` → `n8n-nodes-crm-calendar-sync.crmEvent` */
function typeName(file: string): string {
	const className = file.split('/').at(-1)?.split('.')[0] ?? '';
	return `${PACKAGE}.${className.charAt(0).toLowerCase()}${className.slice(1)}`;
}

describe('a real n8n with the packed package', () => {
	let folder: string;
	let n8n: N8nInstance | undefined;

	beforeAll(async () => {
		folder = mkdtempSync(join(tmpdir(), 'crm-sync-e2e-'));
		const tarball = await packPackage(folder);
		n8n = await startN8n({ packageTarball: tarball.file, userFolder: join(folder, 'user') });
	}, 400_000);

	afterAll(async () => {
		await n8n?.stop();
		rmSync(folder, { recursive: true, force: true });
	});

	/** The running instance; a start that failed has failed the tests already. */
	function running(): N8nInstance {
		if (!n8n) throw new Error('n8n was not started.');
		return n8n;
	}

	it('offers every node of the package', async () => {
		const { n8n: registered } = JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8')) as Manifest;
		const types = await running().rest.get<Array<{ name: string }>>('/types/nodes.json');
		expect(types.map(({ name }) => name)).toEqual(expect.arrayContaining(registered.nodes.map(typeName)));
	});

	it('keeps what was imported through a SIGKILL and starts again', async () => {
		const instance = running();
		const oauthTokenData = { access_token: 'a', refresh_token: 'r' };
		const data = { clientId: 'c', clientSecret: 's', oauthTokenData };
		await instance.importCredentials([{ id: 'googleAccount01', name: 'Google', type: 'googleCalendarSyncOAuth2Api', data }]);
		await instance.importWorkflows([{ id: 'emptyWorkflow01', name: 'Empty', nodes: [], connections: {}, settings: {} }]);
		await instance.kill();
		expect(instance.running).toBe(false);
		await instance.start();
		expect((await instance.rest.credentials()).map(({ id }) => id)).toContain('googleAccount01');
		expect((await instance.rest.workflows()).map(({ id }) => id)).toContain('emptyWorkflow01');
	});
});
