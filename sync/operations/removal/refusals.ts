import { counted, type Nouns } from '../../record/nouns';
import { SyncRefusal } from '../../types';
import type { Contents } from './lookThrough';
import type { Found } from './naming';

export const deleteCopiesInstead = 'Choose "Delete Our Copies": it removes only what this sync made.';

/** Why a calendar or folder with these contents is not deleted; null when nothing stands in the way. */
export function refusalOf({ foreign, fuller, invited }: Contents, nouns: Nouns): SyncRefusal | null {
	if (foreign.count > 0) return nouns.container === 'calendar' ? holdsForeignEvents(foreign, nouns) : holdsForeignContacts(foreign, fuller, nouns);
	if (fuller.count > 0) return new SyncRefusal('badSettings', `${holdsFuller(fuller, nouns)} ${kept(nouns)}`, `${deleteCopiesInstead} ${stay(fuller)}`);
	return invited.count > 0 ? wouldMail(invited, nouns) : null;
}

function kept({ container }: Nouns): string {
	return `The ${container} was not deleted; the sync is as it was before.`;
}

function holdsForeignEvents(foreign: Found, nouns: Nouns): SyncRefusal {
	const was = foreign.count === 1 ? 'was' : 'were';
	return new SyncRefusal('badSettings', `The calendar holds ${counted(foreign.count, nouns)} that ${was} not made by this sync, or that a person has edited since${foreign.list()}. ${kept(nouns)}`, deleteCopiesInstead);
}

function holdsForeignContacts(foreign: Found, fuller: Found, nouns: Nouns): SyncRefusal {
	const isOne = foreign.count === 1;
	const holds = `The folder holds ${counted(foreign.count, nouns)} that the CRM does not have, or not as ${isOne ? 'it is' : 'they are'} here${foreign.list()}.`;
	const why = `${isOne ? 'It was' : 'They were'} made or edited by a person, here or in the CRM, and that has not come over.`;
	return new SyncRefusal(
		'badSettings',
		`${holds} ${why} ${fuller.count === 0 ? '' : `${holdsFuller(fuller, nouns)} `}${kept(nouns)}`,
		`Let the sync run until nothing is left on "Needs Attention", and run this again. Or choose "Delete Our Copies": it removes only what this sync made.`,
	);
}

function holdsFuller(fuller: Found, nouns: Nouns): string {
	const [them, they] = fuller.count === 1 ? ['it', 'it is'] : ['them', 'they are'];
	const lost = 'What the CRM has no field or no room for, such as a further e-mail address or the company, or what the sync does not carry over,';
	return `The folder holds ${counted(fuller.count, nouns)} of which the CRM does not have everything${fuller.list()}. ${lost} would be lost with ${them}, although ${they} in step.`;
}

function stay({ count }: Found): string {
	return count === 1 ? 'This contact then stays where it is.' : 'These contacts then stay where they are.';
}

function wouldMail(invited: Found, nouns: Nouns): SyncRefusal {
	const [have, these] = invited.count === 1 ? ['has', 'it'] : ['have', 'them'];
	return new SyncRefusal(
		'badSettings',
		`${counted(invited.count, nouns)} in the ${nouns.container} ${have} guests, who would be mailed when it is deleted${invited.list()}. It was not deleted and nobody was mailed; the sync is as it was before.`,
		`Take the guests off or delete ${these} yourself, and run this again. Or choose "Delete Our Copies", which leaves ${these} where ${invited.count === 1 ? 'it is' : 'they are'}.`,
	);
}
