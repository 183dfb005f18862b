import { createHash } from 'node:crypto';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

/**
 * A hash that changes when the credential is reconnected, exchanged, given to an application instead of a person, or pointed to
 * another server or tenant, or another container is chosen, and stays when the access token is renewed. Says nothing about what it
 * was made from.
 */
export function connectionFingerprint(
	credentialId: string | null,
	credentials: ICredentialDataDecryptedObject,
	baseUrl: string,
	container: string,
): string {
	const tokenData = credentials.oauthTokenData;
	const refreshToken = typeof tokenData === 'object' && tokenData !== null && 'refresh_token' in tokenData ? tokenData.refresh_token : '';
	return createHash('sha256')
		.update(JSON.stringify([credentialId, credentials.clientId ?? '', refreshToken ?? '', baseUrl, container, ...standing(credentials)]))
		.digest('hex')
		.slice(0, 32);
}

/** As whom and where the credential signs in; nothing for a person without a tenant, which is all that other systems know. */
function standing({ grantType, tenant }: ICredentialDataDecryptedObject): string[] {
	const isPerson = typeof grantType !== 'string' || grantType === '' || grantType === 'authorizationCode';
	const place = typeof tenant === 'string' ? tenant.trim().toLowerCase() : '';
	return isPerson && place === '' ? [] : [isPerson ? 'person' : String(grantType), place];
}
