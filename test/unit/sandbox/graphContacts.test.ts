import { describe, expect, it } from 'vitest';
import { errorCode, graphClient, immutable, valuesOf } from './graphSupport';

const mei = { givenName: 'Mei', surname: 'Tanaka', emailAddresses: [{ address: 'mei@trading.example', name: 'Mei' }], businessPhones: ['+81 3 1'] };

describe('contacts', () => {
	it('are created, read, changed and deleted', async () => {
		const { ok, call } = graphClient();
		const contact = await ok('POST', '/me/contacts', { ...mei, birthday: '1980-05-01T00:00:00Z', personalNotes: 'Likes tea' });
		expect(contact).toMatchObject({
			displayName: 'Mei Tanaka',
			birthday: '1980-05-01T11:59:00Z',
			middleName: null,
			homeAddress: {},
			homePhones: [],
			primaryEmailAddress: { address: 'mei@trading.example' },
		});
		expect(contact).not.toHaveProperty('secondaryEmailAddress');
		const url = `/me/contacts/${encodeURIComponent(String(contact.id))}`;
		expect(await ok('PATCH', url, { jobTitle: 'Buyer', homeAddress: { city: 'Kyoto', street: '' } })).toMatchObject({ jobTitle: 'Buyer', homeAddress: { city: 'Kyoto' }, displayName: 'Mei Tanaka' });
		expect((await call('DELETE', url)).status).toBe(204);
		expect(errorCode(await call('GET', url))).toBe('404 ErrorItemNotFound');
	});

	it.each([
		['four e-mail addresses', { emailAddresses: [1, 2, 3, 4].map((one) => ({ address: `m${one}@trading.example` })) }, '400 ErrorPropertyValidationFailure'],
		['three business phones', { businessPhones: ['1', '2', '3'] }, '400 ErrorPropertyValidationFailure'],
		['three home phones', { homePhones: ['1', '2', '3'] }, '400 ErrorPropertyValidationFailure'],
		['an unknown member', { nickname: 'M' }, '400 RequestBodyRead'],
		['a birthday that is none', { birthday: 'in May' }, '400 RequestBodyRead'],
	])('with %s are refused', async (_what, more, code) => {
		const { call, sandbox } = graphClient();
		const answer = await call('POST', '/me/contacts', { ...mei, ...more });
		expect(errorCode(answer)).toBe(code);
		if (code.endsWith('Failure')) expect(JSON.stringify(answer.body)).toContain('exceeds the max allowed value');
		expect(sandbox.services.microsoft.person.listContacts()).toEqual([]);
	});

	it('get another displayName when a name is written without it', async () => {
		const { ok } = graphClient();
		const { id } = await ok('POST', '/me/contacts', { ...mei, displayName: 'Tanaka-san' }, immutable);
		expect((await ok('PATCH', `/me/contacts/${String(id)}`, { mobilePhone: '1' })).displayName).toBe('Tanaka-san');
		expect((await ok('PATCH', `/me/contacts/${String(id)}`, { surname: 'Sato' })).displayName).toBe('Mei Sato');
		expect((await ok('PATCH', `/me/contacts/${String(id)}`, { surname: 'Abe', displayName: 'A' })).displayName).toBe('A');
	});

	it('made by hand have empty texts where those made by the API have null', async () => {
		const { ok, sandbox } = graphClient();
		const byHand = sandbox.services.microsoft.person.createContact(mei);
		expect(await ok('GET', `/me/contacts/${byHand.id}`)).toMatchObject({ middleName: '', title: '', companyName: null });
	});

	it('take no notice of If-Match unless the option says so', async () => {
		const { ok, call, sandbox } = graphClient();
		const { id } = await ok('POST', '/me/contacts', mei, immutable);
		expect((await call('PATCH', `/me/contacts/${String(id)}`, {}, { 'if-match': 'W/"old"' })).status).toBe(200);
		sandbox.services.microsoft.state.options.contactLock = true;
		expect(errorCode(await call('PATCH', `/me/contacts/${String(id)}`, {}, { 'if-match': 'W/"old"' }))).toBe('412 ErrorIrresolvableConflict');
	});

	it('are found by e-mail, name and extended property', async () => {
		const { ok } = graphClient();
		const property = { id: 'String {66f5a359-4659-4830-9070-00047ec6ac6e} Name Partner', value: '7' };
		const { id } = await ok('POST', '/me/contacts', { ...mei, singleValueExtendedProperties: [property] });
		await ok('POST', '/me/contacts', { givenName: 'Paul', emailAddresses: [{ address: 'paul@supplies.example' }] });
		for (const filter of [
			"emailAddresses/any(a:a/address eq 'MEI@trading.example')",
			"startswith(displayName,'Mei') and surname eq 'Tanaka'",
			`singleValueExtendedProperties/any(ep: ep/id eq '${property.id}' and ep/value eq '7')`,
		]) {
			expect(valuesOf(await ok('GET', `/me/contacts?$filter=${encodeURIComponent(filter)}`)).map((one) => one.id)).toEqual([id]);
		}
	});
});

