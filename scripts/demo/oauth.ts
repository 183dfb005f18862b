/** Where a sandbox service signs people in, and what is asked of it. */
export interface SignIn {
	authorizeUrl: string;
	tokenUrl: string;
	clientId: string;
	clientSecret: string;
	scope: string;
	redirectUri: string;
}

/** What n8n keeps in a connected OAuth2 credential as `oauthTokenData`. */
export interface TokenData extends Record<string, unknown> {
	access_token: string;
	refresh_token: string;
}

/** The account that the consent page offers first. */
async function firstAccountOn(page: string): Promise<string> {
	const html = await (await fetch(page)).text();
	const offered = /<option value="([^"]+)"/.exec(html)?.[1];
	if (!offered) throw new Error(`The sandbox offers no account at ${page}.`);
	return offered;
}

/**
 * Goes through a sandbox service's sign-in as a person would who clicks Allow, and returns the tokens. Throws when the
 * service refuses.
 */
export async function signIn({ authorizeUrl, tokenUrl, clientId, clientSecret, scope, redirectUri }: SignIn): Promise<TokenData> {
	const consent = new URLSearchParams({
		response_type: 'code',
		client_id: clientId,
		redirect_uri: redirectUri,
		scope,
		access_type: 'offline',
		prompt: 'consent',
	});
	consent.set('user', await firstAccountOn(`${authorizeUrl}?${consent}`));
	consent.set('decision', 'allow');
	const redirect = await fetch(authorizeUrl, { method: 'POST', body: consent, redirect: 'manual' });
	const code = new URL(redirect.headers.get('location') ?? '', redirectUri).searchParams.get('code');
	if (!code) throw new Error(`The sandbox gave no code at ${authorizeUrl} (status ${redirect.status}): ${(await redirect.text()).slice(0, 300)}`);
	const exchange = new URLSearchParams({
		grant_type: 'authorization_code',
		code,
		redirect_uri: redirectUri,
		client_id: clientId,
		client_secret: clientSecret,
	});
	const answer = await fetch(tokenUrl, { method: 'POST', body: exchange });
	const tokens = (await answer.json()) as Partial<TokenData>;
	const { access_token: accessToken, refresh_token: refreshToken } = tokens;
	if (!accessToken || !refreshToken) throw new Error(`The sandbox gave no tokens at ${tokenUrl}: ${JSON.stringify(tokens)}`);
	return { ...tokens, access_token: accessToken, refresh_token: refreshToken };
}
