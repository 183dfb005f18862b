import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A small API that accepts one bearer at a time and renews it by refresh token. */
export class TokenServer {
	readonly log: string[] = [];
	value = 0;
	private token = 'first';
	private renewals = 0;
	private readonly server: Server;

	private constructor() {
		this.server = createServer((request, response) => {
			const path = (request.url ?? '').split('?')[0] ?? '';
			this.log.push(request.url ?? '');
			const reply = (status: number, body: unknown) => {
				response.writeHead(status, { 'content-type': 'application/json' });
				response.end(JSON.stringify(body));
			};
			if (path === '/token') {
				this.renewals += 1;
				this.token = `renewed${this.renewals}`;
				reply(200, { access_token: this.token, token_type: 'Bearer', expires_in: 3600 });
			} else if (request.headers.authorization !== `Bearer ${this.token}`) reply(401, { error: 'invalid token' });
			else reply(200, { value: this.value });
		});
	}

	static async listen(): Promise<TokenServer> {
		const tokens = new TokenServer();
		await new Promise<void>((resolve) => tokens.server.listen(0, '127.0.0.1', resolve));
		return tokens;
	}

	get origin(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	count(path: string): number {
		return this.log.filter((url) => url.startsWith(path)).length;
	}

	/** Makes the present token worthless. */
	expire(): void {
		this.token = 'nobody has this one';
	}

	async close(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise<void>((resolve) => {
			this.server.close(() => resolve());
		});
	}
}
