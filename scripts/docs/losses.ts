import { getSystem, systemNames } from '../../systems/registry';
import type { SystemModule } from '../../systems/system';
import type { Capabilities, FieldCapability, FieldName } from '../../sync/types';
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
	const methods = target.methods;
	const missing = methods === undefined ? [] : (source.methods ?? []).filter((method) => !methods.includes(method));
	if (missing.length > 0) losses.push(`Not those of the kind: ${missing.join(', ')}.`);
	return losses.join(' ');
}

function direction(from: Capabilities, to: Capabilities): string[] {
	const rows = (Object.keys(from.fields) as FieldName[]).flatMap((field) => {
		const source = from.fields[field];
		if (source === undefined || !source.read) return [];
		return [[source.label, to.fields[field]?.label ?? '–', lossOf(field, source, to) || 'Nothing.']];
	});
	return [`## ${from.label} → ${to.label}`, '', ...table([`Field in ${from.label}`, `Field in ${to.label}`, 'What is lost'], rows), ''];
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

function eventsOf(side: SystemModule['side']): Capabilities[] {
	return systemNames()
		.map(getSystem)
		.filter((module) => module.side === side)
		.map((module) => module.capabilities('event'));
}

/** docs/losses.md, from the same tables that the engine uses. */
export function lossesPage(): string {
	const crms = eventsOf('crm');
	const calendars = eventsOf('calendar');
	const pairs = crms.flatMap((crm) => calendars.flatMap((calendar) => [...direction(crm, calendar), ...direction(calendar, crm)]));
	return [
		generatedNote,
		'# What is lost on the way',
		'',
		'No two systems hold the same. This page is made from the tables that the engine itself reads, so it says what happens.',
		'When a write loses something, the item on the output **Done** says so under `losses`, and the node shows a notice.',
		'What one side cannot hold is never removed from the other side because of that.',
		'',
		...pairs,
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
		...differences([...crms, ...calendars]),
		'',
	].join('\n');
}
