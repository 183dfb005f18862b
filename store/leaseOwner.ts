import { hostname } from 'node:os';

/** Says whether a process of this host still runs. */
export type ProcessIsAlive = (pid: number) => boolean;

/** The holder of a lease, `<host>/<pid>/<processStartId>/<run>`. */
interface Owner {
	host: string;
	pid: number;
	processStartId: string;
}

/**
 * The owner string for a run of this process. The start id is taken from the process and not from a random number, because
 * n8n may load this module several times in one process and all copies must name the same holder.
 */
export function leaseOwner(run: string): string {
	return `${hostname()}/${process.pid}/${Math.round(performance.timeOrigin)}/${run}`;
}

/**
 * True when the holder certainly cannot go on: its process on the asking process's host is gone, or its process id now
 * belongs to the asking process, which was started later. Unknown formats and other hosts are never judged dead.
 * @param host name of this host in owner strings; null takes the asking owner's
 */
export function holderIsDead(holder: string, asking: string, host: string | null, processIsAlive: ProcessIsAlive): boolean {
	const held = parseOwner(holder);
	const own = parseOwner(asking);
	if (held === null || own === null || held.host !== (host ?? own.host)) return false;
	if (held.pid === own.pid) return held.processStartId !== own.processStartId;
	return !processIsAlive(held.pid);
}

/** Asks the operating system. A process of another user answers EPERM: it is alive. */
export function processIsAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
	}
}

function parseOwner(owner: string): Owner | null {
	const [host, pidText, processStartId, run] = owner.split('/');
	if (!host || !pidText || !processStartId || run === undefined) return null;
	const pid = Number(pidText);
	return Number.isSafeInteger(pid) && pid > 0 ? { host, pid, processStartId } : null;
}
