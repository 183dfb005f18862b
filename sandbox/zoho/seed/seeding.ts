import { insertRecord } from '../records';
import type { ZohoState } from '../state';
import { wholeSecond } from '../time';
import type { JsonObject, ModuleName } from '../types';

/** Adds a record as it would look had it been made at `at`; nobody is told and nothing is mailed. Returns its id. */
export function seedRecord(state: ZohoState, module: ModuleName, fields: JsonObject, by: string, at: number): string {
	const records = insertRecord(state, module, fields, by, '$');
	for (const record of records) {
		state.tables[module].change(record, () => {
			record.createdAt = wholeSecond(at);
			record.modifiedAt = record.createdAt;
			record.searchableFrom = 0;
		});
	}
	return records[0].id;
}
