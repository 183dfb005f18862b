import { baselineOf } from '../../sync/record/hash';
import { mergeFields, type MergeInput } from '../../sync/plan/merge';
import { applyMapping, compileMapping, defaultRows } from '../../sync/mapping';
import type { CalendarEvent } from '../../sync/types';
import { getSystem } from '../../systems/registry';
import { time, type Section } from '../report';

const changes = 20_000;
const rounds = 5;

/** How many changes a second the engine can map and plan on one core: no store, no vendor. */
export async function planning(): Promise<Section> {
	const from = getSystem('zohoCrm').capabilities('event');
	const to = getSystem('googleCalendar').capabilities('event');
	const mapping = compileMapping(defaultRows(from, to), from, to);
	const inputs = Array.from({ length: changes }, (_, index) => {
		const before = eventNumber(index);
		const source: CalendarEvent = { ...before, title: `${before.title}, moved`, location: `Room ${index % 7}` };
		const { values, pairs } = applyMapping(mapping, source);
		const fields = pairs.map(({ from: field }) => field);
		const baseline = baselineOf(before, fields);
		const input: MergeInput = {
			source, sourceSide: 'crm', sourceModifiedAt: 0, values, pairs, baseline: { crm: baseline, calendar: baseline }, target: null, capabilities: to, policy: 'newest',
		};
		return input;
	});
	let fastest = 0;
	for (let round = 0; round < rounds; round += 1) {
		const before = process.cpuUsage();
		let writes = 0;
		for (const input of inputs) for (const decision of mergeFields(input).values()) if (decision.kind === 'write') writes += 1;
		if (writes !== changes * 2) throw new Error(`The plan holds ${writes} writes instead of ${changes * 2}.`);
		const { user, system } = process.cpuUsage(before);
		fastest = Math.max(fastest, changes / ((user + system) / 1_000_000));
	}
	return {
		title: 'Engine',
		about: `Plans for ${changes.toLocaleString('en')} changed events, two fields of each, by processor time; best of ${rounds} rounds.`,
		rows: [time('plan', `${Math.round(fastest / 1000).toLocaleString('en')},000 changes/s`, '≥ 50,000 changes/s', fastest >= 50_000)],
	};
}

function eventNumber(index: number): CalendarEvent {
	const day = String((index % 28) + 1).padStart(2, '0');
	const hour = String((index % 9) + 8).padStart(2, '0');
	return {
		title: `Quarterly review ${index}`,
		start: { dateTime: `2026-08-${day}T${hour}:00:00+02:00`, timeZone: 'Europe/Berlin' },
		end: { dateTime: `2026-08-${day}T${hour}:30:00+02:00`, timeZone: 'Europe/Berlin' },
		location: 'Head office',
		description: `Numbers of the quarter, open questions, next steps. Agenda ${index}.`,
		reminders: [{ minutes: 15, method: 'popup' }],
		attendees: [{ email: `guest${index}@example.test` }, { email: 'colleague@example.test' }],
		visibility: 'default',
		availability: 'busy',
		status: 'confirmed',
		tags: ['Key account'],
		custom: {},
		source: { system: 'zohoCrm', account: 'org', container: 'me', id: String(index), revision: 'r1' },
	};
}
