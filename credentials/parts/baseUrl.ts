import type { INodeProperties } from 'n8n-workflow';

/** Where nothing answers, and whose name says why. */
const refused = 'https://use-https-or-a-loopback-address.invalid';

/** The override as text inside an expression. */
const override = '($self["apiBaseUrl"] || "").trim().replace(/\\/+$/, "")';
const overrideInTest = '($credentials.apiBaseUrl || "").trim().replace(/\\/+$/, "")';

/** Encrypted, or this computer itself; an address and nothing else, since what reads `@`, `?` or a backslash otherwise would go elsewhere. */
const isAllowed =
	'/^(https:\\/\\/([a-z0-9._-]+|\\[[0-9a-f:.]+\\])|http:\\/\\/(localhost|127(\\.\\d{1,3}){3}|\\[::1\\]))(:\\d+)?(\\/[^?#\\s\\\\]*)?$/i.test';

/** Advanced: private endpoints, regional clouds, the sandbox. The nodes check it again before each use. */
export const apiBaseUrl: INodeProperties = {
	displayName: 'API Base URL',
	name: 'apiBaseUrl',
	type: 'string',
	default: '',
	placeholder: 'https://api.example.com',
	description:
		'Advanced. Leave empty for the vendor\'s own service. Another address of the same API, such as a private endpoint or the sandbox that comes with this package. Must be https, except on this computer itself.',
};

/**
 * An expression for the sign-in addresses: with an override they are on its origin, since a stand-in signs in by itself;
 * but the vendor's own other hosts (`vendorHosts`, a pattern) sign in where the vendor always does.
 */
export function signInUrl(usual: string, vendorHosts: string, pathOnOverride: string): string {
	return `={{ !${override} || /${vendorHosts}/i.test(${override}) ? ${usual} : ${isAllowed}(${override}) ? ${override} + "${pathOnOverride}" : "${refused}" }}`;
}

/** An expression for the origin that a credential's test asks. */
export function testedBaseUrl(usual: string): string {
	return `={{ !${overrideInTest} ? ${usual} : ${isAllowed}(${overrideInTest}) ? ${overrideInTest} : "${refused}" }}`;
}
