#!/usr/bin/env node
// Every npm script goes through here: it sees to Node.js 24 and the libraries, then does the work with them.
// Plain Node.js from version 20 on, without any library, because nothing is installed yet when it first runs.
import { commands } from './lib/commands.mjs';
import { ensureNode24, environmentFor } from './lib/node24.mjs';
import { ensurePackages } from './lib/packages.mjs';
import { say, StepError } from './lib/step.mjs';

const OLDEST_NODE = 20;

async function main([name, ...rest]) {
	const command = Object.hasOwn(commands, name ?? '') ? commands[name] : undefined;
	if (!command) {
		throw new StepError(`Unknown command: ${name ?? '(none)'}.`, [`Known: ${Object.keys(commands).join(', ')}.`]);
	}
	if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
		throw new StepError(`Node.js ${OLDEST_NODE} or later is needed; here is ${process.version}.`);
	}
	const node = await ensureNode24();
	const env = environmentFor(node);
	await ensurePackages(node, env);
	return await command({ node, env, rest });
}

try {
	process.exitCode = await main(process.argv.slice(2));
} catch (error) {
	if (!(error instanceof StepError)) throw error;
	say(`\n${error.message}`);
	process.exitCode = 1;
}
