import { SandboxHost } from './core/sandbox';
import type { SandboxOptions } from './core/settings';
import { SandboxWorld } from './core/world';
import { createGoogleService, type GoogleService } from './google';
import { createMicrosoftService, type MicrosoftService } from './microsoft';
import { createZohoService } from './zoho';

export type { FaultRule } from './core/faults';
export type { SandboxOptions } from './core/settings';

interface Services {
	google: GoogleService;
	microsoft: MicrosoftService;
	zoho: ReturnType<typeof createZohoService>;
}

/** All stand-ins with their shared world. `fetch` reaches them in process; after `listen` they have ports, too. */
export class Sandbox extends SandboxHost<{ [Name in keyof Services]: Services[Name] }> {
	/** Where the services are reached. */
	get urls(): { google: string; microsoft: string; zoho: string } {
		return { google: this.url('google'), microsoft: this.url('microsoft'), zoho: this.url('zoho') };
	}
}

/** The sandbox without ports, for tests that go through `fetch`. Seeded as the options say. */
export function createSandbox(options: SandboxOptions = {}): Sandbox {
	const world = new SandboxWorld(options.randomSeed ?? 1, options.time);
	const services = { google: createGoogleService(world), zoho: createZohoService(world), microsoft: createMicrosoftService(world) };
	const sandbox = new Sandbox(world, services, options);
	sandbox.control.seed(options.seed ?? 'empty', options.size ?? 0);
	return sandbox;
}

/** The sandbox with one port per service on 127.0.0.1. A busy port is reported and the next free one taken. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const sandbox = createSandbox(options);
	const note = options.note ?? ((message: string) => process.stderr.write(`${message}\n`));
	await sandbox.listen({ ...options.ports }, note);
	return sandbox;
}
