import { systemsOf } from '../../systems/registry';
import { table } from './markdown';

/** The names of all systems, those of the CRM side first. */
function systems(): string {
	const names = [...systemsOf('crm'), ...systemsOf('calendar')].map(({ name }) => `\`${name}\``);
	return `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`;
}

/** What flows between the nodes and what comes out of the action nodes. The chapter is written by hand. */
export function itemsChapter(outputs: number): string[] {
	return [
		'## Items',
		'',
		'One item is one change. Triggers and **Get Changes** make them, the Field Mapper shapes them, **Apply Changes** writes them.',
		'',
		...table(
			['Field', 'Meaning'],
			[
				['`sync`', 'Name of the sync'],
				['`change`', '`upsert` (new or changed) or `delete`'],
				['`side`, `system`, `resource`', `Where it happened: \`crm\` or \`calendar\`; ${systems()}; \`event\` or \`contact\``],
				['`id`, `revision`, `modifiedAt`, `url`', 'Of the record on that side'],
				['`record`', 'The record in neutral form; empty for a delete. After a Field Mapper: the record as the target shall hold it'],
				['`mapping`', 'Set by the Field Mapper: which field fed which. Without it the default map applies'],
				['`delivery`', 'Number in the inbox. Keep it: it settles the change'],
				['`plan`', 'Set by a dry run'],
			],
		),
		'',
		'The `record` of an event has `title`, `start` and `end` (`{dateTime, timeZone}`, or `{date}` for whole days; the end is the day after the last one), `location`, `description`, `reminders`, `attendees`, `visibility`, `availability`, `status`, `type`, `tags`, `custom` (the CRM\'s own fields by API name), `related`, `organizer`, `iCalUID`, `url` and `source`.',
		'',
		'You may put IF, Filter, Set or Code nodes in between, as long as the fields above stay. An item that a Filter drops is not settled: it is delivered again. Use **Skip** of the Field Mapper to leave a record out for good.',
		'',
		`## The ${outputs} outputs of the action nodes`,
		'',
		'**Done**, for Apply Changes: the incoming item and',
		'',
		...table(
			['Field', 'Meaning'],
			[
				['`action`', '`created`, `updated`, `deleted`, `adopted` (joined with a record that was there), `unchanged`, `planned` (dry run), `kept` (deleted on one side, edited on the other: the edit won), `superseded` (settled already, or a newer state is on its way), `deferred` (comes again by itself)'],
				['`crmId`, `calendarId`', 'Ids on both sides, as far as known'],
				['`fields`', 'Fields that were written'],
				['`losses`', 'What the target could not hold: `{field, message}`'],
				['`message`', 'A sentence where the action alone does not say enough'],
				['`plan`', 'Of a dry run: `action` (`create`, `update`, `delete`, `adopt`, `nothing`), `title`, `when`, `changes` (a line for each field, old → new), `fields` (the same as data), `basis`'],
			],
		),
		'',
		'**Needs Attention**: the incoming item with `reason`, `message` (what happened, what was kept safe) and `next` (what to do).',
		'',
		...table(
			['`reason`', 'When'],
			[
				['`conflict`', 'Both sides changed a field and the policy is Ask'],
				['`held`', 'The delete guard holds a deletion'],
				['`ambiguous`', 'Several records could be the partner; nothing was linked'],
				['`rejected`', 'The other system refuses the values, or the item cannot be used'],
				['`lost access`', 'The partner cannot be read or written; tried again by itself'],
				['`recurring`', 'Part of a series'],
				['`stale plan`', 'A record changed since the plan was made'],
				['`kept`', 'Deactivate only: a copy that was not deleted; `title` and `when` say which one'],
				['`parked`', 'Get Changes only: delivered three times without being settled'],
				['`failed`', 'The operation failed and the node is set to continue on error'],
			],
		),
		'',
		'One bad item never stops the others.',
		'',
	];
}
