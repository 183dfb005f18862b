import type { SandboxReply } from '../core/types';
import type { JsonObject } from './types';

/** The vendor's envelope of an error, for a whole call or one item of it. */
export interface ErrorBody {
	code: string;
	details: JsonObject;
	message: string;
	status: 'error';
}

export function errorBody(code: string, message: string, details: JsonObject = {}): ErrorBody {
	return { code, details, message, status: 'error' };
}

/** Thrown while one call is worked on; the router turns it into the answer. */
export class ZohoRefusal extends Error {
	readonly httpStatus: number;
	readonly body: ErrorBody;

	constructor(httpStatus: number, code: string, message: string, details: JsonObject = {}) {
		super(`${code}: ${message} ${JSON.stringify(details)}`);
		this.httpStatus = httpStatus;
		this.body = errorBody(code, message, details);
	}

	reply(): SandboxReply {
		return { status: this.httpStatus, body: this.body };
	}
}

export function invalidData(apiName: string, jsonPath: string, details: JsonObject = {}): ZohoRefusal {
	return new ZohoRefusal(400, 'INVALID_DATA', 'invalid data', { ...details, api_name: apiName, json_path: jsonPath });
}

export function missingParameter(name: string): ZohoRefusal {
	return new ZohoRefusal(400, 'REQUIRED_PARAM_MISSING', 'One of the expected parameter is missing', { param_name: name });
}

export function invalidParameter(name: string, details: JsonObject = {}): ZohoRefusal {
	return new ZohoRefusal(400, 'INVALID_DATA', 'invalid data', { ...details, param_name: name });
}

export function unknownUrl(): ZohoRefusal {
	return new ZohoRefusal(404, 'INVALID_URL_PATTERN', 'Please check if the URL trying to access is a correct one');
}

export function unknownModule(): ZohoRefusal {
	return new ZohoRefusal(400, 'INVALID_MODULE', 'The module name given seems to be invalid');
}

export function wrongMethod(): ZohoRefusal {
	return new ZohoRefusal(405, 'INVALID_REQUEST_METHOD', 'The http request method type is not a valid one');
}

export function unknownRecord(details: JsonObject = {}): ZohoRefusal {
	return new ZohoRefusal(400, 'INVALID_DATA', 'the id given seems to be invalid', details);
}
