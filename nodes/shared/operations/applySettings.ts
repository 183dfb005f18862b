import type { ApplySettings, WriteOptions } from '../../../sync/types';
import type { ParameterReader } from '../connection/sideNode';
import { count } from '../engine/sideSettings';

/** The parameters of "Apply Changes" as the engine takes them. Throws `SyncRefusal` kind `badSettings`. */
export function readApplySettings(read: ParameterReader): ApplySettings {
	const guard = asObject(read('deleteGuard', {}));
	const journal = asObject(read('journal', {}));
	return {
		dryRun: read('dryRun', false) === true,
		conflictPolicy: oneOf(read('conflictPolicy', 'newest'), ['newest', 'crm', 'calendar', 'ask']),
		onDelete: oneOf(read('onDelete', 'delete'), ['delete', 'cancel', 'ignore']),
		deleteGuard: { count: count(guard.count, 20, 0, 'Delete Guard, Count'), percent: count(guard.percent, 10, 0, 'Delete Guard, Percent') },
		write: readWriteOptions(read),
		journal: { beforeImages: journal.beforeImages !== false, retentionDays: count(journal.retentionDays, 30, 1, 'Journal, Keep for Days') },
	};
}

/** How records are written. Parameters that a node does not have take the careful choice. */
export function readWriteOptions(read: ParameterReader): WriteOptions {
	const defaults = asObject(read('newRecordDefaults', {}));
	const text = (name: string): string | undefined => {
		const value = defaults[name];
		return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
	};
	const [owner, type, color] = [text('owner'), text('type'), text('color')];
	const { availability } = defaults;
	return {
		notifyGuests: oneOf(read('notifyGuests', 'none'), ['none', 'external', 'all']),
		runAutomations: read('crmAutomations', 'skip') === 'run',
		defaults: {
			...(owner !== undefined && { owner }),
			...(type !== undefined && { type }),
			...(color !== undefined && { color }),
			...((availability === 'busy' || availability === 'free') && { availability }),
		},
		untitledPlaceholder: placeholder(read('untitledPlaceholder', '')),
		guests: oneOf(read('guests', 'linkExisting'), ['linkExisting', 'ignore', 'addAsContacts']),
	};
}

function placeholder(value: unknown): string {
	return typeof value === 'string' && value.trim() !== '' ? value.trim() : 'Not Provided';
}

/** The first choice stands in for anything that is none of them. */
function oneOf<Choice extends string>(value: unknown, choices: readonly [Choice, ...Choice[]]): Choice {
	return choices.find((choice) => choice === value) ?? choices[0];
}

function asObject(value: unknown): Record<string, unknown> {
	return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
