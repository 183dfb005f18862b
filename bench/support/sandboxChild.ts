// The sandbox in a process of its own, so that its work does not count as the product's. Argument: its options as JSON.
import { startSandbox } from '../../sandbox';
import type { SandboxSetup } from './sandboxProcess';

async function main(): Promise<void> {
	const setup = JSON.parse(process.argv[2] ?? '{}') as SandboxSetup;
	const sandbox = await startSandbox({ seed: 'empty' });
	sandbox.services.zoho.seed('empty', setup.zohoEvents ?? 0);
	sandbox.services.google.seed('empty', setup.googleEvents ?? 0);
	for (let index = 0; index < (setup.zohoContacts ?? 0); index += 1) {
		sandbox.services.zoho.person.create('Contacts', { First_Name: `First ${index}`, Last_Name: `Last ${index}`, Email: `contact${index}@customer.test`, Phone: `+49 30 ${index}`, Title: 'Buyer' });
	}
	sandbox.services.google.state.options.pushCoalesceMs = 0;
	// A parent that ends, however it ends, takes this process along.
	process.once('disconnect', () => process.exit(0));
	process.send?.(sandbox.urls);
}

void main();
