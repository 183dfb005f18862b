import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

const LOG_LINES_KEPT = 5_000;
const READY_WITHIN_MS = 300_000;
const STOP_WITHIN_MS = 20_000;

/** One running `n8n start`, with the runner processes that it starts. */
export class N8nProcess {
	private readonly child: ChildProcess;
	private readonly lines: string[] = [];
	private readonly ended: Promise<void>;
	private endedWith: string | null = null;

	constructor(n8nScript: string, env: NodeJS.ProcessEnv, logFile: string) {
		const file = createWriteStream(logFile, { flags: 'a' });
		// A group of its own, so that kill() takes n8n's task runner along.
		this.child = spawn(process.execPath, [n8nScript, 'start'], { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
		const keep = (data: Buffer): void => {
			file.write(data);
			this.lines.push(...data.toString('utf8').trimEnd().split('\n'));
			if (this.lines.length > LOG_LINES_KEPT) this.lines.splice(0, this.lines.length - LOG_LINES_KEPT);
		};
		this.child.stdout?.on('data', keep);
		this.child.stderr?.on('data', keep);
		const killOnExit = (): void => this.signal('SIGKILL');
		process.once('exit', killOnExit);
		this.ended = new Promise((resolve) => {
			const end = (how: string): void => {
				this.endedWith ??= how;
				process.off('exit', killOnExit);
				file.end();
				resolve();
			};
			this.child.once('error', (error) => end(error.message));
			this.child.once('exit', (code, signal) => end(signal ?? `code ${code}`));
		});
	}

	get pid(): number | undefined {
		return this.child.pid;
	}

	get log(): string {
		return this.lines.join('\n');
	}

	get running(): boolean {
		return this.endedWith === null;
	}

	/** Resolves once n8n serves requests and its database is ready; throws early when the process has ended. */
	async waitUntilReady(baseUrl: string, progress?: (elapsedMs: number) => void): Promise<void> {
		const began = Date.now();
		let said = began;
		while (Date.now() - began < READY_WITHIN_MS) {
			if (!this.running) throw new Error(`n8n ended (${this.endedWith}) before it was ready. Its last lines:\n${this.lines.slice(-30).join('\n')}`);
			if (await isReady(baseUrl)) return;
			if (Date.now() - said >= 5_000) {
				said = Date.now();
				progress?.(said - began);
			}
			await wait(250);
		}
		await this.kill();
		throw new Error(`n8n was not ready after ${READY_WITHIN_MS / 1000} s. Its last lines:\n${this.lines.slice(-30).join('\n')}`);
	}

	/** Ends n8n in order; by force when that takes too long. */
	async stop(): Promise<void> {
		if (!this.running) return;
		this.child.kill('SIGTERM');
		const done = await Promise.race([this.ended.then(() => true), wait(STOP_WITHIN_MS, false, { ref: false })]);
		if (!done) await this.kill();
		this.signal('SIGKILL');
	}

	/** The power cut: SIGKILL to n8n and all it started. */
	async kill(): Promise<void> {
		this.signal('SIGKILL');
		await this.ended;
	}

	private signal(signal: NodeJS.Signals): void {
		const { pid } = this.child;
		if (pid === undefined) return;
		try {
			process.kill(-pid, signal);
		} catch (error) {
			// ESRCH: nothing of the group is left, which is what was wanted.
			if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
		}
	}
}

async function isReady(baseUrl: string): Promise<boolean> {
	try {
		const answer = await fetch(`${baseUrl}/healthz/readiness`, { signal: AbortSignal.timeout(2_000) });
		await answer.arrayBuffer();
		return answer.status === 200;
	} catch {
		return false;
	}
}
