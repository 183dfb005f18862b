import { SystemError } from '../../sync';
import type {
	Attendee, Binding, CalendarEvent, Capabilities, CanonicalRecord, Cursor, FeedChange, FeedPage, FeedRequest, FieldCapability, FieldName, FieldValues,
	ReadResult, Side, Snapshot, Stamp, SyncSystem, WriteOptions, WriteRequest, WriteResult,
} from '../../sync';
import { getField, withFields } from '../../sync/record/fields';

/** What a test may make different about the vendor. */
export interface MemoryOptions {
	side: Side;
	now: () => number;
	capabilities?: Partial<Capabilities>;
	/** Guests that the vendor knows; null: everybody. */
	knownGuests?: string[] | null;
	/** Whether an answer to a write shows the record. */
	answersWithRecord?: boolean;
	/** Whether a container can be deleted. */
	ownContainer?: boolean;
}

interface Stored {
	record: CalendarEvent;
	revision: number;
	/** Position in the change log. */
	changedAt: number;
	modifiedAt: number;
	createdAt: number;
	stamp?: Stamp;
	recurring: boolean;
	deleted: boolean;
}

/** What the vendor does to a write: an answer of its own without writing, or it writes and the answer is lost. */
type Mishap = WriteResult | 'lost' | undefined;

const text = (label: string): FieldCapability => ({ label, kind: 'text', read: true, write: true });

export function memoryCapabilities(side: Side, change: Partial<Capabilities> = {}): Capabilities {
	const isCrm = side === 'crm';
	return {
		system: isCrm ? 'memoryCrm' : 'memoryCalendar',
		label: isCrm ? 'Memory CRM' : 'Memory Calendar',
		side,
		resource: 'event',
		fields: {
			title: { ...text('Title'), maxLength: isCrm ? 40 : 200 },
			time: { label: 'Time', kind: 'time', read: true, write: true, required: true },
			location: text('Location'),
			description: { ...text('Description'), maxLength: isCrm ? 20 : 200 },
			reminders: { label: 'Reminders', kind: 'reminders', read: true, write: true, maxItems: isCrm ? 1 : 5, methods: isCrm ? ['popup'] : ['popup', 'email'] },
			attendees: { label: 'Guests', kind: 'people', read: true, write: true, maxItems: 50 },
		},
		createKey: isCrm ? 'none' : 'clientId',
		stamp: !isCrm,
		precondition: { update: true, delete: true },
		bulk: { create: 100, update: 100, delete: 100, concurrency: 5 },
		push: null,
		recurrence: 'none',
		guestMails: 'onRequest',
		feedOmits: [],
		...(isCrm && { untitledPlaceholder: 'Not Provided' }),
		...change,
	};
}

/** A vendor in memory: what the engine asks of a system, and what a person does there. */
export class MemorySystem implements SyncSystem {
	readonly capabilities: Capabilities;
	readonly records = new Map<string, Stored>();
	/** Every request that reached the vendor, in order. */
	readonly requests: Array<WriteRequest & { options: WriteOptions }> = [];
	/** Ids that were read one by one. */
	readonly readIds: string[] = [];
	binding: Binding;
	identified = 0;
	containerDeleted = false;
	/** Asked for every request before the vendor acts. */
	mishap: (request: WriteRequest) => Mishap = () => undefined;
	/** Thrown by the next call of that kind. */
	failure: Partial<Record<'changes' | 'read' | 'write' | 'findCandidates' | 'deleteContainer', Error>> = {};
	/** Records that the account may not read. */
	unreadable = new Set<string>();
	/** False once the second of the last change is over: revisions lose their open mark. */
	isOpen = true;
	/** The listing is cut off: pages come without the cursor. */
	cutOff = false;
	deleteContainer?: () => Promise<void>;
	private log = 0;
	private ids = 0;
	private expiredBefore = 0;

	constructor(private readonly options: MemoryOptions) {
		this.capabilities = memoryCapabilities(options.side, options.capabilities);
		this.binding = { account: `${options.side}-account`, accountName: 'Account', container: 'main', containerName: 'Main', writable: true };
		if (options.ownContainer === true) {
			this.deleteContainer = async () => {
				this.throwIf('deleteContainer');
				this.containerDeleted = true;
				for (const id of this.records.keys()) this.remove(id);
			};
		}
	}

	// What a person does.

