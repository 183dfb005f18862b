import type { Canvas } from './canvas';
import { laneNote } from './notes';
import type { Pair } from './pair';
import { type ApplySettings, applyToCalendar, applyToCrm, attention, calendarTrigger, crmTrigger, mapper } from './steps';

/** Columns of a lane: trigger, Field Mapper, action, Needs Attention. */
export const COLUMNS = { trigger: 0, mapper: 256, action: 512, attention: 800 } as const;

/** CRM → calendar: trigger, Field Mapper, action, and the branch for people. `y` is the height of the nodes. */
export function laneToCalendar(canvas: Canvas, pair: Pair, y: number, settings: ApplySettings = {}): void {
	const { crm, calendar } = pair;
	laneNote(canvas, `About ${crm.short} to ${calendar.short}`, [COLUMNS.trigger, y], [
		`## ${crm.label} → ${calendar.label}`,
		'Runs within seconds when the CRM reports a change, and polls as a safety net.',
	]);
	const trigger = crmTrigger(canvas, pair, `Change in ${crm.short}`, [COLUMNS.trigger, y]);
	const map = mapper(canvas, pair, 'toCalendar', `${crm.short} to ${calendar.short} Fields`, [COLUMNS.mapper, y]);
	const apply = applyToCalendar(canvas, pair, `Apply to ${calendar.short}`, [COLUMNS.action, y], settings);
	finish(canvas, [trigger, map, apply], `${calendar.short}: Needs Attention`, y);
}

/** Calendar → CRM, of the same shape. */
export function laneToCrm(canvas: Canvas, pair: Pair, y: number, settings: ApplySettings = {}): void {
	const { crm, calendar, words } = pair;
	laneNote(canvas, `About ${calendar.short} to ${crm.short}`, [COLUMNS.trigger, y], [
		`## ${calendar.label} → ${crm.label}`,
		`Runs within seconds when the ${words.container} reports a change, and polls as a safety net.`,
	]);
	const trigger = calendarTrigger(canvas, pair, `Change in ${calendar.short}`, [COLUMNS.trigger, y]);
	const map = mapper(canvas, pair, 'toCrm', `${calendar.short} to ${crm.short} Fields`, [COLUMNS.mapper, y]);
	const apply = applyToCrm(canvas, pair, `Apply to ${crm.short}`, [COLUMNS.action, y], settings);
	finish(canvas, [trigger, map, apply], `${crm.short}: Needs Attention`, y);
}

function finish(canvas: Canvas, [trigger, map, apply]: [string, string, string], attentionName: string, y: number): void {
	canvas.connect(trigger, map);
	canvas.connect(map, apply);
	canvas.connect(apply, attention(canvas, attentionName, [COLUMNS.attention, y + 16]), 1);
}
