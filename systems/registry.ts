import { SystemError } from '../sync/types';
import type { Side } from '../sync/types';
import { systemModule as googleCalendar } from './googleCalendar';
import type { SystemModule } from './system';
import { systemModule as office365 } from './office365';
import { systemModule as zohoCrm } from './zohoCrm';

/** Every vendor there is. The modules are light: each loads its code and libraries when it is first called. */
const modules: readonly SystemModule[] = [googleCalendar, office365, zohoCrm];

export function systemNames(): string[] {
	return modules.map(({ name }) => name);
}

/** The systems of one side, or all. */
export function systemsOf(side?: Side): SystemModule[] {
	return modules.filter((module) => side === undefined || module.side === side);
}

/** null when there is none of that name. */
export function findSystem(name: string): SystemModule | null {
	return modules.find((module) => module.name === name) ?? null;
}

/** Throws `SystemError` kind `rejected` when there is none of that name. */
export function getSystem(name: string): SystemModule {
	const found = findSystem(name);
	if (found !== null) return found;
	throw new SystemError(
		'rejected',
		`There is no system called "${name}". Nothing was changed.`,
		`Use one of these names: ${systemNames().join(', ')}.`,
	);
}
