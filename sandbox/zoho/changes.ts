import type { ZohoState } from './state';
import type { JsonObject, ModuleName, WriteLogEntry } from './types';
import type { Operation, WatchChannels } from './watch';

/** What one call or one person's action changed, by operation. */
export interface Changed {
	operation: Operation;
	id: string;
	/** Names of the fields written. */
	fields: string[];
}

/** Writes the log and tells the channels, after the records are changed. One call to a channel per operation. */
export class ChangeReporter {
	constructor(
		private readonly state: ZohoState,
		private readonly channels: WatchChannels,
	) {}

	report(by: WriteLogEntry['by'], module: ModuleName, operation: WriteLogEntry['operation'], changed: readonly Changed[], trigger?: string[]): void {
		this.state.writes.push({
			at: this.state.world.clock.now(),
			by,
			module,
			operation,
			ids: changed.map((change) => change.id),
			...(trigger === undefined ? {} : { trigger }),
		});
		for (const kind of ['insert', 'update', 'delete'] as const) {
			const same = changed.filter((change) => change.operation === kind);
			const fields = [...new Set(same.flatMap((change) => change.fields))];
			this.channels.announce(module, kind, [...new Set(same.map((change) => change.id))], fields);
		}
	}
}

export function writtenNames(input: JsonObject): string[] {
	return Object.keys(input).filter((name) => name !== 'id' && !name.startsWith('$'));
}
