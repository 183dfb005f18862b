// `npm run bench`: what the product costs in time, memory and requests, printed as a table. Exits with 1 when a count is
// not what it should be; times depend on the machine and are only reported.
//   --quick   without a real n8n, in about a minute
//   --store   also a store of a million links (takes some minutes)
//   --contacts  only the memory that the first sync of 10,000 contacts takes
//   --write   puts the figures into docs/benchmark.md
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectFolder } from '../test/e2e/support/tarball';
import { firstSyncOfContacts } from './measures/contacts';
import { firstSyncInProcess } from './measures/firstSync';
import { inRealN8n } from './measures/inN8n';
import { loading } from './measures/loading';
import { millionLinks } from './measures/millionLinks';
import { planning } from './measures/planning';
import { requestCounts } from './measures/requests';
import { isFailure, markdown, plainTable, type Section } from './report';
import { hasN8n } from './support/realN8n';

const sizes = { firstSync: 5_000, contest: 500, quickFirstSync: 1_000, contacts: 10_000 };

function say(line: string): void {
	process.stdout.write(`${line}\n`);
}

async function measure(options: { quick: boolean; store: boolean; contacts: boolean }): Promise<Section[]> {
	const sections: Section[] = [];
	const show = (section: Section): void => {
		sections.push(section);
		say(`${plainTable(section)}\n`);
	};
	const add = async (title: string, work: () => Promise<Section>): Promise<void> => {
		say(`${title} …`);
		show(await work());
	};
	if (options.contacts) {
		await add('First sync of contacts', async () => await firstSyncOfContacts(sizes.contacts));
		return sections;
	}
	if (options.quick) await add('First sync', async () => await firstSyncInProcess(sizes.quickFirstSync));
	else if (hasN8n()) for await (const section of inRealN8n(sizes, say)) show(section);
	else await add('First sync, in this process for want of an n8n', async () => await firstSyncInProcess(sizes.firstSync));
	if (!options.quick) await add('First sync of contacts', async () => await firstSyncOfContacts(sizes.contacts));
	await add('Requests', requestCounts);
	await add('Engine', planning);
	await add('Loading', loading);
	if (options.store) await add('Store', millionLinks);
	return sections;
}

function page(sections: Section[], arguments_: string[]): string {
	const command = ['npm run bench', ...(arguments_.length > 0 ? ['--', ...arguments_] : [])].join(' ');
	return `# Benchmark

Measured with \`${command}\` on ${cpus().length} processors (${cpus()[0]?.model.trim() ?? 'unknown'}), Node.js ${process.version}. Counts are the same
on every machine, and the command fails when one of them is missed. Times and memory depend on the machine and on what else it does.

Vendors are played by the sandbox in a process of its own, on the same machine. Our nodes keep to the vendors' budgets per
minute, which would hide what they cost themselves: 5,000 events into Google take nine minutes by Google's quota. So the
benchmark starts n8n with \`CRM_SYNC_UNPACED=1\`. The variable is for benchmarks and tests: it works for servers on this very
computer only and has no effect on a real account.

${sections.map(markdown).join('\n')}`;
}

async function main(): Promise<void> {
	const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, store: { type: 'boolean', default: false }, contacts: { type: 'boolean', default: false }, write: { type: 'boolean', default: false } } });
	const sections = await measure(values);
	if (values.write) writeFileSync(join(projectFolder, 'docs', 'benchmark.md'), page(sections, process.argv.slice(2)));
	const missed = sections.flatMap(({ rows }) => rows).filter(isFailure);
	say(missed.length === 0 ? 'Every count is what it should be.' : `${missed.length} count(s) missed: ${missed.map((row) => row.measure).join('; ')}`);
	process.exit(missed.length === 0 ? 0 : 1);
}

main().catch((error: unknown) => {
	process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
	process.exit(1);
});
