import { createHash } from 'node:crypto';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

/**
 * A hash that changes when the credential is reconnected, exchanged or pointed elsewhere, or another container is chosen,
 * and stays when the access token is renewed. Says nothing about what it was made from.
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
		.update(JSON.stringify([credentialId, credentials.clientId ?? '', refreshToken ?? '', baseUrl, container]))
		.digest('hex')
		.slice(0, 32);
}
