import { getStatus, SystemError } from '../../../sync';
import { MemoryPair, syncName } from '../../support/memoryPair';

export const gone = () => new SystemError('containerGone', 'The calendar is not there any more.', 'Choose another.');

/** Copies of `titles` in a calendar of the sync's own. */
export async function ownCalendar(titles = ['A', 'B'], owned = true) {
	const pair = new MemoryPair({ calendar: { ownContainer: true } });
	if (owned) pair.calendar.binding = { ...pair.calendar.binding, owned };
	const crmIds = titles.map((title) => pair.crm.create({ title }));
	await pair.settle();
	return { pair, crmIds };
}

/** Nothing of the calendar answers any more. */
export function vanish({ calendar }: MemoryPair): void {
	const fail = async () => await Promise.reject(gone());
	Object.assign(calendar, { identify: fail, write: fail, readMany: fail, deleteContainer: fail, changes: () => { throw gone(); } });
}

/** Another calendar, empty, in the place of the former one. */
export function chooseAnother(pair: MemoryPair): void {
	for (const method of ['identify', 'write', 'readMany', 'changes'] as const) Reflect.deleteProperty(pair.calendar, method);
	pair.calendar.records.clear();
	pair.calendar.binding = { ...pair.calendar.binding, container: 'second', containerName: 'Second' };
	pair.connections.calendar = 'calendar-2';
}

export const stateOf = async (pair: MemoryPair) => (await getStatus(pair.context(), syncName)).state;
export const sizes = (pair: MemoryPair) => [pair.calendar.living().length, pair.crm.living().length];
