import { AsyncLocalStorage } from 'node:async_hooks';
import type { ApplySettings, ChangeItem, JournalEntry, Link, Side } from '../../sync';
import type { HttpRequest } from '../../systems/http/types';
import { type Pair, syncName, type Watcher } from './pair';
import type { Write } from './sides';

/** How long the guard remembers deletions, in milliseconds. */
const guardMemory = 10 * 60_000;

interface Run {
	kind: 'apply' | 'deactivate';
	/** Records whose deletion a person released. */
	released: Set<string>;
	/** Records that this run asked the vendor to delete without anybody's release. */
	deleted: Set<string>;
}

/** Looks at every write on its way to a vendor: is the record ours (I5), and does the run stay within the guard (I7)? */
export class WriteWatch implements Watcher {
	readonly failures: string[] = [];
	/** How often a whole calendar was asked to be deleted. */
	deletedContainers = 0;
	/** Written while no link named them: only a record that is being adopted may be. */
	private readonly adoptions: Array<{ side: Side; id: string }> = [];
	private readonly run = new AsyncLocalStorage<Run>();

	constructor(
		private readonly pair: Pair,
		private readonly isForeign: (side: Side, id: string) => boolean,
		private readonly limit: ApplySettings['deleteGuard'],
	) {}

	async apply<Result>(items: ChangeItem[], work: () => Promise<Result>): Promise<Result> {
		return await this.run.run({ kind: 'apply', released: await this.releasedPartners(items), deleted: new Set() }, work);
	}

	async deactivate<Result>(work: () => Promise<Result>): Promise<Result> {
		return await this.run.run({ kind: 'deactivate', released: new Set(), deleted: new Set() }, work);
	}

	async request(side: Side, request: HttpRequest): Promise<void> {
		const write = this.pair.sides[side].writeOf(request);
		if (write === null) return;
		if (write.kind === 'deleteContainer') this.deletedContainers += 1;
		const links = await this.pair.store.linksByRecord(syncName, side, write.ids);
		if (this.run.getStore()?.kind === 'deactivate') return await this.checkRemoval(side, write, links);
		if (write.kind === 'deleteContainer') this.failures.push(`I5: the whole ${side} is deleted by a run that does not deactivate`);
		for (const id of write.ids) {
			const isLinked = links.some((link) => link.state !== 'gone' && (side === 'crm' ? link.crmId : link.calendarId) === id);
			if (this.isForeign(side, id)) this.failures.push(`I5: ${write.kind} of ${id} on side ${side}, which is not ours`);
			else if (!isLinked && write.kind === 'delete') this.failures.push(`I5: ${id} on side ${side} is deleted without a link`);
			else if (!isLinked) this.adoptions.push({ side, id });
		}
		if (write.kind === 'delete') await this.countDeletes(side, write.ids);
	}

	/**
	 * Whatever was written without a link has been adopted since; the others are failures.
	 * @param past what the store held before it was lost
	 */
	async unexplained(past: { journal: JournalEntry[]; links: Link[] }): Promise<string[]> {
		const { store } = this.pair;
		const unexplained: string[] = [];
		for (const { side, id } of this.adoptions) {
			const links = [...past.links.filter((link) => (side === 'crm' ? link.crmId : link.calendarId) === id), ...(await store.linksByRecord(syncName, side, [id]))];
			const journal = [...past.journal.filter(({ recordId }) => recordId === id), ...(await store.listJournal(syncName, { recordId: id, limit: 1_000 }))];
			const isAdopted = links.some(({ state }) => state !== 'gone') || journal.some(({ action }) => action === 'adopt');
			if (!isAdopted) unexplained.push(`I5: ${id} on side ${side} was written without a link`);
		}
		return unexplained;
	}

	/** Deactivating removes copies that the sync made in the calendar, nothing else. */
	private async checkRemoval(side: Side, { kind, ids }: Write, named: Link[]): Promise<void> {
		const removed = kind === 'deleteContainer' ? this.pair.sides[side].living().map(({ id }) => id) : ids;
		const links = kind === 'deleteContainer' ? await this.pair.store.linksByRecord(syncName, side, removed) : named;
		for (const id of removed) {
			const isOurs = links.some(({ createdByUs, origin, calendarId }) => createdByUs && origin === 'crm' && calendarId === id);
			if (side !== 'calendar' || kind === 'update' || !isOurs) this.failures.push(`I5: deactivating, ${kind} of ${id} on side ${side}, which is no copy of ours`);
		}
	}

	private async countDeletes(side: Side, ids: string[]): Promise<void> {
		const run = this.run.getStore();
		if (run === undefined) {
			this.failures.push(`I7: ${ids.join(', ')} on side ${side} deleted outside of an action node`);
			return;
		}
		for (const id of ids) if (!run.released.has(id)) run.deleted.add(id);
		const { limit } = this;
		const { store } = this.pair;
		const recent = await store.countJournal(syncName, { side, action: 'delete', since: this.pair.clock.now() - guardMemory });
		const links = (await store.countLinks(syncName, 'linked')) + recent;
		const count = run.deleted.size;
		const isAllowed = count <= limit.count || count * 100 <= links * limit.percent;
		if (!isAllowed) this.failures.push(`I7: one run deletes ${count} of ${links} linked records on side ${side}`);
	}

	private async releasedPartners(items: ChangeItem[]): Promise<Set<string>> {
		const { store } = this.pair;
		const rows = (await store.getRows(items.flatMap(({ delivery }) => delivery ?? []))).filter(({ released }) => released);
		const partners = new Set<string>();
		for (const { side, recordId } of rows) {
			for (const link of await store.linksByRecord(syncName, side, [recordId])) partners.add((side === 'crm' ? link.calendarId : link.crmId) ?? '');
		}
		return partners;
	}
}
