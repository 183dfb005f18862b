import { linkId } from '../side';
import type { Link } from '../types';
import { viewRead } from '../view';
import { linkTo } from './adopt';
import { isWhole } from './match';
import { type ApplyRun, targetsInLinks, type UpsertWork } from './run';

export interface Rejoined {
	/** The former partner is still there: the two are brought into step again. */
	rejoined: Array<UpsertWork & { link: Link }>;
	rest: UpsertWork[];
}

/**
 * Looks whether the former partner of a record whose link has ended still exists, and has no other partner: a copy that was
 * left when its original was deleted, which is back now, or one whose removal was interrupted. Its id is known, so it is found
 * whatever people made of it.
 */
export async function rejoin(run: ApplyRun, works: UpsertWork[]): Promise<Rejoined> {
	const parted = works.flatMap((work) => {
		const formerId = work.link?.state === 'gone' ? linkId(work.link, run.target) : null;
		return work.link === null || formerId === null ? [] : [{ work, formerId, former: work.link }];
	});
	if (parted.length === 0) return { rejoined: [], rest: works };
	const reads = await run.request.target.system.readMany(parted.map(({ formerId }) => formerId));
	const taken = await targetsInLinks(run, parted.map(({ formerId }) => formerId), ['linked', 'creating']);
	const found = new Map<UpsertWork, UpsertWork & { link: Link }>();
	for (const [index, { work, formerId, former }] of parted.entries()) {
		const read = reads[index];
		if (read?.outcome !== 'found' || taken.has(formerId) || !isWhole(read.snapshot)) continue;
		const joined = linkTo(run, work, viewRead(read.snapshot, run.targetView), former.createdByUs);
		found.set(work, { ...joined, link: { ...joined.link, origin: former.origin } });
	}
	return { rejoined: [...found.values()], rest: works.filter((work) => !found.has(work)) };
}
