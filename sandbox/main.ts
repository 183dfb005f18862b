import { parseArgs } from 'node:util';
import { startSandbox } from '.';

const usage = `Usage: npx tsx sandbox/main.ts [options]
  --seed demo|empty      data to start with (default demo)
  --size N               with demo: N plain events on top, for load
  --google-port PORT     default 4010
  --zoho-port PORT       default 4020
  --microsoft-port PORT  default 4030
  --latency MS           added to every request (default 0)
  --random-seed N        repeats ids and data (default 1)`;

/** Reads a whole number from the command line; throws an `Error` that names the option. */
function wholeNumber(name: string, text: string | undefined, fallback: number): number {
	if (text === undefined) return fallback;
	const value = Number(text);
	if (!Number.isInteger(value) || value < 0) throw new Error(`--${name} must be a whole number, not "${text}".`);
	return value;
}

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			seed: { type: 'string' },
			size: { type: 'string' },
			'google-port': { type: 'string' },
			'zoho-port': { type: 'string' },
			'microsoft-port': { type: 'string' },
			latency: { type: 'string' },
			'random-seed': { type: 'string' },
			help: { type: 'boolean', short: 'h' },
		},
	});
	if (values.help === true) {
		process.stdout.write(`${usage}\n`);
		return;
	}
	if (values.seed !== undefined && values.seed !== 'demo' && values.seed !== 'empty') {
		throw new Error(`--seed must be demo or empty, not "${values.seed}".`);
	}
	const sandbox = await startSandbox({
		ports: {
			google: wholeNumber('google-port', values['google-port'], 4010),
			zoho: wholeNumber('zoho-port', values['zoho-port'], 4020),
			microsoft: wholeNumber('microsoft-port', values['microsoft-port'], 4030),
		},
		seed: values.seed === 'empty' ? 'empty' : 'demo',
		size: wholeNumber('size', values.size, 0),
		latencyMs: wholeNumber('latency', values.latency, 0),
		randomSeed: wholeNumber('random-seed', values['random-seed'], 1),
	});
	process.stdout.write(`Google Calendar sandbox  ${sandbox.urls.google}\nZoho CRM sandbox         ${sandbox.urls.zoho}\n`);
	process.stdout.write(`Microsoft Graph sandbox  ${sandbox.urls.microsoft}\n`);
	process.stdout.write(`Control interface        ${sandbox.urls.google}/_sandbox\nStop with Ctrl+C.\n`);
	const stop = (): void => void sandbox.close().then(() => process.exit(0));
	process.once('SIGINT', stop);
	process.once('SIGTERM', stop);
}

main().catch((error: unknown) => {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}\n`);
	process.exitCode = 1;
});