	create(values: FieldValues = {}, extra: Partial<CalendarEvent> & { stamp?: Stamp; recurring?: boolean } = {}): string {
		this.ids += 1;
		const { stamp, recurring = false, ...properties } = extra;
		const id = `${this.options.side}-${this.ids}`;
		this.put(id, withFields({ ...this.blank(id), ...properties }, values), { stamp, recurring });
		return id;
	}

	edit(id: string, values: FieldValues, extra: Partial<CalendarEvent> = {}): void {
		const stored = this.stored(id);
		this.put(id, withFields({ ...stored.record, ...extra }, values), stored);
	}

	remove(id: string): void {
		const stored = this.stored(id);
		this.log += 1;
		this.records.set(id, { ...stored, deleted: true, revision: stored.revision + 1, changedAt: this.log, modifiedAt: this.options.now() });
	}

	value(id: string, field: FieldName): unknown {
		return getField(this.stored(id).record, field);
	}

	living(): string[] {
		return [...this.records].filter(([, { deleted }]) => !deleted).map(([id]) => id);
	}

	writesOf(kind: WriteRequest['kind']): Array<WriteRequest & { options: WriteOptions }> {
		return this.requests.filter((request) => request.kind === kind);
	}

	expireCursors(): void {
		this.expiredBefore = this.log + 1;
	}

	// What the engine asks for.

	async identify(): Promise<Binding> {
		this.identified += 1;
		return this.binding;
	}

	async *changes({ cursor }: FeedRequest): AsyncIterable<FeedPage> {
		this.throwIf('changes');
		const since = cursor === null ? 0 : Number(cursor.since);
		if (cursor !== null && since < this.expiredBefore) throw new SystemError('cursorExpired', 'The cursor is dead.', 'List again.');
		const all = [...this.records].filter(([, stored]) => stored.changedAt > since && (cursor !== null || !stored.deleted));
		const changes = all.sort(([, a], [, b]) => a.changedAt - b.changedAt).map(([id, stored]) => this.changeOf(id, stored));
		for (let start = 0; start < changes.length; start += 50) yield { changes: changes.slice(start, start + 50) };
		yield this.cutOff ? { changes: [] } : { changes: [], cursor: this.cursorNow() };
	}

	async read(id: string): Promise<ReadResult> {
		const [result] = await this.readMany([id]);
		return result ?? { outcome: 'gone' };
	}

	async readMany(ids: string[]): Promise<ReadResult[]> {
		if (ids.length > 0) this.throwIf('read');
		this.readIds.push(...ids);
		return ids.map((id) => {
			if (this.unreadable.has(id)) return { outcome: 'unreadable', message: 'No access.' };
			const stored = this.records.get(id);
			return stored === undefined || stored.deleted ? { outcome: 'gone' } : { outcome: 'found', snapshot: this.snapshot(id, stored, []) };
		});
	}

	async findCandidates(): Promise<Snapshot[]> {
		this.throwIf('findCandidates');
		return this.living().map((id) => this.snapshot(id, this.stored(id), this.capabilities.feedOmits));
	}

	async createdSince(time: number): Promise<Snapshot[]> {
		return this.living().filter((id) => this.stored(id).createdAt >= time).map((id) => this.snapshot(id, this.stored(id), this.capabilities.feedOmits));
	}

	async write(requests: WriteRequest[], options: WriteOptions): Promise<WriteResult[]> {
		this.throwIf('write');
		return requests.map((request) => {
			this.requests.push({ ...request, options });
			const mishap = this.mishap(request);
			if (mishap !== undefined && mishap !== 'lost') return mishap;
			// A mishap may let time pass: the request waited for its turn.
			if (options.notAfter !== undefined && this.options.now() > options.notAfter) return { outcome: 'retry', message: 'It was not sent in time.', retryAt: null };
			const result = this.carryOut(request);
			return mishap === 'lost' ? { outcome: 'unclear', message: 'The connection was cut.' } : result;
		});
	}

	serverTime(): number | null {
		return null;
	}

	private carryOut(request: WriteRequest): WriteResult {
		if (request.kind === 'create') return this.carryOutCreate(request);
		const stored = this.records.get(request.id);
		if (stored === undefined || stored.deleted) return { outcome: 'gone' };
		const hasPrecondition = this.capabilities.precondition[request.kind];
		if (hasPrecondition && request.revision !== null && request.revision !== this.revisionOf(stored)) return { outcome: 'stale' };
		if (request.kind === 'delete') {
			this.remove(request.id);
			return { outcome: 'deleted' };
		}
		return this.written(request.id, stored.record, request.values, { ...stored, stamp: request.stamp ?? stored.stamp });
	}