describe('contact folders', () => {
	it('are listed without the default one, which contacts name as their parent', async () => {
		const { ok } = graphClient();
		const folder = await ok('POST', '/me/contactFolders', { displayName: 'Zoho CRM' });
		const contact = await ok('POST', '/me/contacts', mei);
		expect(valuesOf(await ok('GET', '/me/contactFolders'))).toEqual([{ id: folder.id, displayName: 'Zoho CRM', parentFolderId: contact.parentFolderId }]);
	});

	it('have names of their own, and the default one cannot be deleted', async () => {
		const { ok, call } = graphClient();
		const folder = await ok('POST', '/me/contactFolders', { displayName: 'Zoho CRM' });
		expect(errorCode(await call('POST', '/me/contactFolders', { displayName: 'zoho crm' }))).toBe('409 ErrorFolderExists');
		await ok('POST', `/me/contactFolders/${String(folder.id)}/childFolders`, { displayName: 'Zoho CRM' });
		const contact = await ok('POST', '/me/contacts', mei);
		expect(errorCode(await call('DELETE', `/me/contactFolders/${String(contact.parentFolderId)}`))).toBe('400 ErrorDeleteDistinguishedFolder');
		expect(await ok('PATCH', `/me/contactFolders/${String(folder.id)}`, { displayName: 'CRM' })).toMatchObject({ displayName: 'CRM' });
	});

	it('take their contacts along when they are deleted, by the API or by a person', async () => {
		const { ok, call, sandbox, readAll } = graphClient();
		const folder = sandbox.services.microsoft.person.createFolder('Zoho CRM');
		const { id } = await ok('POST', `/me/contactFolders/${folder}/contacts`, mei);
		const { items, deltaLink } = await readAll(`/me/contactFolders/${folder}/contacts/delta`);
		expect(items).toHaveLength(1);
		sandbox.services.microsoft.person.deleteFolder(folder);
		expect(errorCode(await call('GET', deltaLink))).toBe('404 ErrorItemNotFound');
		expect(errorCode(await call('GET', `/me/contacts/${encodeURIComponent(String(id))}`))).toBe('404 ErrorItemNotFound');
		expect(errorCode(await call('POST', `/me/contactFolders/${folder}/contacts`, mei))).toBe('404 ErrorItemNotFound');
	});
});

describe('contacts/delta', () => {
	it('has whole objects, tombstones, and keeps $select in its links', async () => {
		const { ok, readAll } = graphClient();
		const first = await ok('POST', '/me/contacts', mei, immutable);
		const second = await ok('POST', '/me/contacts', { givenName: 'Paul' }, immutable);
		const whole = await readAll('/me/contacts/delta', immutable);
		expect(whole.items[0]).toMatchObject({ '@odata.type': '#microsoft.graph.contact', id: first.id, givenName: 'Mei', jobTitle: null });
		const named = await readAll('/me/contacts/delta?$select=displayName,changeKey', immutable);
		expect(Object.keys(named.items[0] ?? {})).toEqual(['@odata.type', '@odata.etag', 'changeKey', 'displayName', 'id']);
		await ok('PATCH', `/me/contacts/${String(first.id)}`, { jobTitle: 'Buyer' });
		await ok('DELETE', `/me/contacts/${String(second.id)}`);
		const removed = { '@odata.type': '#microsoft.graph.contact', id: second.id, '@removed': { reason: 'deleted' } };
		expect((await readAll(whole.deltaLink, immutable)).items).toMatchObject([{ id: first.id, jobTitle: 'Buyer', givenName: 'Mei' }, removed]);
		expect((await readAll(named.deltaLink, immutable)).items).toEqual([expect.not.objectContaining({ jobTitle: 'Buyer' }), removed]);
	});

	it('refuses old links, malformed tokens and what it does not support', async () => {
		const { call, sandbox, readAll } = graphClient();
		const { deltaLink } = await readAll('/me/contacts/delta');
		expect((await call('GET', '/me/contacts/delta?$deltatoken=x')).body).toMatchObject({ error: { code: 'BadRequest', message: 'Badly formed token.' } });
		expect(errorCode(await call('GET', '/me/contacts/delta?$expand=extensions'))).toBe('400 ErrorInvalidUrlQuery');
		expect(errorCode(await call('GET', '/me/contacts/delta?$select=nonsense'))).toBe('400 BadRequest');
		sandbox.services.microsoft.person.expireDeltaTokens();
		expect(errorCode(await call('GET', deltaLink))).toBe('410 syncStateNotFound');
	});
});
