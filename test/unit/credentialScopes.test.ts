import { runInNewContext } from 'node:vm';
import type { ICredentialType } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { Office365SyncOAuth2Api } from '../../credentials/Office365SyncOAuth2Api.credentials';
import { ZohoCrmSyncOAuth2Api } from '../../credentials/ZohoCrmSyncOAuth2Api.credentials';

/** The scopes that a credential asks for with these settings; n8n evaluates the expression so. */
function scopesOf(credential: ICredentialType, settings: Record<string, unknown>): string[] {
	const text = String(credential.properties.find(({ name }) => name === 'scope')?.default);
	const expression = /^=\{\{(.*)\}\}$/s.exec(text)?.[1];
	if (expression === undefined) throw new Error('The scope is no expression.');
	return String(runInNewContext(expression, { $self: settings })).split(/[\s,]+/);
}

describe('scopes of the credentials', () => {
	it('Zoho CRM: the rights to invite users are asked for only with the switch, and add to the others (O11)', () => {
		const usual = scopesOf(new ZohoCrmSyncOAuth2Api(), { inviteUsers: false });
		expect(usual).toContain('ZohoCRM.modules.Events.UPDATE');
		expect(usual.filter((scope) => /users\.CREATE|roles|profiles|settings\.ALL/.test(scope))).toEqual([]);
		const inviting = ['ZohoCRM.users.CREATE', 'ZohoCRM.settings.roles.READ', 'ZohoCRM.settings.profiles.READ'];
		expect(scopesOf(new ZohoCrmSyncOAuth2Api(), { inviteUsers: true })).toEqual([...usual, ...inviting]);
		// A credential from before there was the switch.
		expect(scopesOf(new ZohoCrmSyncOAuth2Api(), {})).toEqual(usual);
	});

	it('Office 365: people of the organisation are asked for only with the switch (O11)', () => {
		const usual = scopesOf(new Office365SyncOAuth2Api(), { grantType: 'authorizationCode' });
		expect(usual).not.toContain('User.ReadBasic.All');
		expect(scopesOf(new Office365SyncOAuth2Api(), { grantType: 'authorizationCode', readUsers: true })).toEqual([...usual, 'User.ReadBasic.All']);
	});
});
