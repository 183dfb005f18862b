export interface ConsentPage {
	/** e.g. `Google (sandbox)`. */
	title: string;
	clientId: string;
	redirectUri: string;
	scopes: string[];
	users: string[];
	/** Where the form posts to. */
	action: string;
	/** Sent back with the form as they are. */
	hidden: Record<string, string>;
}

/** Text made safe for HTML, attributes included. */
export function escapeHtml(text: string): string {
	return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const style =
	'body{font:16px system-ui,sans-serif;max-width:34rem;margin:4rem auto;padding:0 1rem;color:#202124}' +
	'main{border:1px solid #dadce0;border-radius:8px;padding:2rem}h1{font-size:1.4rem}dt{color:#5f6368;font-size:.85rem;margin-top:1rem}' +
	'dd{margin:.2rem 0;word-break:break-all}select{font:inherit;padding:.4rem;margin-top:.3rem}' +
	'button{font:inherit;padding:.6rem 1.4rem;border-radius:6px;border:1px solid #dadce0;background:#fff;margin:1.5rem .6rem 0 0;cursor:pointer}' +
	'button.primary{background:#1a73e8;color:#fff;border-color:#1a73e8}';

/** The page on which a person allows or refuses access: buttons `#allow` and `#deny`, a choice of users when there are several. */
export function renderConsentPage(page: ConsentPage): string {
	const hidden = Object.entries(page.hidden)
		.map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`)
		.join('');
	const users = page.users.map((user) => `<option value="${escapeHtml(user)}">${escapeHtml(user)}</option>`).join('');
	const scopes = page.scopes.map((scope) => `<li><code>${escapeHtml(scope)}</code></li>`).join('');
	return (
		`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Allow access - ${escapeHtml(page.title)}</title>` +
		`<style>${style}</style></head><body><main><h1>${escapeHtml(page.title)}</h1>` +
		'<p>An application asks for access to your account in this local sandbox. No real account is involved.</p>' +
		`<form method="post" action="${escapeHtml(page.action)}">${hidden}<dl>` +
		`<dt>Application (client id)</dt><dd>${escapeHtml(page.clientId)}</dd>` +
		`<dt>Returns to</dt><dd>${escapeHtml(page.redirectUri)}</dd>` +
		`<dt><label for="user">Account</label></dt><dd><select id="user" name="user">${users}</select></dd>` +
		`<dt>It asks for</dt><dd><ul id="scopes">${scopes}</ul></dd></dl>` +
		'<button id="allow" class="primary" name="decision" value="allow">Allow</button>' +
		'<button id="deny" name="decision" value="deny">Deny</button></form></main></body></html>'
	);
}

/** A plain page for what cannot go on, e.g. a missing redirect address. */
export function renderErrorPage(title: string, message: string): string {
	return (
		`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title><style>${style}</style></head>` +
		`<body><main><h1>${escapeHtml(title)}</h1><p id="error">${escapeHtml(message)}</p></main></body></html>`
	);
}
