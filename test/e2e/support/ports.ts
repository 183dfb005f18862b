import { createServer } from 'node:net';

/** Opens and closes a listener on 127.0.0.1; resolves to its port, or to null when the wanted one is busy. */
async function tryPort(port: number): Promise<number | null> {
	return await new Promise((resolve, reject) => {
		const server = createServer();
		server.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(null) : reject(error)));
		server.listen(port, '127.0.0.1', () => {
			const address = server.address();
			server.close(() => resolve(typeof address === 'object' && address ? address.port : null));
		});
	});
}

export async function freePort(): Promise<number> {
	const port = await tryPort(0);
	if (port === null) throw new Error('The operating system gave no free port.');
	return port;
}

/** The wanted port or the next free one; `busy` hears of each that is taken. */
export async function freePortFrom(wanted: number, busy: (port: number) => void): Promise<number> {
	for (let port = wanted; port < wanted + 50; port++) {
		if ((await tryPort(port)) !== null) return port;
		busy(port);
	}
	throw new Error(`Ports ${wanted} to ${wanted + 49} are all in use. Stop what uses them and start again.`);
}
