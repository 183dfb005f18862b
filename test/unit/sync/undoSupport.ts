import type { Side } from '../../../sync';
import { MemoryPair } from '../../support/memoryPair';

/** A linked pair whose title was changed in the CRM and carried across by the run that is returned. */
export async function withEditedTitle(options: ConstructorParameters<typeof MemoryPair>[0] = {}) {
	const pair = new MemoryPair(options);
	const ids = await pair.linked({ title: 'Before', location: 'Köln' });
	pair.crm.edit(ids.crmId, { title: 'After' });
	await pair.turn('crm');
	return { pair, ...ids, run: await pair.lastRun() };
}

export const values = (pair: MemoryPair, side: Side, id: string, ...fields: Array<'title' | 'location'>) => fields.map((field) => pair.system(side).value(id, field));
