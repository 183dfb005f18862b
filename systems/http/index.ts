export { checkAddress, checkId, isId } from './address';
export { createHttp } from './createHttp';
export type { HttpOptions, SendOptions, VendorHttp } from './createHttp';
export { verdictByStatus } from './rules';
export type { VendorRules, Verdict } from './rules';
export type { AuthenticatedRequest, HttpAnswer, HttpRequest } from './types';
