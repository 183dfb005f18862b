import { SystemError } from '../../sync/types';
import type { CalendarEvent, CanonicalRecord, ContactRecord, Snapshot } from '../../sync/types';
import { instantOf, isAllDay } from '../shared/times';
import { listedFields } from './fields';
import { idOf, zohoInstant } from './row';
import type { ZohoSession } from './session';

/** Up to this many records are looked for one by one; more are found quicker by listing everything. */
const fewRecords = 25;

/** The index that COQL reads may lag behind: records modified so recently are looked at in the list itself. */
export const indexLagMs = 15 * 60_000;
const overlapMs = 60_000;
const dayMs = 24 * 60 * 60 * 1000;

/** Finds records that may be the same as given ones. Keeps a full listing, once made, current for later calls. */
export class CandidateFinder {
	private all: { snapshots: Map<string, Snapshot>; readAt: number } | null = null;

	constructor(private readonly session: ZohoSession) {}

	async find(records: CanonicalRecord[]): Promise<Snapshot[]> {
		if (records.length === 0) return [];
		if (this.all !== null) return await this.refreshed(this.all);
		if (records.length > fewRecords || !namesOf(records).every(fitsCoql)) return await this.listAll();
		try {
			return await this.findFew(records);
		} catch (error) {
			// COQL needs a scope of its own; without it the list must do.
			if (error instanceof SystemError && (error.kind === 'forbidden' || error.kind === 'rejected')) return await this.listAll();
			throw error;
		}
	}

	private async findFew(records: CanonicalRecord[]): Promise<Snapshot[]> {
		const conditions = this.session.resource === 'event' ? timeConditions(records) : peopleConditions(records);
		const ids = new Set<string>();
		for (const condition of conditions) {
			const rows = await this.session.client.coql(`select id from ${this.session.module} where ${condition}`);
			for (const row of rows) ids.add(idOf(row.id));
		}
		const recent = await this.listModified((this.session.client.serverTime() ?? 0) - indexLagMs);
		for (const snapshot of recent) ids.delete(snapshot.id);
		return [...recent, ...(await this.listByIds([...ids].filter((id) => id !== '')))];
	}

	/** The index may be old; the list is not. */
	private async listByIds(ids: string[]): Promise<Snapshot[]> {
		const snapshots: Snapshot[] = [];
		for (let start = 0; start < ids.length; start += 100) {
			snapshots.push(...(await this.list({ ids: ids.slice(start, start + 100).join(',') })));
		}
		return snapshots;
	}

	private async listModified(since: number): Promise<Snapshot[]> {
		return await this.list({ sort_by: 'Modified_Time', sort_order: 'desc' }, since);
	}

	private async list(parameters: Record<string, string>, modifiedSince?: number): Promise<Snapshot[]> {
		const snapshots: Snapshot[] = [];
		const pages = this.session.client.list({
			path: this.session.module,
			parameters: { fields: listedFields(this.session.resource, []).names.join(','), ...parameters },
			...(modifiedSince !== undefined && { modifiedSince }),
		});
		for await (const page of pages) snapshots.push(...this.session.snapshots(page.rows, page.at));
		return snapshots;
	}

	private async listAll(): Promise<Snapshot[]> {
		const before = this.session.client.serverTime();
		const snapshots = await this.listModified(0);
		this.all = { snapshots: new Map(snapshots.map((snapshot) => [snapshot.id, snapshot])), readAt: before ?? 0 };
		return [...this.all.snapshots.values()];
	}

	/** What is deleted meanwhile stays in; the write on top of it says so. */
	private async refreshed(all: { snapshots: Map<string, Snapshot>; readAt: number }): Promise<Snapshot[]> {
		const before = this.session.client.serverTime() ?? all.readAt;
		for (const snapshot of await this.listModified(all.readAt - overlapMs)) all.snapshots.set(snapshot.id, snapshot);
		all.readAt = before;
		return [...all.snapshots.values()];
	}
}

/** Ranges of start times, a day and more apart put into separate queries so that nothing in between is read. */
function timeConditions(records: CanonicalRecord[]): string[] {
	const spans = records
		.filter(isEvent)
		.map(({ start }) => {
			const instant = instantOf(start);
			// The day of an all-day event is kept in a zone that is not known here: up to 14 hours off.
			const slack = isAllDay(start) ? dayMs : 1000;
			return { from: instant - slack, to: instant + slack };
		})
		.filter((span) => !Number.isNaN(span.from))
		.sort((a, b) => a.from - b.from);
	const merged: Array<{ from: number; to: number }> = [];
	for (const span of spans) {
		const last = merged.at(-1);
		if (last !== undefined && span.from - last.to < dayMs) last.to = Math.max(last.to, span.to);
		else merged.push({ ...span });
	}
	return merged.map(({ from, to }) => `Start_DateTime between '${zohoInstant(from)}' and '${zohoInstant(to)}'`);
}

/** Texts of contacts that a query would hold. */
function namesOf(records: CanonicalRecord[]): string[] {
	return records.flatMap((record) => (isEvent(record) ? [] : [...record.emails, record.lastName, record.firstName]));
}

function peopleConditions(records: CanonicalRecord[]): string[] {
	const contacts = records.filter((record): record is ContactRecord => !isEvent(record));
	const emails = [...new Set(contacts.flatMap((contact) => contact.emails))];
	const names = [...new Set(contacts.map((contact) => contact.lastName))].filter((name) => name !== '');
	// Such a contact has a placeholder for its last name in Zoho.
	const firstNames = [...new Set(contacts.filter(({ lastName }) => lastName === '').map((contact) => contact.firstName))].filter((name) => name !== '');
	return [
		...(emails.length > 0 ? [`Email in (${coqlTexts(emails)})`, `Secondary_Email in (${coqlTexts(emails)})`] : []),
		...(names.length > 0 ? [`Last_Name in (${coqlTexts(names)})`] : []),
		...(firstNames.length > 0 ? [`First_Name in (${coqlTexts(firstNames)})`] : []),
	];
}

/** True for a text that means the same in a query by whatever rule a quote or a backslash in it is escaped: Zoho documents none. */
export function fitsCoql(text: string): boolean {
	return !/['\\\p{Cc}]/u.test(text);
}

/** Texts as COQL literals. Those that do not fit are better looked for in another way. */
export function coqlTexts(texts: string[]): string {
	return texts.map((text) => `'${text.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'`).join(',');
}

function isEvent(record: CanonicalRecord): record is CalendarEvent {
	return 'start' in record;
}
