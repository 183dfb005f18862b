import type { Command } from './commands';

interface Shrunk {
	commands: Command[];
	/** How the shortened history fails. */
	error: unknown;
}

/** Leaves out commands, then simplifies those that are left, as long as the history still fails within the time. */
export async function shrink(commands: Command[], play: (commands: Command[]) => Promise<void>, milliseconds: number): Promise<Shrunk> {
	const end = performance.now() + milliseconds;
	const failure = async (candidate: Command[]): Promise<unknown> => {
		if (performance.now() > end) return null;
		try {
			await play(candidate);
			return null;
		} catch (error) {
			return error;
		}
	};
	let best: Shrunk = { commands, error: await failure(commands) };
	for (let isShorter = true; isShorter; ) {
		isShorter = false;
		for await (const candidate of candidates(() => best.commands)) {
			const error = await failure(candidate);
			if (error === null) continue;
			best = { commands: candidate, error };
			isShorter = true;
		}
	}
	return best;
}

/** Shorter and simpler forms of whatever is the best so far. */
async function* candidates(current: () => Command[]): AsyncGenerator<Command[]> {
	for (let size = Math.ceil(current().length / 2); size >= 1; size = Math.floor(size / 2)) {
		for (let from = current().length - size; from >= 0; from = Math.min(from - size, current().length - size)) {
			const commands = current();
			yield [...commands.slice(0, from), ...commands.slice(from + size)];
		}
	}
	for (let index = 0; index < current().length; index += 1) {
		const command = current()[index];
		if (command === undefined) continue;
		for (const simpler of simplerForms(command)) if (!isSame(simpler, command)) yield current().map((other, at) => (at === index ? simpler : other));
	}
}

function isSame(a: Command, b: Command): boolean {
	return JSON.stringify(a) === JSON.stringify(b);
}

function* simplerForms(command: Command): Generator<Command> {
	if (command.op === 'setup') {
		yield { ...command, conflictPolicy: 'newest' };
		yield { ...command, onDelete: 'delete' };
		yield { ...command, privateEvents: 'asPrivate' };
	}
	if ('pick' in command && command.pick > 0) yield { ...command, pick: 0 };
	if ('pick' in command && command.pick > 1) yield { ...command, pick: 1 };
	if ('fields' in command && command.fields.length > 1) for (const field of command.fields) yield { ...command, fields: [field] };
	if (command.op === 'editBoth') {
		yield { op: 'edit', side: 'crm', pick: command.pick, fields: command.crm };
		yield { op: 'edit', side: 'calendar', pick: command.pick, fields: command.calendar };
	}
	if ('calls' in command && command.op !== 'kill') yield { op: 'turn', side: command.side };
	if (command.op === 'turnTwice' || command.op === 'everythingAgain') yield { op: 'turn', side: command.side };
}
