import type { FieldName, FieldValues, Loss } from '../types';
import type { Decided, Decisions, LinkedWork } from './decide';
import { titleOf } from './prepare';
import { type ApplyRun, attention, done, targetIdOf } from './run';
import { Settlement } from './settlement';

interface Outcome {
	action: 'updated' | 'adopted' | 'unchanged';
	fields: FieldName[];
	losses: Loss[];
}

/** Reports the item, keeps conflicts in the journal, and has the target's own values brought back where they won. */
export function report(run: ApplyRun, work: LinkedWork, decisions: Decisions, settlement: Settlement, outcome: Outcome): void {
	const targetId = targetIdOf(run, work.link);
	const asked: FieldName[] = [];
	const lost: FieldValues = {};
	let isPartial = false;
	for (const [field, decision] of decisions) {
		if (decision.kind === 'ask') asked.push(field);
		if (decision.kind !== 'targetWins') continue;
		isPartial = true;
		lost[field] = decision.lost;
	}
	if (isPartial) {
		settlement.readAgain(run.target, targetId);
		settlement.note({ side: run.source, recordId: work.item.id, action: 'conflict', reason: 'both sides changed; the other side won', fields: Object.keys(lost) as FieldName[], before: lost, after: null });
	}
	if (asked.length === 0) return done(run, work, outcome.action, { fields: outcome.fields, losses: outcome.losses });
	attention(
		run, work, 'conflict',
		`Both sides of "${titleOf(work)}" changed ${asked.join(', ')} to different values. These fields were left as they are on both sides; ${outcome.fields.length === 0 ? 'nothing else had to be written' : `${outcome.fields.join(', ')} went across`}.`,
		'Decide which value is right and enter it on both sides, or choose another Conflict Policy.',
	);
}

/** What is about to be overwritten although nobody saw it goes into the journal first: after the write it is nowhere else. */
export async function keepLosers(run: ApplyRun, decided: Decided[]): Promise<void> {
	const settlement = new Settlement(run);
	for (const { work, decisions } of decided) {
		const beaten = [...decisions].flatMap(([field, decision]) => (decision.kind === 'write' && decision.beats !== null ? [[field, decision.beats] as const] : []));
		if (beaten.length === 0) continue;
		const before: FieldValues = Object.fromEntries(beaten);
		settlement.note({
			side: run.target, recordId: targetIdOf(run, work.link), action: 'conflict',
			reason: `both sides changed; ${work.item.system} wins`, fields: beaten.map(([field]) => field), before, after: null,
		});
	}
	await settlement.commit();
}
