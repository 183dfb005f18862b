import { getSystem, systemNames } from '../../systems/registry';
import type { SystemModule } from '../../systems/system';
import { SystemError } from '../../sync/types';
import type { Capabilities, FieldCapability, FieldName, Resource } from '../../sync/types';
import { generatedNote, table } from './markdown';

/** What of a field does not arrive; '' when everything does. */
function lossOf(field: FieldName, source: FieldCapability, to: Capabilities): string {
	const target = to.fields[field];
	if (target === undefined) return `Not carried: ${to.label} has no such field. It stays as it is where it is.`;
	if (!target.write) return `Not carried: ${to.label} does not let it be written.`;
	const losses: string[] = [];
	if (target.maxLength !== undefined && (source.maxLength === undefined || source.maxLength > target.maxLength)) {
		losses.push(`Longer than ${target.maxLength} characters is cut and ends with "…".`);
	}
	if (target.maxItems !== undefined && (source.maxItems === undefined || source.maxItems > target.maxItems)) {
		losses.push(target.maxItems === 1 ? 'Only the first one.' : `Only the first ${target.maxItems}.`);
	}
	losses.push(...kindLosses(source.kinds, target.kinds));
	const methods = target.methods;
	const missing = methods === undefined ? [] : (source.methods ?? []).filter((method) => !methods.includes(method));
	if (missing.length > 0) losses.push(`Not those of the kind: ${missing.join(', ')}.`);
	return losses.join(' ');
}

/** Of phones and addresses: kinds that have less room, or none. */
function kindLosses(source: FieldCapability['kinds'], target: FieldCapability['kinds']): string[] {
	if (target === undefined) return [];
	const kinds = Object.entries(source ?? {}).flatMap(([kind, room = 0]) => (room > (target[kind] ?? 0) ? [{ kind, left: target[kind] ?? 0 }] : []));
	const missing = kinds.filter(({ left }) => left === 0).map(({ kind }) => kind);
	const fewer = kinds.filter(({ left }) => left > 0).map(({ kind, left }) => `only the first ${left === 1 ? '' : `${left} `}of the kind ${kind}`);
	return [...(missing.length > 0 ? [`Not those of the kind: ${missing.join(', ')}.`] : []), ...fewer.map((text) => `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}.`)];
}

function direction(from: Capabilities, to: Capabilities): string[] {
	const rows = (Object.keys(from.fields) as FieldName[]).flatMap((field) => {
		const source = from.fields[field];
		if (source === undefined || !source.read) return [];
		return [[source.label, to.fields[field]?.label ?? '–', lossOf(field, source, to) || 'Nothing.']];
	});
	return [`## ${from.resource === 'contact' ? 'Contacts: ' : ''}${from.label} → ${to.label}`, '', ...table([`Field in ${from.label}`, `Field in ${to.label}`, 'What is lost'], rows), ''];
}

const words: { [Key in 'guestMails' | 'createKey']: Record<Capabilities[Key], string> } = {
	guestMails: { never: 'never', onRequest: 'only when a write asks for it', always: 'with every write of guests' },
	createKey: { clientId: 'the vendor refuses a repeated create', none: 'the sync looks for the record before it creates again' },
};

function differences(systems: Capabilities[]): string[] {
	const days = (milliseconds: number): string => `${Math.round(milliseconds / 86_400_000)} days`;
	const row = (label: string, say: (system: Capabilities) => string): string[] => [label, ...systems.map(say)];
	return table(
		['', ...systems.map(({ label }) => label)],
		[
			row('After an unclear create', ({ createKey }) => words.createKey[createKey]),
			row('The mark of the sync inside the record', ({ stamp }) => (stamp ? 'yes' : 'no')),
			row('A write on top of somebody\'s newer edit', ({ precondition }) => (precondition.update ? 'refused by the vendor, then merged' : 'read first, then merged')),
			row('Records per write call', ({ bulk }) => String(bulk.create)),
			row('Calls at the same time', ({ bulk }) => String(bulk.concurrency)),
			row('Push subscription lives', ({ push }) => (push === null ? 'no push' : days(push.maxLifetimeMs))),
			row('The vendor mails guests', ({ guestMails }) => words.guestMails[guestMails]),
		],
	);
}

function tablesOf(side: SystemModule['side'], resource: Resource): Capabilities[] {
	return systemNames()
		.map(getSystem)
		.filter((module) => module.side === side)
		.flatMap((module) => tableOf(module, resource) ?? []);
}

/** null for what a system does not have. */
function tableOf(module: SystemModule, resource: Resource): Capabilities | null {
	try {
		return module.capabilities(resource);
	} catch (error) {
		if (error instanceof SystemError && error.kind === 'rejected') return null;
		throw error;
	}
}

function directions(resource: Resource): string[] {
	const calendars = tablesOf('calendar', resource);
	return tablesOf('crm', resource).flatMap((crm) => calendars.flatMap((calendar) => [...direction(crm, calendar), ...direction(calendar, crm)]));
}

/** docs/losses.md, from the same tables that the engine uses. */
export function lossesPage(): string {
	return [
		generatedNote,
		'# What is lost on the way',
		'',
		'No two systems hold the same. This page is made from the tables that the engine itself reads, so it says what happens.',
		'When a write loses something, the item on the output **Done** says so under `losses`, and the node shows a notice.',
		'What one side cannot hold is never removed from the other side because of that.',
		'',
		...directions('event'),
		...directions('contact'),
		'## In every direction',
		'',
		'- Recurring events are recognised, reported on **Needs Attention**, and left as they are on both sides. They follow in a later version.',
		'- Formatting of a description: links, lists and line breaks become plain text.',
		"- Attachments, video conference links, colours, and later changes of a guest's answer are not carried.",
		'- The zone in which a meeting was entered: the moment is always right, but Zoho CRM keeps no zone. A change of the time in the CRM leaves the zone of the Google event as it is.',
		'- Guests whom the CRM does not know: see [Guests and mails](semantics.md#guests-and-mails).',
		'',
		'## How the systems differ',
		'',
		...differences([...tablesOf('crm', 'event'), ...tablesOf('calendar', 'event')]),
		'',
	].join('\n');
}
