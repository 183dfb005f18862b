import type { ChangeItem, FieldName, MappedPair, Plan } from '../../../sync/types';
import { isFieldName } from '../../../sync/mapping';
import { parseRecord } from './parseRecord';

/** A change as it comes out of an item. `plan` is there when a dry run's output is fed back. */
export type PlannedItem = ChangeItem & { plan?: Plan };

export type ParsedItem =
	/** `absent`: fields that the item does not speak about. */
	| { kind: 'change'; item: PlannedItem; absent: FieldName[] }
	| { kind: 'unfit'; problems: string[] };

/** Checks what another node hands over before anything is done with it. Never throws. */
export function parseItem(json: unknown): ParsedItem {
	if (!isObject(json)) return { kind: 'unfit', problems: ['the item is empty'] };
	const problems: string[] = [];
	const needText = (name: string): string => {
		const value = json[name];
		if (typeof value === 'string' && value !== '') return value;
		if (typeof value === 'number') return String(value);
		problems.push(value === undefined || value === null || value === '' ? `${name} is missing` : `${name} is not a text`);
		return '';
	};
	const needOneOf = <Choice extends string>(name: string, ...choices: Choice[]): Choice => {
		const found = choices.find((choice) => choice === json[name]);
		if (found === undefined) problems.push(`${name} is not ${choices.join(' or ')}`);
		return found ?? (choices[0] as Choice);
	};
	const base = {
		sync: needText('sync'),
		change: needOneOf('change', 'upsert', 'delete'),
		side: needOneOf('side', 'crm', 'calendar'),
		system: needText('system'),
		resource: needOneOf('resource', 'event', 'contact'),
		id: needText('id'),
		revision: textOr(json.revision, ''),
		modifiedAt: textOr(json.modifiedAt, null),
		url: textOr(json.url, null),
	};
	const mapping = parsePairs(json.mapping, problems);
	const plan = parsePlan(json.plan, problems);
	const source = { system: base.system, account: '', container: '', id: base.id, revision: base.revision };
	const parsed = base.change === 'delete' ? null : parseRecord(json.record, base.resource, source);
	if (parsed !== null && 'problems' in parsed) problems.push(...parsed.problems);
	if (problems.length > 0 || (parsed !== null && 'problems' in parsed)) return { kind: 'unfit', problems };
	const delivery = json.delivery;
	return {
		kind: 'change',
		absent: parsed === null ? [] : parsed.absent,
		item: {
			...base,
			record: parsed === null ? null : parsed.record,
			...(mapping !== null && { mapping }),
			...(typeof delivery === 'number' && Number.isSafeInteger(delivery) && delivery > 0 && { delivery }),
			...(plan !== null && { plan }),
		},
	};
}

function parsePairs(value: unknown, problems: string[]): MappedPair[] | null {
	if (value === undefined || value === null) return null;
	if (Array.isArray(value) && value.every((pair) => isObject(pair) && isFieldName(pair.from) && isFieldName(pair.to))) return value as MappedPair[];
	problems.push('mapping is not a list of {from, to} with names of fields');
	return null;
}

/** A damaged plan is no plan that somebody approved: without this the item would be applied as if none had been asked for. */
function parsePlan(value: unknown, problems: string[]): Plan | null {
	if (value === undefined || value === null) return null;
	const isPlan = isObject(value) && [value.basis, value.action, value.title].every((text) => typeof text === 'string') && Array.isArray(value.fields);
	if (isPlan) return value as unknown as Plan;
	problems.push('plan is not a plan made by Dry Run');
	return null;
}

function textOr<Fallback>(value: unknown, fallback: Fallback): string | Fallback {
	return typeof value === 'string' ? value : fallback;
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
