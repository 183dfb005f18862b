import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openSqliteStore } from '../../store';
import type { InboxRow, Lease, RowOutcome, SyncStore } from '../../sync/types';
import { InboxModel, type ModelEntry, type ModelRow } from './inboxModel';
import { commit, entry, event, feed, minute, sync, take } from './samples';

type Step =
	| { step: 'feed'; entries: ModelEntry[]; dropped: string[] }
	| { step: 'deliver'; limit: number; minutes: number }
	/** `row` picks among all rows there ever were, so that late answers happen too. */
	| { step: 'finish'; row: number; outcome: RowOutcome['outcome']; minutes: number }
	| { step: 'release' | 'discard' }
	| { step: 'written' | 'recheck'; recordId: string }
	| { step: 'pass'; minutes: number };

const recordId = fc.constantFrom('a', 'b', 'c');
const minutes = fc.integer({ min: 0, max: 6 });
const entries = fc.uniqueArray(
	fc.record({
		recordId,
		change: fc.constantFrom('upsert' as const, 'delete' as const),
		order: fc.integer({ min: -1, max: 1 }),
		notBefore: minutes,
	}),
	{ maxLength: 3, selector: (each) => each.recordId },
);
const step: fc.Arbitrary<Step> = fc.oneof(
	fc.record({ step: fc.constant('feed' as const), entries, dropped: fc.array(recordId, { maxLength: 1 }) }),
	fc.record({ step: fc.constant('deliver' as const), limit: fc.integer({ min: 0, max: 3 }), minutes }),
	fc.record({
		step: fc.constant('finish' as const),
		row: fc.nat({ max: 20 }),
		outcome: fc.constantFrom('settled' as const, 'handedBack' as const, 'held' as const),
		minutes,
	}),
	fc.record({ step: fc.constantFrom('release' as const, 'discard' as const) }),
	fc.record({ step: fc.constantFrom('written' as const, 'recheck' as const), recordId }),
	fc.record({ step: fc.constant('pass' as const), minutes }),
);

/** One history on the store and the model side by side. */
class Comparison {
	private readonly model = new InboxModel();
	/** The model's number of each row that the store ever had, by the store's. */
	private readonly modelIds = new Map<number, number>();
	private now = 0;

	constructor(
		private readonly store: SyncStore,
		private readonly lease: Lease,
	) {}

	async take(step: Step): Promise<void> {
		const { store, model, now, lease } = this;
		const at = now * minute;
		switch (step.step) {
			case 'feed': {
				step.dropped.forEach((id) => model.drop(id));
				const changes = step.entries.map((each) => ({ ...each, notBefore: now + each.notBefore }));
				const read = changes.map((each) => ({ ...each, content: model.feed(each) }));
				await feed(store, lease, { now: at, dropped: step.dropped, entries: read.map(toEntry) });
				return;
			}
			case 'deliver': {
				const until = now + step.minutes;
				const expected = model.deliver(now, until, step.limit);
				const { rows, parked } = await store.deliver({ sync, side: 'crm', limit: step.limit, now: at, leaseUntil: until * minute });
				await this.learnIds();
				expect(rows.map((row) => this.view(row))).toEqual(expected.delivered);
				expect(parked.map((row) => this.view(row))).toEqual(expected.parked);
				return;
			}
			case 'finish':
				await this.finish(step.row, step.outcome, now + step.minutes);
				return;
			case 'release':
				model.release(now);
				await store.releaseRows(sync, 'all', at);
				return;
			case 'discard':
				model.discard();
				await store.discardRows(sync, 'all');
				return;
			case 'written':
				model.written(step.recordId, now);
				await commit(store, lease, { now: at, written: [{ side: 'crm', recordId: step.recordId }] });
				return;
			case 'recheck':
				model.recheck(step.recordId, now);
				await commit(store, lease, { now: at, recheck: [{ side: 'crm', recordId: step.recordId }] });
				return;
			case 'pass':
				this.now += step.minutes;
		}
	}

	async check(): Promise<void> {
		await this.learnIds();
		const rows = await this.store.listRows(sync, {});
		expect(rows.map((row) => this.view(row))).toEqual(this.model.inOrder());
	}

	private async finish(index: number, outcome: RowOutcome['outcome'], notBefore: number): Promise<void> {
		const known = [...this.modelIds];
		const picked = known[index % Math.max(1, known.length)];
		if (picked === undefined) return;
		const [id, modelId] = picked;
		if (outcome === 'settled') this.model.settle(modelId);
		if (outcome === 'handedBack') this.model.handBack(modelId, notBefore);
		if (outcome === 'held') this.model.hold(modelId);
		const outcomes: Record<RowOutcome['outcome'], RowOutcome> = {
			settled: { id, outcome: 'settled' },
			handedBack: { id, outcome: 'handedBack', notBefore: notBefore * minute, reason: 'down' },
			held: { id, outcome: 'held', reason: 'guard' },
		};
		await this.store.finishRows(sync, [outcomes[outcome]], this.now * minute);
	}

	/** New rows of both sides pair up by age. */
	private async learnIds(): Promise<void> {
		const knownModelIds = new Set(this.modelIds.values());
		const newIds = (await this.store.listRows(sync, {})).map((row) => row.id).filter((id) => !this.modelIds.has(id));
		const newModelIds = this.model.rows.map((row) => row.id).filter((id) => !knownModelIds.has(id));
		expect(newIds).toHaveLength(newModelIds.length);
		newIds.sort((a, b) => a - b).forEach((id, index) => this.modelIds.set(id, newModelIds[index] ?? -1));
	}

	private view(row: InboxRow): ModelRow {
		return {
			id: this.modelIds.get(row.id) ?? -1,
			recordId: row.recordId,
			change: row.change,
			content: row.record === null ? null : Number(row.digest),
			state: row.state,
			order: row.order,
			notBefore: row.notBefore / minute,
			attempts: row.attempts,
			leaseUntil: row.leaseUntil === null ? null : row.leaseUntil / minute,
			superseded: row.superseded,
			released: row.released,
		};
	}
}

function toEntry({ recordId: id, change, order, notBefore, content }: ModelEntry & { content: number }) {
	return entry(id, {
		change,
		order,
		notBefore: notBefore * minute,
		revision: `content ${content}`,
		digest: change === 'delete' ? null : String(content),
		record: change === 'delete' ? null : event(id, String(content)),
	});
}

describe('the inbox over random histories', { timeout: 120_000 }, () => {
	it('does what the model of plain lists does', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40, size: 'max' }), async (steps) => {
				const store = openSqliteStore({ file: ':memory:' });
				try {
					const comparison = new Comparison(store, await take(store));
					for (const each of steps) {
						await comparison.take(each);
						await comparison.check();
					}
				} finally {
					await store.close();
				}
			}),
			{ numRuns: 300 },
		);
	});
});
