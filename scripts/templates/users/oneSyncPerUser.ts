import { Canvas, NOTE_COLOUR, type TemplateFile } from '../canvas';
import { mainNote } from '../notes';
import type { Pair } from '../pair';
import { addFields, applyToCalendar, applyToCrm, attention, getCalendarChanges, getCrmChanges, mapper } from '../steps';

const EACH = 'One by One';

/** A value of the person whose turn it is. */
const of = (field: string): string => `$("${EACH}").first().json.${field}`;

const EXAMPLE = {
	people: [
		{ user: 'jane', mailbox: 'jane@example.com', owner: '4876876000000225001' },
		{ user: 'li', mailbox: 'li@example.com', owner: '4876876000000225002' },
	],
};

/** Heights of the nodes: what is said to people runs between the two directions. */
const ROWS = { toCalendar: -208, middle: 0, toCrm: 208 } as const;

/** An owner's failure is that owner's: the others have their turn all the same. */
const goOn = { onError: 'continueRegularOutput' } as const;

/** A whole organisation with one credential: for each person of a list a sync of that person's own. */
export function oneSyncPerUser(pair: Pair): TemplateFile {
	const { crm, calendar } = pair;
	const canvas = new Canvas('users/one-sync-per-user', `${crm.label} ⇄ ${calendar.label}: one sync per user`);
	mainNote(canvas, [-560, -96], [
		`# One sync per user`,
		`Keeps the ${crm.label} meetings of each person on a list in step with that person's own ${calendar.label} calendar, with one ${calendar.label} credential for all. Each person has a sync of their own, called \`${pair.name}-…\` with the name from the list.`,
		'',
		'### Set up',
		`1. The **${calendar.label}** credential needs **Permissions: Application**, allowed for the mailboxes of these people only: the page *A whole organisation* of the documentation has the steps.`,
		`2. The **${crm.label}** user must be allowed to see and change the meetings of the others.`,
		`3. In **The List** enter everybody who wants the sync: \`user\` is a short name that stays, \`mailbox\` the address in ${calendar.label}, \`owner\` the ID of the ${crm.label} user (the node CRM Event shows it: User › Get Many).`,
		'4. Choose the credentials in the six nodes with a red mark, and publish. Who is added to the list later is synced from the next run on.',
		'',
		'### What it changes',
		`- In each mailbox only the calendar **${calendar.ownContainer ?? ''}**, which the sync makes for itself. Meetings come from, and go to, the owner next to that mailbox, never another one.`,
		'- Guests are never mailed, unless **Notify Guests** says so.',
		'- A person whose mailbox or meetings cannot be reached comes out of **Needs Attention**; the others go on.',
		'- More than 20 deletions at once, if they are also more than 10 % of one person\'s records, are held until you release them.',
		'',
		'### When somebody leaves the list',
		`Their sync stops, and everything stays as it is. To remove the copies, run the template *Stop the sync* with the Sync Name \`${pair.name}-…\` of that person and their **Mailbox**. Never give a name to another person: a sync knows whom it joined and refuses.`,
	]);
	const schedule = canvas.builtIn('scheduleTrigger', 1.2, 'Every 5 Minutes', [0, ROWS.middle], { rule: { interval: [{ field: 'minutes', minutesInterval: 5 }] } });
	const list = canvas.builtIn('set', 3.4, 'The List', [208, ROWS.middle], { mode: 'raw', jsonOutput: JSON.stringify(EXAMPLE, null, 2), options: {} });
	const people = canvas.builtIn('splitOut', 1, 'People', [416, ROWS.middle], { fieldToSplitOut: 'people', options: {} });
	const named = addFields(canvas, 'Name Their Sync', [624, ROWS.middle], { sync: `={{ "${pair.name}-" + $json.user }}` });
	const each = canvas.builtIn('splitInBatches', 3, EACH, [832, ROWS.middle], { options: {} });
	canvas.connect(schedule, list);
	canvas.connect(list, people);
	canvas.connect(people, named);
	canvas.connect(named, each);
	lanes(canvas, ofEach(pair), each);
	// Below the lanes, so that n8n comes to it when both are through.
	const next = canvas.builtIn('noOp', 1, 'Next Person', [1120, 480]);
	canvas.connect(each, next, 1);
	canvas.connect(next, each);
	return canvas.toFile();
}

/** The pair with the names of the person whose turn it is. */
function ofEach(pair: Pair): Pair {
	return {
		...pair,
		name: `={{ ${of('sync')} }}`,
		crm: { ...pair.crm, owner: { owner: { __rl: true, mode: 'id', value: `={{ ${of('owner')} }}` } } },
		calendar: { ...pair.calendar, container: { mailbox: `={{ ${of('mailbox')} }}`, ...pair.calendar.container } },
	};
}

function lanes(canvas: Canvas, pair: Pair, each: string): void {
	const { crm, calendar } = pair;
	canvas.frame('About one person', [1120, ROWS.toCalendar], 736, NOTE_COLOUR.grey, ['## One person', `What changed since the last run: above ${crm.label} → ${calendar.label}, below the other way round.`], ROWS.toCrm - ROWS.toCalendar);
	const fromCrm = getCrmChanges(canvas, pair, `Get Changes from ${crm.short}`, [1120, ROWS.toCalendar], goOn);
	const toCalendar = mapper(canvas, pair, 'toCalendar', `${crm.short} to ${calendar.short} Fields`, [1376, ROWS.toCalendar]);
	const applyCalendar = applyToCalendar(canvas, pair, `Apply to ${calendar.short}`, [1632, ROWS.toCalendar], {}, goOn);
	const fromCalendar = getCalendarChanges(canvas, pair, `Get Changes from ${calendar.short}`, [1120, ROWS.toCrm], goOn);
	const toCrm = mapper(canvas, pair, 'toCrm', `${calendar.short} to ${crm.short} Fields`, [1376, ROWS.toCrm]);
	const applyCrm = applyToCrm(canvas, pair, `Apply to ${crm.short}`, [1632, ROWS.toCrm], {}, goOn);
	const unread = attention(canvas, 'Not Read', [1376, ROWS.middle]);
	const look = attention(canvas, 'Needs Attention', [1920, ROWS.middle]);
	canvas.connect(each, fromCrm, 1);
	canvas.connect(fromCrm, toCalendar);
	canvas.connect(toCalendar, applyCalendar);
	canvas.connect(each, fromCalendar, 1);
	canvas.connect(fromCalendar, toCrm);
	canvas.connect(toCrm, applyCrm);
	for (const node of [fromCrm, fromCalendar]) canvas.connect(node, unread, 1);
	for (const node of [applyCalendar, applyCrm]) canvas.connect(node, look, 1);
	canvas.connect(unread, look);
	canvas.note('About Needs Attention', [1920, 176], 304, NOTE_COLOUR.red, [
		'## Needs Attention',
		'What only a person can decide comes out here, each item with the `sync` of the person, a `reason`, a `message` and what to do `next`. Connect a mail or chat node to be told.',
	]);
}
