/** One request to a vendor, before authentication. */
export interface HttpRequest {
	method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	/** Absolute, query included. */
	url: string;
	headers?: Record<string, string>;
	/** Sent as JSON unless it is a string, which is sent as it is with the content type given in `headers`. */
	body?: unknown;
}

/** The vendor's answer, whatever its status. Header names are lower case. */
export interface HttpAnswer {
	status: number;
	headers: Record<string, string>;
	/** Parsed JSON where the answer is JSON, else the text; '' for no body. */
	body: unknown;
}

/**
 * Sends one request with the credential attached and its token refreshed when needed. Returns every answer, also 4xx and
 * 5xx. Throws `SystemError` kind `unauthorized` when the token cannot be refreshed, and `unavailable` (with
 * `mayHaveHappened`) when no whole answer came.
 */
export type AuthenticatedRequest = (request: HttpRequest) => Promise<HttpAnswer>;
