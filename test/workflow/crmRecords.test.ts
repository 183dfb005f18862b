import { expect, it } from 'vitest';
import { Pair } from '../support/pair';

it('lists the meetings of the chosen owner and of nobody else (Z7)', async () => {
	const pair = await Pair.start();
	try {
		const { zoho } = pair.sandbox.services;
		const time = { Start_DateTime: '2026-03-12T10:00:00+01:00', End_DateTime: '2026-03-12T11:00:00+01:00' };
		zoho.person.createEvent({ Event_Title: 'Mine', ...time });
		zoho.person.createEvent({ Event_Title: 'Hers', ...time, Owner: { id: '5725767000000411002' } });
		const titlesFor = async (owner: string) => {
			const workflow = pair.load('first-sync-with-approval', {
				'Get Changes from Zoho': { resource: 'event', operation: 'getAll', returnAll: true, owner: { __rl: true, mode: 'id', value: owner } },
			});
			const execution = await workflow.start('Run by Hand');
			return execution.json('Get Changes from Zoho').map(({ title }) => title);
		};
		expect(await titlesFor('me')).toEqual(['Mine']);
		expect(await titlesFor('5725767000000411002')).toEqual(['Hers']);
	} finally {
		await pair.stop();
	}
});

it('a contact with more than Zoho CRM holds is made, and what was left out is named (B13)', async () => {
	const pair = await Pair.start();
	try {
		const create = async (emails: string) => {
			const workflow = pair.load('first-sync-with-approval', {
				'Get Changes from Zoho': { resource: 'contact', operation: 'create', lastName: 'Curie', firstName: 'Marie', emails, additionalFields: {} },
			});
			return await workflow.start('Run by Hand');
		};
		const made = await create('a@example.test, b@example.test, c@example.test, d@example.test');
		expect(made.json('Get Changes from Zoho')).toMatchObject([{ losses: [{ field: 'emails', message: 'Email holds 2 of 4 entries; left out: c@example.test, d@example.test' }] }]);
		expect(pair.sandbox.services.zoho.all('Contacts').filter(({ fields }) => fields.Last_Name === 'Curie').map(({ fields }) => [fields.Email, fields.Secondary_Email])).toEqual([['a@example.test', 'b@example.test']]);
		expect((await create('not an address')).error?.message).toMatch(/^(?!.*written.*written).*Nothing was written/s);
	} finally {
		await pair.stop();
	}
});
