import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import type { RequestFunctions } from './authenticatedRequest';

/** Milliseconds after which a credential that somebody changed in n8n takes effect at the latest. */
const rememberedFor = 60_000;

/** n8n's functions with a memory for the credential. */
export interface Remembering<Functions> {
	functions: Functions;
	/** The next request looks the credential up again. */
	forget(): void;
}

/**
 * For every single request n8n looks the credential up in its database, decrypts it and evaluates the expressions in it; in a
 * poll it makes a sandbox of its own for that, which takes a tenth of a second (n8n 2.41). These functions give it the
 * credential of the request before. n8n puts a renewed token into that same object, so that it is used from then on.
 */
export function rememberCredential<Functions extends RequestFunctions>(functions: Functions): Remembering<Functions> {
	let remembered: { type: string; credential: Promise<ICredentialDataDecryptedObject>; until: number } | null = null;
	const getCredentials = async (type: string): Promise<ICredentialDataDecryptedObject> => {
		if (remembered?.type === type && Date.now() < remembered.until) return await remembered.credential;
		const credential = functions.getCredentials(type);
		const mine = { type, credential, until: Date.now() + rememberedFor };
		remembered = mine;
		credential.catch(() => {
			if (remembered === mine) remembered = null;
		});
		return await credential;
	};
	return {
		// Everything else is n8n's own, with its state behind it.
		functions: Object.create(functions, { getCredentials: { value: getCredentials } }) as Functions,
		forget: () => {
			remembered = null;
		},
	};
}
