import type { INode, INodeParameters } from 'n8n-workflow';
import type { Canvas } from './canvas';
import type { Pair } from './pair';

/*
 * One function per kind of node, so that a parameter's name stands in one place. Parameters that are left out keep the
 * node's default.
 */

type Position = [x: number, y: number];

/** Parameters of Apply Changes that a template sets. */
export interface ApplySettings {
	dryRun?: boolean;
	/** A one-way sync has no other direction that could bring the winner back, so its source always wins. */
	conflictPolicy?: 'crm' | 'calendar';
}

/** Contacts are named, events are what the nodes start with. */
function triggerKind({ resource }: Pair): INodeParameters {
	return resource === undefined ? {} : { resource };
}

/** How a node goes on after a failure, where a template wants something else than to stop. */
type OnFailure = Pick<INode, 'onError'>;

function actionKind({ resource }: Pair): INodeParameters {
	return resource === undefined ? {} : { recordType: resource };
}

export function crmTrigger(canvas: Canvas, pair: Pair, name: string, position: Position): string {
	const parameters = { ...triggerKind(pair), syncName: pair.name, system: pair.crm.system };
	return canvas.own('crmEventTrigger', name, position, parameters, { webhookId: canvas.webhookId(name) });
}

export function calendarTrigger(canvas: Canvas, pair: Pair, name: string, position: Position): string {
	const parameters = { ...triggerKind(pair), syncName: pair.name, ...pair.calendar.container };
	return canvas.own(pair.calendar.triggerNode, name, position, parameters, { webhookId: canvas.webhookId(name) });
}

export function mapper(canvas: Canvas, pair: Pair, direction: 'toCalendar' | 'toCrm', name: string, position: Position): string {
	const [from, to] = direction === 'toCalendar' ? [pair.crm, pair.calendar] : [pair.calendar, pair.crm];
	return canvas.own('fieldMapper', name, position, { fromSystem: from.system, toSystem: to.system, resource: pair.resource ?? 'event' });
}

export function applyToCalendar(canvas: Canvas, pair: Pair, name: string, position: Position, settings: ApplySettings = {}, onFailure: OnFailure = {}): string {
	const parameters = { resource: 'sync', operation: 'applyChanges', syncName: pair.name, ...actionKind(pair), ...pair.calendar.container, ...settings };
	return canvas.own(pair.calendar.actionNode, name, position, parameters, onFailure);
}

export function applyToCrm(canvas: Canvas, pair: Pair, name: string, position: Position, settings: ApplySettings = {}, onFailure: OnFailure = {}): string {
	const parameters = { resource: 'sync', operation: 'applyChanges', syncName: pair.name, system: pair.crm.system, ...actionKind(pair), ...pair.crm.owner, ...settings };
	return canvas.own('crmEvent', name, position, parameters, onFailure);
}

export function getCrmChanges(canvas: Canvas, pair: Pair, name: string, position: Position, onFailure: OnFailure = {}): string {
	const parameters = { resource: 'sync', operation: 'getChanges', syncName: pair.name, system: pair.crm.system, ...actionKind(pair), ...pair.crm.owner };
	return canvas.own('crmEvent', name, position, parameters, onFailure);
}

export function getCalendarChanges(canvas: Canvas, pair: Pair, name: string, position: Position, onFailure: OnFailure = {}): string {
	const parameters = { resource: 'sync', operation: 'getChanges', syncName: pair.name, ...actionKind(pair), ...pair.calendar.container };
	return canvas.own(pair.calendar.actionNode, name, position, parameters, onFailure);
}

export function deactivateSync(canvas: Canvas, pair: Pair, name: string, position: Position): string {
	const choices = { copies: pair.copiesAfterwards, later: 'relink' };
	const parameters = { resource: 'sync', operation: 'deactivate', syncName: pair.name, ...actionKind(pair), ...pair.calendar.container, ...choices };
	return canvas.own(pair.calendar.actionNode, name, position, parameters);
}

/** Needs no calendar: it tells what the store holds. */
export function getStatus(canvas: Canvas, pair: Pair, name: string, position: Position): string {
	return canvas.own(pair.calendar.actionNode, name, position, { resource: 'sync', operation: 'getStatus', syncName: pair.name });
}

/** Looking at what is held and deciding about it: the store knows it, so no system is asked and any node of the package will do. */
export function heldChanges(
	canvas: Canvas,
	operation: 'listHeldChanges' | 'releaseHeldChanges' | 'discardHeldChanges',
	name: string,
	position: Position,
	parameters: { syncName: string; which?: 'ids' | 'all'; ids?: string },
): string {
	return canvas.own('crmEvent', name, position, { resource: 'sync', operation, ...parameters });
}

/** Which executions wrote something. The store knows it, so no system is asked. */
export function listRuns(canvas: Canvas, syncName: string, name: string, position: Position): string {
	return canvas.own('crmEvent', name, position, { resource: 'sync', operation: 'listRuns', syncName });
}

export function undoRun(canvas: Canvas, node: string, name: string, position: Position, parameters: INodeParameters): string {
	return canvas.own(node, name, position, { resource: 'sync', operation: 'undoRun', ...parameters });
}

/** Adds fields to items; their values may be expressions. With `isAlone` one item comes out that has nothing else. */
export function addFields(canvas: Canvas, name: string, position: Position, fields: Record<string, string>, { isAlone = false } = {}): string {
	const assignments = Object.entries(fields).map(([field, value]) => ({ id: field, name: field, value, type: 'string' }));
	const parameters = { mode: 'manual', assignments: { assignments }, includeOtherFields: !isAlone, options: {} };
	return canvas.builtIn('set', 3.4, name, position, parameters, isAlone ? { executeOnce: true } : {});
}

export function manualTrigger(canvas: Canvas, name: string, position: Position): string {
	return canvas.builtIn('manualTrigger', 1, name, position);
}

/** Where items end that a person should look at. It does nothing; connect a mail or chat node to it. */
export function attention(canvas: Canvas, name: string, position: Position): string {
	return canvas.builtIn('noOp', 1, name, position);
}
