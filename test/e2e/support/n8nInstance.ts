import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { environmentForPrograms, runCommand } from './command';
import { N8nProcess } from './n8nProcess';
import { N8nRest } from './n8nRest';
import { freePort } from './ports';
import { installTarball } from './tarball';

export interface Owner {
	email: string;
	password: string;
}

export const DEMO_OWNER: Owner = { email: 'demo@example.test', password: 'Demo-pass-1' };

/** What `import:credentials` takes; plain data is encrypted on import. Ids are kept, so workflows can name them. */
export interface CredentialToImport {
	id: string;
	name: string;
	type: string;
	data: Record<string, unknown>;
}

export interface WorkflowToImport {
	id: string;
	name: string;
	nodes: unknown[];
	connections: Record<string, unknown>;
	settings?: Record<string, unknown>;
}

export interface N8nOptions {
	/** Packed package to install into the user folder; absent when that was done before. */
	packageTarball?: string;
	/** Kept when given; otherwise a new one below the temporary folder, removed by `stop({ remove: true })`. */
	userFolder?: string;
	port?: number;
	env?: Record<string, string>;
	owner?: Owner;
	/** Hears every five seconds how long n8n has been starting. */
	progress?: (elapsedMs: number) => void;
}

/** Where n8n is installed: `npm run test:e2e` and `npm start` set CRM_SYNC_N8N_DIR. */
export function n8nFolder(): string {
	const folder = process.env.CRM_SYNC_N8N_DIR;
	if (!folder) throw new Error('CRM_SYNC_N8N_DIR is not set. Start this through `npm run test:e2e`, which installs n8n and sets it.');
	return resolve(folder);
}

/** bcrypt by n8n's own library, as N8N_INSTANCE_OWNER_PASSWORD_HASH wants it. */
function hashPassword(password: string): string {
	const requireFromN8n = createRequire(join(n8nFolder(), 'node_modules', 'n8n', 'package.json'));
	const { hashSync } = requireFromN8n('bcryptjs') as { hashSync(text: string, rounds: number): string };
	return hashSync(password, 10);
}

/** An n8n with a user folder of its own. It can be stopped, killed and started again on the same data. */
export class N8nInstance {
	readonly baseUrl: string;
	readonly rest: N8nRest;
	readonly logFile: string;
	private process: N8nProcess | null = null;

	private constructor(
		readonly userFolder: string,
		readonly port: number,
		private readonly brokerPort: number,
		private readonly options: N8nOptions,
		private readonly owner: Owner,
		private readonly passwordHash: string,
	) {
		this.baseUrl = `http://localhost:${port}`;
		this.rest = new N8nRest(this.baseUrl);
		this.logFile = join(userFolder, 'n8n.log');
	}

	/** Makes the user folder and installs the package in it; starts nothing yet. */
	static async prepare(options: N8nOptions): Promise<N8nInstance> {
		const userFolder = options.userFolder ?? mkdtempSync(join(tmpdir(), 'crm-sync-n8n-'));
		mkdirSync(join(userFolder, '.n8n'), { recursive: true });
		if (options.packageTarball) await installTarball(options.packageTarball, join(userFolder, '.n8n', 'nodes'));
		const owner = options.owner ?? DEMO_OWNER;
		const port = options.port ?? (await freePort());
		return new N8nInstance(userFolder, port, await freePort(), options, owner, hashPassword(owner.password));
	}

	/** What n8n has written since it was last started. */
	get log(): string {
		return this.process?.log ?? '';
	}

	get running(): boolean {
		return this.process?.running ?? false;
	}

	get pid(): number | undefined {
		return this.process?.pid;
	}

	/** Starts n8n, waits until it is ready, and signs in. */
	async start(): Promise<void> {
		if (this.running) throw new Error('This n8n is running already.');
		this.process = new N8nProcess(this.script, this.environment(this.brokerPort), this.logFile);
		await this.process.waitUntilReady(this.baseUrl, this.options.progress);
		await this.rest.login(this.owner.email, this.owner.password);
	}

	async stop({ remove = false } = {}): Promise<void> {
		await this.process?.stop();
		if (remove) rmSync(this.userFolder, { recursive: true, force: true });
	}

	/** SIGKILL, without a chance to tidy up. */
	async kill(): Promise<void> {
		await this.process?.kill();
	}

	async importCredentials(credentials: CredentialToImport[]): Promise<void> {
		await this.importFile('import:credentials', credentials);
	}

	/** Imported workflows are inactive; publish them with `rest.activate`. */
	async importWorkflows(workflows: WorkflowToImport[]): Promise<void> {
		await this.importFile('import:workflow', workflows);
	}

	/** Runs one of n8n's own commands on this instance's data; allowed while it runs. */
	async command(...args: string[]): Promise<string> {
		return await runCommand(process.execPath, [this.script, ...args], { env: this.environment(await freePort()) });
	}

	private async importFile(command: string, entries: unknown[]): Promise<void> {
		const file = join(this.userFolder, `${command.replace(':', '-')}.json`);
		// Credentials carry tokens: for the owner's eyes only, and not longer than needed.
		writeFileSync(file, JSON.stringify(entries), { mode: 0o600 });
		try {
			await this.command(command, `--input=${file}`);
		} finally {
			rmSync(file, { force: true });
		}
	}

	private get script(): string {
		return join(n8nFolder(), 'node_modules', 'n8n', 'bin', 'n8n');
	}

	private environment(brokerPort: number): NodeJS.ProcessEnv {
		return {
			...environmentForPrograms(),
			N8N_USER_FOLDER: this.userFolder,
			// Node keeps there what it has compiled, which spares each later start a fifth of its time; Node 20 knows nothing of it.
			NODE_COMPILE_CACHE: join(n8nFolder(), 'node_modules', '.cache', 'node-compile-cache'),
			N8N_LISTEN_ADDRESS: '127.0.0.1',
			N8N_PORT: String(this.port),
			N8N_RUNNERS_BROKER_PORT: String(brokerPort),
			N8N_SECURE_COOKIE: 'false',
			N8N_DIAGNOSTICS_ENABLED: 'false',
			N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
			N8N_TEMPLATES_ENABLED: 'false',
			N8N_PERSONALIZATION_ENABLED: 'false',
			N8N_INSTANCE_OWNER_MANAGED_BY_ENV: 'true',
			N8N_INSTANCE_OWNER_EMAIL: this.owner.email,
			N8N_INSTANCE_OWNER_FIRST_NAME: 'Demo',
			N8N_INSTANCE_OWNER_LAST_NAME: 'Owner',
			N8N_INSTANCE_OWNER_PASSWORD_HASH: this.passwordHash,
			GENERIC_TIMEZONE: 'Europe/Berlin',
			...this.options.env,
		};
	}
}

/** Prepares an n8n with the package in it, starts it and signs in. */
export async function startN8n(options: N8nOptions): Promise<N8nInstance> {
	const instance = await N8nInstance.prepare(options);
	await instance.start();
	return instance;
}
