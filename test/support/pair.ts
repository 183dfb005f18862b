/** Google and Zoho in the sandbox with an in-process n8n between them. */
export { GooglePerson, later, ZohoPerson } from './pair/people';
export { MINUTE, Pair, START, type Counts, type PairOptions } from './pair/pair';