	private carryOutCreate({ key, values, stamp }: WriteRequest & { kind: 'create' }): WriteResult {
		const hasKey = this.capabilities.createKey === 'clientId';
		const taken = hasKey ? this.records.get(key) : undefined;
		if (taken !== undefined) return taken.deleted ? { outcome: 'keyUsed' } : { outcome: 'exists', snapshot: this.snapshot(key, taken, []) };
		this.ids += 1;
		const id = hasKey ? key : `${this.options.side}-${this.ids}`;
		return this.written(id, this.blank(id), values, { stamp: this.capabilities.stamp ? stamp : undefined, recurring: false });
	}

	private written(id: string, record: CalendarEvent, values: FieldValues, extra: { stamp?: Stamp; recurring: boolean }): WriteResult {
		const { knownGuests = null } = this.options;
		const guests = values.attendees as Attendee[] | undefined;
		const known = guests !== undefined && knownGuests !== null ? guests.filter(({ email }) => knownGuests.includes(email)) : guests;
		this.put(id, withFields(record, known === undefined ? values : { ...values, attendees: known }), extra);
		const stored = this.stored(id);
		return {
			outcome: 'written',
			id,
			revision: this.revisionOf(stored),
			modifiedAt: stored.modifiedAt,
			...(this.options.answersWithRecord === true && { snapshot: this.snapshot(id, stored, []) }),
			...(known !== guests && known !== undefined && known.length !== guests?.length && { written: { attendees: known }, losses: [{ field: 'attendees' as const, message: 'some guests are no contacts' }] }),
		};
	}

	private changeOf(id: string, stored: Stored): FeedChange {
		if (stored.deleted) return { kind: 'delete', id, deletedAt: stored.modifiedAt };
		if (this.unreadable.has(id)) return { kind: 'unreadable', id, message: 'No access.' };
		return { kind: 'upsert', snapshot: this.snapshot(id, stored, this.capabilities.feedOmits) };
	}

	private snapshot(id: string, stored: Stored, omitted: FieldName[]): Snapshot {
		const { createdAt, modifiedAt, stamp, recurring } = stored;
		const blank = withFields(stored.record, Object.fromEntries(omitted.map((field) => [field, field === 'attendees' ? [] : ''])));
		const record: CanonicalRecord = { ...blank, source: { ...blank.source, revision: this.revisionOf(stored), createdAt: new Date(createdAt).toISOString() } };
		return { id, revision: this.revisionOf(stored), modifiedAt, createdAt, record, omitted, stamp, recurring };
	}

	private revisionOf({ revision }: Stored): string {
		return `r${revision}${this.isOpen ? (this.capabilities.openRevisionMark ?? '') : ''}`;
	}

	private stored(id: string): Stored {
		const stored = this.records.get(id);
		if (stored === undefined) throw new Error(`There is no record ${id}.`);
		return stored;
	}

	private put(id: string, record: CalendarEvent, { stamp, recurring }: { stamp?: Stamp; recurring: boolean }): void {
		const before = this.records.get(id);
		const now = this.options.now();
		this.log += 1;
		this.records.set(id, {
			record: { ...record, source: { ...record.source, modifiedAt: new Date(now).toISOString() } },
			revision: (before?.revision ?? 0) + 1, changedAt: this.log, modifiedAt: now, createdAt: before?.createdAt ?? now, stamp, recurring, deleted: false,
		});
	}

	private blank(id: string): CalendarEvent {
		return {
			title: '', start: { dateTime: '2026-03-10T10:00:00Z', timeZone: 'UTC' }, end: { dateTime: '2026-03-10T11:00:00Z', timeZone: 'UTC' }, location: '', description: '',
			reminders: [], attendees: [], visibility: 'default', availability: 'busy', status: 'confirmed', tags: [], custom: {},
			source: { system: this.capabilities.system, account: 'a', container: 'main', id, revision: '' },
		};
	}

	private cursorNow(): Cursor {
		return { since: this.log };
	}

	private throwIf(call: keyof MemorySystem['failure']): void {
		const failure = this.failure[call];
		if (failure === undefined) return;
		delete this.failure[call];
		throw failure;
	}
}
