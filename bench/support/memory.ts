import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Resident memory of a process in MB; null when it cannot be told. */
export function residentMegabytes(pid: number): number | null {
	const status = `/proc/${pid}/status`;
	if (existsSync(status)) {
		const kilobytes = /VmRSS:\s+(\d+) kB/.exec(readFileSync(status, 'utf8'))?.[1];
		return kilobytes === undefined ? null : Number(kilobytes) / 1024;
	}
	try {
		return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;
	} catch {
		return null;
	}
}

/** The lowest reading of some seconds: what the process needs when it does nothing. */
export async function megabytesAtRest(pid: number, seconds: number): Promise<number | null> {
	let lowest: number | null = null;
	for (let reading = 0; reading < seconds * 2; reading += 1) {
		const now = residentMegabytes(pid);
		if (now !== null) lowest = Math.min(lowest ?? now, now);
		await wait(500);
	}
	return lowest;
}

/** Garbage is cleared away every two seconds, and what is in use is noted: the memory that the work needs, in MB above what was in use before. */
export async function growthInUse(work: () => Promise<unknown>): Promise<{ rest: number; growth: number }> {
	setFlagsFromString('--expose-gc');
	const collect = runInNewContext('gc') as () => void;
	const inUse = (): number => {
		collect();
		const { heapUsed, external } = process.memoryUsage();
		return Math.round((heapUsed + external) / 2 ** 20);
	};
	const rest = inUse();
	let peak = rest;
	const timer = setInterval(() => (peak = Math.max(peak, inUse())), 2_000);
	try {
		await work();
	} finally {
		clearInterval(timer);
	}
	return { rest, growth: Math.max(peak, inUse()) - rest };
}

/** The highest reading while the work runs. */
export async function withPeak<T>(pid: number, work: () => Promise<T>): Promise<{ result: T; peak: number | null }> {
	let peak = residentMegabytes(pid);
	const timer = setInterval(() => {
		const now = residentMegabytes(pid);
		if (now !== null) peak = Math.max(peak ?? now, now);
	}, 100);
	try {
		return { result: await work(), peak };
	} finally {
		clearInterval(timer);
	}
}
