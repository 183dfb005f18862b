import * as fs from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { leaseOwner, openSqliteStore } from '../../../store';
import { applyChanges, pollSide, type ApplyOutcome, type Clock, type Connected, type EngineContext, type Side } from '../../../sync';
import type { AuthenticatedRequest } from '../../../systems/http/types';
import { getSystem } from '../../../systems/registry';
import { defaultApplySettings, defaultSideSettings, syncName } from '../../property/pair';

/** What a process of its own needs to run lanes of the workflow, as JSON. */
export interface LaneOrder {
	file: string;
	/** Holds the milliseconds by which the clock of all is ahead of the computer's. */
	clockFile: string;
	urls: Record<Side, string>;
	/** Values of the header `authorization`. */
	authorization: Record<Side, string>;
	/** Sides to be read, one turn after the other. */
	turns: Side[];
}

/** Runs the turns and prints what became of the items, a list for each turn. */
async function main(order: LaneOrder): Promise<void> {
	const clock: Clock = {
		now: () => Date.now() + Number(fs.readFileSync(order.clockFile, 'utf8')),
		sleep: async (milliseconds) => await wait(milliseconds),
	};
	const store = openSqliteStore({ file: order.file });
	const outcomes: ApplyOutcome[][] = [];
	for (const [index, source] of order.turns.entries()) {
		const target: Side = source === 'crm' ? 'calendar' : 'crm';
		const context: EngineContext = { store, clock, owner: leaseOwner(`turn-${index}`), run: `${process.pid}-${index}` };
		const { items } = await pollSide(context, { sync: syncName, side: source, resource: 'event', connected: connect(order, source, clock), settings: defaultSideSettings(), mode: 'changes' });
		const request = {
			items,
			target: connect(order, target, clock),
			capabilitiesOf: (system: string, resource: 'event' | 'contact') => getSystem(system).capabilities(resource),
			settings: defaultApplySettings(),
		};
		outcomes.push(items.length === 0 ? [] : await applyChanges(context, request));
	}
	await store.close();
	process.stdout.write(JSON.stringify(outcomes));
}

function connect({ urls, authorization }: LaneOrder, side: Side, clock: Clock): Connected {
	const request: AuthenticatedRequest = async ({ method, url, headers, body }) => {
		const answer = await fetch(url, {
			method,
			headers: { 'content-type': 'application/json', ...headers, authorization: authorization[side] },
			...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
		});
		const text = await answer.text();
		return { status: answer.status, headers: Object.fromEntries(answer.headers), body: text === '' ? '' : (JSON.parse(text) as unknown) };
	};
	const system = getSystem(side === 'crm' ? 'zohoCrm' : 'googleCalendar').connect({
		request, baseUrl: urls[side], resource: 'event', container: side === 'crm' ? 'me' : 'primary', clock, unpaced: true,
	});
	return { system, connection: side };
}

void main(JSON.parse(process.argv[2] ?? '') as LaneOrder);
