import { Canvas, type TemplateFile } from './canvas';
import { COLUMNS, laneToCalendar, laneToCrm } from './lanes';
import { attentionNote, mainNote, promises, setUp } from './notes';
import type { Pair } from './pair';

const NOTE_X = -560;
const LANE_DISTANCE = 416;

/** Both sides follow each other. */
export function twoWay(pair: Pair): TemplateFile {
	const { crm, calendar, words } = pair;
	const canvas = new Canvas(`${pair.name}/two-way`, `${crm.label} ⇄ ${calendar.label}: two-way sync${pair.resource === undefined ? '' : ` of ${words.inCrm}`}`);
	mainNote(canvas, [NOTE_X, -96], [
		`# ${crm.label} ⇄ ${calendar.label}`,
		`Keeps your CRM ${words.inCrm} and one ${words.container} in step: created, changed and deleted on either side.`,
		'',
		...setUp(pair, [`3. Switch the workflow on. The first run brings over ${words.reach}.`]),
		'### What it changes',
		...promises([
			`- Two people who edit different fields of the same ${words.one} both keep their edit. For the same field the newest edit wins.`,
			'- A deletion is carried over; an edit on the other side at the same time wins over it.',
		], pair),
	]);
	laneToCalendar(canvas, pair, 0);
	laneToCrm(canvas, pair, LANE_DISTANCE);
	// Between the two nodes, below the name of the first.
	attentionNote(canvas, pair, [COLUMNS.attention - 64, 176]);
	return canvas.toFile();
}

/** The calendar follows the CRM; nothing is written to the CRM. */
export function crmToCalendar(pair: Pair): TemplateFile {
	const { crm, calendar } = pair;
	const canvas = new Canvas(`${pair.name}/crm-to-calendar`, `${crm.label} → ${calendar.label}: one-way sync`);
	mainNote(canvas, [NOTE_X, -96], [
		`# ${crm.label} → ${calendar.label}`,
		'Shows your CRM meetings in one calendar and keeps them up to date there.',
		'',
		...setUp(pair, ['3. Switch the workflow on. The first run brings over the meetings from 3 months back to 12 months ahead.']),
		'### What it changes',
		...promises([
			`- ${crm.label} is only read.`,
			`- What a person adds to a synced event in ${calendar.label} stays, until the same field changes in ${crm.label}.`,
			'- A meeting deleted in the CRM disappears from the calendar; one deleted in the calendar stays in the CRM.',
		], pair),
	]);
	laneToCalendar(canvas, pair, 0, { conflictPolicy: 'crm' });
	attentionNote(canvas, pair, [COLUMNS.attention - 64, 208]);
	return canvas.toFile();
}

/** The CRM follows the calendar; nothing is written to the calendar. */
export function calendarToCrm(pair: Pair): TemplateFile {
	const { crm, calendar } = pair;
	const canvas = new Canvas(`${pair.name}/calendar-to-crm`, `${calendar.label} → ${crm.label}: one-way sync`);
	mainNote(canvas, [NOTE_X, -96], [
		`# ${calendar.label} → ${crm.label}`,
		'Brings the events of one calendar into the CRM, owned by the connected user, and keeps them up to date there.',
		'',
		...setUp(pair, ['3. Switch the workflow on. The first run brings over the events from 3 months back to 12 months ahead.']),
		'### What it changes',
		...promises([
			`- ${calendar.label} is only read.`,
			`- What a person adds to a synced meeting in ${crm.label} stays, until the same field changes in ${calendar.label}.`,
			'- An event deleted in the calendar disappears from the CRM; one deleted in the CRM stays in the calendar.',
			'- An event without a title is called "Not Provided" in the CRM.',
		], pair),
	]);
	laneToCrm(canvas, pair, 0, { conflictPolicy: 'calendar' });
	attentionNote(canvas, pair, [COLUMNS.attention - 64, 208]);
	return canvas.toFile();
}
