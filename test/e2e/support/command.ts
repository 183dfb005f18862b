import { spawn } from 'node:child_process';

export interface CommandOptions {
	cwd?: string;
	env?: NodeJS.ProcessEnv;
	timeoutMs?: number;
}

/** This process's environment without what npm hands down, so that a child npm sees only its own configuration. */
export function environmentWithoutNpm(): NodeJS.ProcessEnv {
	return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
}

/** For programs that are not under test themselves: n8n, for one, behaves differently when it finds a test runner's variables. */
export function environmentForPrograms(): NodeJS.ProcessEnv {
	const runnersOwn = /^(NODE_ENV|TEST|MODE|DEV|PROD|BASE_URL|SSR|VITEST.*|VITE_.*|TINYPOOL.*)$/;
	return Object.fromEntries(Object.entries(environmentWithoutNpm()).filter(([name]) => !runnersOwn.test(name)));
}

/** Runs a command to its end and returns what it wrote to standard output. Throws with all its output when it fails. */
export async function runCommand(command: string, args: string[], options: CommandOptions = {}): Promise<string> {
	const { cwd, env = process.env, timeoutMs = 120_000 } = options;
	const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], shell: command.endsWith('.cmd') });
	const out: Buffer[] = [];
	const all: Buffer[] = [];
	child.stdout.on('data', (data: Buffer) => {
		out.push(data);
		all.push(data);
	});
	child.stderr.on('data', (data: Buffer) => all.push(data));
	const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
	const code = await new Promise<number | null>((resolve, reject) => {
		child.on('error', reject);
		child.on('close', resolve);
	}).finally(() => clearTimeout(timer));
	if (code === 0) return Buffer.concat(out).toString('utf8');
	const reason = code === null ? `was ended, after at most ${timeoutMs / 1000} s` : `ended with code ${code}`;
	throw new Error(`${command} ${args.join(' ')} ${reason}:\n${Buffer.concat(all).toString('utf8').slice(-4000)}`);
}

export async function runNpm(args: string[], options: CommandOptions = {}): Promise<string> {
	return await runCommand(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, { env: environmentWithoutNpm(), ...options });
}
