import type { Sandbox } from '../../../sandbox';
import type { HttpRequest } from '../../../systems/http/types';
import type { UnsharedPart, Whim } from '../commands';
import type { Entry, Seen } from '../seen';

/** What a request is about to do to records that exist. */
export interface Write {
	/** `deleteContainer`: the whole calendar, with all that is in it. */
	kind: 'update' | 'delete' | 'deleteContainer';
	ids: string[];
}

/** A record without what differs from run to run. */
export interface Comparable {
	id: string;

	contents: unknown;
}

/**
 * One system of the pair: how the engine reaches it, what people do in it, what it does by itself, and what the checks look at. A
 * system more is one file with this interface, and its line in `index.ts`.
 */
export interface ModelSide {
	/** Name in the registry of systems. */
	readonly system: string;
	/** Name in the sandbox. */
	readonly service: keyof Sandbox['services'];
	/** What the nodes are set to. */
	readonly container: string;
	/** Signs in; returns the header that requests carry from then on. */
	signIn(): string;

	/** What people see there now, records of others included. A meeting that was called off counts as deleted. */
	living(): Seen[];
	/** What people or the sync deleted. */
	deleted(): Seen[];
	/** False once the container itself was deleted. */
	isThere(): boolean;
	/** The whole record as the system keeps it, whoever looks; undefined when it is gone. */
	contents(id: string): object | undefined;

	/** Those of the model's guests whom the system has to know beforehand. */
	knowGuests(addresses: string[]): void;
	/** Returns the new record's id. */
	create(entry: Entry): string;
	change(id: string, entry: Entry): void;
	remove(id: string): void;
	/** Ids of records that can be taken out of the recycle bin; [] where people cannot do that. */
	restorable(): string[];
	restore(id: string): void;
	/** Makes records that a sync has nothing to do with. Returns their ids. */
	createForeign(): string[];
	/** Changes what no other system of the model holds. Returns the part of `contents` that must stay. */
	changeUnshared(id: string, part: UnsharedPart, count: number): object;

	/** From now on positions of the change feed are refused, where the system has them. */
	loseCursor(): void;
	/** What the system does by itself, and what no sync may take for somebody's edit. `pick` chooses a record. */
	whim(whim: Whim, pick: number): void;
	/** Whims after which the feed would not tell everything at once come to an end. */
	calm(): void;
	/** All that the system does by itself to records that nobody edits, at once. Returns false where it does nothing of the kind. */
	stir(): boolean;

	/** null for what writes no record that exists. */
	writeOf(request: HttpRequest): Write | null;
	/** @param titleOf title of the record on the other side that has this id */
	comparables(titleOf: (id: string) => string): Comparable[];
}

export interface SideOptions {
	sandbox: Sandbox;
	/** A calendar that was made for the sync, instead of the main one. */
	isDedicated: boolean;
	/** True when both systems of the pair hold tags. */
	sharesTags: boolean;
}

/** Leaves out members that differ from run to run. */
export function without(record: object, members: readonly string[]): Record<string, unknown> {
	return Object.fromEntries(Object.entries(record).filter(([name]) => !members.includes(name)));
}
