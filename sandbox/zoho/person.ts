import { type ChangeReporter, writtenNames } from './changes';
import { deleteRecord, insertRecord, restoreRecord, updateRecord } from './records';
import { CONNECTED_USER, type ZohoState } from './state';
import type { JsonObject, ModuleName, PersonControls } from './types';

/** A person's work in Zoho's own pages: the same rules as the API, reported to the same channels. */
export function createPersonControls(state: ZohoState, reporter: ChangeReporter): PersonControls {
	const create = (module: ModuleName, fields: JsonObject, by = CONNECTED_USER): string => {
		const records = insertRecord(state, module, fields, by, '$');
		const names = writtenNames(fields);
		reporter.report(
			'person',
			module,
			'insert',
			records.map(({ id }) => ({ operation: 'insert', id, fields: names })),
		);
		return records[0].id;
	};
	const edit = (module: ModuleName, id: string, fields: JsonObject, by = CONNECTED_USER): void => {
		updateRecord(state, module, id, fields, by, '$');
		reporter.report('person', module, 'update', [{ operation: 'update', id, fields: writtenNames(fields) }]);
	};
	const remove = (module: ModuleName, id: string, by = CONNECTED_USER): void => {
		deleteRecord(state, module, id, by);
		reporter.report('person', module, 'delete', [{ operation: 'delete', id, fields: [] }]);
	};
	const restore = (module: ModuleName, id: string, by = CONNECTED_USER): void => {
		restoreRecord(state, module, id, by);
		reporter.report('person', module, 'update', [{ operation: 'update', id, fields: [] }]);
	};
	return {
		create,
		edit,
		remove,
		restore,
		createEvent: (fields, by) => create('Events', fields, by),
		editEvent: (id, fields, by) => edit('Events', id, fields, by),
		deleteEvent: (id, by) => remove('Events', id, by),
		restoreEvent: (id, by) => restore('Events', id, by),
		acceptInvitation: (email) => {
			const user = state.users.find((one) => one.email === email && one.invited === true);
			if (user === undefined) throw new Error(`There is no open invitation for ${email}; nothing was accepted.`);
			user.invited = false;
		},
	};
}
