import type { INodeParameters } from 'n8n-workflow';
import type { Canvas } from '../canvas';
import type { Pair } from '../pair';

type Position = [x: number, y: number];

/** Chosen from a list, by a person. */
const open = { __rl: true, mode: 'list', value: '' };

/** People of Office 365, without guests, disabled accounts and those without an address. */
export function listOfficeUsers(canvas: Canvas, { calendar }: Pair, name: string, position: Position): string {
	return canvas.own(calendar.actionNode, name, position, { resource: 'user', operation: 'getAll' });
}

/** Users of the CRM in whatever status: one who was switched off is not invited either. */
export function listCrmUsers(canvas: Canvas, { crm }: Pair, name: string, position: Position): string {
	return canvas.own('crmEvent', name, position, { resource: 'user', operation: 'getAll', system: crm.system, onlyActive: false });
}

/** One invitation for each item; what goes wrong with one comes out of Needs Attention, and the others go on. */
export function inviteUser(canvas: Canvas, { crm }: Pair, name: string, position: Position, person: { firstName: string; lastName: string; email: string }): string {
	const parameters: INodeParameters = { resource: 'user', operation: 'invite', system: crm.system, ...person, role: open, profile: open };
	return canvas.own('crmEvent', name, position, parameters, { onError: 'continueRegularOutput' });
}
