import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { inLocal, root } from './paths.mjs';

const PROGRESS_EVERY_MS = 5_000;
const LINES_SHOWN = 20;

/** A failure that has already been explained for people: printed without a stack. */
export class StepError extends Error {
	constructor(message, advice = []) {
		super([message, ...advice.map((line) => `  ${line}`)].join('\n'));
		this.name = 'StepError';
	}
}

export function say(line) {
	process.stdout.write(`${line}\n`);
}

export function seconds(since) {
	const total = Math.round((Date.now() - since) / 1000);
	return total < 60 ? `${total} s` : `${Math.floor(total / 60)} min ${total % 60} s`;
}

/** The lines of a log that say most about a failure: from the first that names an error on, else the last ones. */
function tellingLines(logFile) {
	const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n');
	const first = lines.findIndex((line) => /\berror\b/i.test(line));
	const from = first < 0 ? Math.max(0, lines.length - LINES_SHOWN) : first;
	return lines.slice(from, from + LINES_SHOWN).map((line) => `  | ${line}`);
}

/**
 * Runs a long command quietly: its output goes to a log file, a line every few seconds says that it is alive.
 * `doing` returns what is going on right now, e.g. a count. Throws a StepError that names the log.
 */
export async function quietStep(title, { command, args, cwd = root, env = process.env, log, doing, advice = [] }) {
	mkdirSync(inLocal('logs'), { recursive: true });
	const logFile = inLocal('logs', `${log}.log`);
	const began = Date.now();
	say(`${title} …`);
	const out = createWriteStream(logFile);
	const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], shell: command.endsWith('.cmd') });
	let lastLine = '';
	const keep = (data) => {
		out.write(data);
		lastLine = data.toString().trim().split('\n').at(-1) || lastLine;
	};
	child.stdout.on('data', keep);
	child.stderr.on('data', keep);
	const ticker = setInterval(() => {
		const now = doing?.() || lastLine.slice(0, 90);
		say(`  ${seconds(began)}${now ? ` · ${now}` : ''}`);
	}, PROGRESS_EVERY_MS);
	const code = await new Promise((resolve) => {
		child.on('error', (error) => {
			keep(Buffer.from(`${error.message}\n`));
			resolve(-1);
		});
		child.on('close', (status) => resolve(status ?? -1));
	});
	clearInterval(ticker);
	await new Promise((resolve) => out.end(resolve));
	if (code === 0) {
		say(`  done in ${seconds(began)}`);
		return;
	}
	throw new StepError(`${title}: failed after ${seconds(began)}.`, [
		...tellingLines(logFile),
		`Whole log: ${relative(root, logFile)}`,
		...advice,
	]);
}

/** Runs a command with its output shown as it comes. Resolves to the exit code; Ctrl-C reaches the command. */
export async function openStep({ command, args, cwd = root, env = process.env }) {
	const child = spawn(command, args, { cwd, env, stdio: 'inherit' });
	// The terminal sends Ctrl-C to the whole group: the command ends itself in order, and only then do we.
	const ignore = () => {};
	const forward = () => child.kill('SIGTERM');
	process.on('SIGINT', ignore);
	process.on('SIGTERM', forward);
	const code = await new Promise((resolve, reject) => {
		child.on('error', reject);
		child.on('close', (status, signal) => resolve(status ?? (signal ? 1 : 0)));
	});
	process.off('SIGINT', ignore);
	process.off('SIGTERM', forward);
	return code;
}
