import { count, time, type Section } from '../report';
import { EnginePair, expectSuccess } from '../support/engine';
import { growthInUse } from '../support/memory';
import { SandboxProcess } from '../support/sandboxProcess';

const most = 60;

/** Memory that the first sync of many contacts takes, through the two-way template of contacts. */
export async function firstSyncOfContacts(contacts: number): Promise<Section> {
	const pair = await EnginePair.start(await SandboxProcess.start({ zohoContacts: contacts }));
	try {
		const writes = async (): Promise<number> => (await pair.sandbox.counts()).microsoft?.writes ?? 0;
		const workflow = pair.load('contacts/zoho-two-way', '');
		await pair.sandbox.forgetRequests();
		const { rest, growth } = await growthInUse(async () => {
			expectSuccess(await workflow.activate());
			for (let round = 0; round < most && (await writes()) < contacts; round += 1) {
				await pair.passMinute();
				expectSuccess(await workflow.poll());
			}
		});
		const written = await writes();
		return {
			title: `Memory of the first sync of ${contacts.toLocaleString('en')} contacts, Zoho CRM → Office 365`,
			about: "n8n's own engine in this process, the sandbox in another. Garbage is cleared away every two seconds, as above. By itself: `npm run bench -- --contacts`.",
			rows: [
				time('memory in use at rest, then its peak', `${rest} MB, + ${growth} MB`, '≤ + 150 MB', growth <= 150),
				count('writes into Office 365, that of the folder included', written, `${contacts + 1}`, written === contacts + 1),
			],
		};
	} finally {
		await pair.stop();
	}
}
