import { describe, expect, it } from 'vitest';
import { activate, deactivate, getStatus, pollSide, rebind, SystemError, type Connected, type Side } from '../../../sync';
import { MemoryPair, syncName } from '../../support/memoryPair';

const refusal = { kind: 'badSettings', message: expect.stringMatching(/keeps events in step.*set to contacts. Nothing was read or changed/) as string, next: expect.stringContaining('Record Type') as string };

/** The node of a sync of events, set to contacts by mistake: it looks for its folder where a calendar is, and does not find it. */
async function mistaken(side: Side) {
	const pair = new MemoryPair();
	pair.calendar.binding = { ...pair.calendar.binding, owned: true };
	await pair.linked();
	const connected = pair.connected(side);
	const gone = () => new SystemError('containerGone', 'The folder is not there.', 'Choose another one.', { status: 404 });
	const system = Object.create(connected.system, {
		capabilities: { value: { ...connected.system.capabilities, resource: 'contact' } },
		identify: { value: async () => await Promise.reject(gone()) },
		changes: { value: () => { throw gone(); } },
	}) as Connected['system'];
	return { pair, contacts: { ...connected, system } };
}

describe.each<Side>(['crm', 'calendar'])('a node of the %s side that is set to another record type than its sync', (side) => {
	it.each(['changes', 'all', 'unsynced'] as const)('reads nothing (%s), and the sync stays on', async (mode) => {
		const { pair, contacts } = await mistaken(side);
		await expect(pollSide(pair.context(), { sync: syncName, side, resource: 'contact', connected: contacts, settings: pair.settings[side], mode })).rejects.toMatchObject(refusal);
		expect(await getStatus(pair.context(), syncName)).toMatchObject({ state: 'active', links: 1 });
	});

	it('neither activates nor moves the sync', async () => {
		const { pair, contacts } = await mistaken(side);
		const request = { sync: syncName, side, resource: 'contact' as const, connected: contacts };
		await expect(activate(pair.context(), request)).rejects.toMatchObject(refusal);
		await expect(rebind(pair.context(), request)).rejects.toMatchObject(refusal);
		expect((await pair.links()).filter(({ state }) => state === 'linked')).toHaveLength(1);
	});
});

describe('a node that is set to another record type than its sync', () => {
	it('is no trouble of the sync', async () => {
		const { pair, contacts } = await mistaken('calendar');
		await expect(pollSide(pair.context(), { sync: syncName, side: 'calendar', resource: 'contact', connected: contacts, settings: pair.settings.calendar, mode: 'changes' })).rejects.toMatchObject(refusal);
		expect((await getStatus(pair.context(), syncName)).sides.calendar?.problem).toBeNull();
	});

	it('takes the sync over by Re-Bind while nothing is joined yet: both sides then keep the other type', async () => {
		const pair = new MemoryPair();
		await pair.poll('crm');
		await pair.poll('calendar');
		const of = (side: Side): Connected => {
			const connected = pair.connected(side);
			return { ...connected, system: Object.create(connected.system, { capabilities: { value: { ...connected.system.capabilities, resource: 'contact' } } }) as Connected['system'] };
		};
		const request = (side: Side) => ({ sync: syncName, side, resource: 'contact' as const, connected: of(side) });
		await expect(activate(pair.context(), request('crm'))).rejects.toMatchObject(refusal);
		await rebind(pair.context(), request('crm'));
		await activate(pair.context(), request('calendar'));
		expect((await pair.store.getSync(syncName))?.sides).toMatchObject({ crm: { resource: 'contact' }, calendar: { resource: 'contact' } });
		await expect(pair.poll('crm')).rejects.toMatchObject({ kind: 'badSettings' });
	});

	it('removes no copies', async () => {
		const { pair, contacts } = await mistaken('calendar');
		await expect(deactivate(pair.context(), { sync: syncName, copies: 'deleteContainer', later: 'relink', calendar: contacts })).rejects.toMatchObject(refusal);
		expect(await getStatus(pair.context(), syncName)).toMatchObject({ state: 'active', links: 1 });
	});

	it('is told by what the other side keeps, when its own was never joined', async () => {
		const pair = new MemoryPair();
		await pair.poll('crm');
		const connected = pair.connected('calendar');
		const system = Object.create(connected.system, { capabilities: { value: { ...connected.system.capabilities, resource: 'contact' } } }) as Connected['system'];
		await expect(activate(pair.context(), { sync: syncName, side: 'calendar', resource: 'contact', connected: { ...connected, system } })).rejects.toMatchObject(refusal);
	});
});
