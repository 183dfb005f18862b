export interface GuardInput {
	/** Deletes of linked records that wait to be carried out, and those carried out a moment ago. */
	deletes: number;
	/** Links that exist, those just deleted included. */
	links: number;
	limit: { count: number; percent: number };
}

/** True when so much would be deleted that a person should look first: more than the count and more than the share. */
export function mustHold({ deletes, links, limit }: GuardInput): boolean {
	return deletes > limit.count && deletes * 100 > links * limit.percent;
}
