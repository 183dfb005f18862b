import { applyMapping, compileMapping, defaultRows, emptied, withFields } from '../../sync/mapping';
import type { ApplySettings, ChangeItem, Filters, Side, SideSettings } from '../../sync';
import { getSystem } from '../../systems/registry';
import type { PairOf } from './sides';
import type { FilterKind, MappingKind } from './commands';

const noFilters: Filters = { includeTypes: [], excludeTypes: [], includeTags: [], excludeTags: [], excludeTitles: [], skipDeclined: false, skipAllDay: false, workingHours: null, owner: null };

export function defaultSideSettings(): SideSettings {
	return {
		window: { monthsBack: 3, monthsAhead: 12 },
		firstSync: 'all',
		firstSyncLimit: 5_000,
		runLimit: 500,
		filters: noFilters,
		privateEvents: 'asPrivate',
	};
}

export function defaultApplySettings(): ApplySettings {
	return {
		dryRun: false,
		conflictPolicy: 'newest',
		onDelete: 'delete',
		deleteGuard: { count: 20, percent: 10 },
		write: { notifyGuests: 'none', runAutomations: false, defaults: {}, untitledPlaceholder: 'Not Provided', guests: 'linkExisting' },
	};
}

/** Titles with one of these, tags that people set on even occasions, and times outside these hours are left out. */
export const filteredTitle = '1';
export const filteredTags = Array.from({ length: 60 }, (_, index) => `tag ${2 * index}`);
export const workingHours = { from: '08:00', to: '18:00', timeZone: 'UTC', weekdays: [] };

/** Each kind leaves out a part of what the people of the model make. */
export function filtersOf(kind: FilterKind | null): Filters {
	switch (kind) {
		case 'titles':
			return { ...noFilters, excludeTitles: [filteredTitle] };
		case 'tags':
			return { ...noFilters, excludeTags: filteredTags };
		case 'hours':
			return { ...noFilters, workingHours };
		case null:
			return noFilters;
	}
}

/** What a Field Mapper between the two nodes makes of an item. */
export function mapped(item: ChangeItem, mapping: MappingKind, pair: PairOf): ChangeItem {
	if (mapping === 'default' || item.record === null) return item;
	const capabilities = (side: Side) => getSystem(pair[side]).capabilities('event');
	const [from, to] = [capabilities(item.side), capabilities(item.side === 'crm' ? 'calendar' : 'crm')];
	const rows = defaultRows(from, to).filter(({ to: field }) => mapping === 'mapper' || field !== 'location');
	const { values, pairs } = applyMapping(compileMapping(rows, from, to), item.record);
	return { ...item, record: withFields(emptied(item.record), values), mapping: pairs };
}
