import type { JsonObject } from '../core/json';
import type { SandboxRequest } from '../core/types';
import type { RenderStyle } from './events/render';
import type { Preferences } from './preferences';
import type { Mailbox } from './state';
import type { Caller } from './types';

/** One request, read and signed in. */
export interface GraphCall {
	request: SandboxRequest;
	/** After the version, e.g. `/me/events`. */
	path: string;
	/** E.g. `http://127.0.0.1:4030/v1.0`. */
	base: string;
	query: URLSearchParams;
	body: JsonObject;
	preferences: Preferences;
	caller: Caller;
	/** Whose data the path is about; reading it throws when the account has no mailbox. */
	mailbox: Mailbox;
	/** Ids of the path by the names in the route. */
	ids: Readonly<Record<string, string>>;
}

/** How items of a folder are written for this call. */
export function styleOf(call: GraphCall, folderKey: string, unknownFields: boolean): RenderStyle {
	const { ids, zone, isTextBody } = call.preferences;
	return { ids, zone, isTextBody, folderKey, mailbox: call.mailbox.user.mail, base: call.base, unknownFields };
}
