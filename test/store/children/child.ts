import { type ChildProcessByStdio, spawn } from 'node:child_process';
import * as path from 'node:path';
import type { Readable } from 'node:stream';

export type Child = ChildProcessByStdio<null, Readable, Readable>;

/** Starts a script of this folder as a process of its own. */
export function start(script: string, values: string[], user: { uid?: number; gid?: number } = {}): Child {
	return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--import', 'tsx', path.join(__dirname, script), ...values], {
		stdio: ['ignore', 'pipe', 'pipe'],
		...user,
	});
}

/** Waits for the end and gives what the script printed; fails with its error output unless it ended with code 0. */
export async function outputOf(child: Child): Promise<string> {
	let output = '';
	let errors = '';
	child.stdout.on('data', (data: Buffer) => (output += data.toString()));
	child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
	const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
	if (code !== 0) throw new Error(`the process ended with ${code}: ${errors}`);
	return output;
}
