import { describeRecord, describeValues } from '../../record/describe';
import { linkId } from '../../side';
import type { CanonicalRecord, FieldValues, LeftCopy, Link, Side, SyncStore } from '../../types';

/** What people call a record; null where it is not known, or the record has none. */
export type Named = Pick<LeftCopy, 'title' | 'when'>;

export function namedBy(record: CanonicalRecord): Named {
	const { title, when } = describeRecord(record);
	return { title: title === '' ? null : title, when };
}

/** Tells the names of copies from what the store keeps of them and, failing that, of their originals. No vendor is asked. */
export async function namesOf(store: Pick<SyncStore, 'getImages'>, sync: string, links: Link[]): Promise<(link: Link) => Named> {
	const images = async (side: Side): Promise<Map<string, FieldValues>> => {
		const ids = links.flatMap((link) => linkId(link, side) ?? []);
		return new Map((ids.length === 0 ? [] : await store.getImages(sync, side, ids)).map(({ recordId, values }) => [recordId, values]));
	};
	const [calendar, crm] = [await images('calendar'), await images('crm')];
	return ({ calendarId, crmId }) => {
		const known = [calendar.get(calendarId ?? ''), crm.get(crmId ?? '')].flatMap((values) => describeValues(values ?? null) ?? []);
		return { title: known.find(({ title }) => title !== undefined)?.title ?? null, when: known.find(({ when }) => when !== undefined)?.when ?? null };
	};
}

/** e.g. `"Kick-off" (2026-03-10 10:00)`; null where nothing is known of it. */
export function nameForPeople({ title, when }: Named): string | null {
	if (title === null && when === null) return null;
	const time = when === null ? '' : ` (${when.slice(0, 16).replace('T', ' ')})`;
	return `${title === null ? 'without a title' : `"${title}"`}${time}`;
}

/** Says of which record a sentence speaks that begins with "It" or "The". */
export function saidOf(named: Named, sentence: string): string {
	const name = nameForPeople(named);
	return name === null ? sentence : `${name.charAt(0).toUpperCase()}${name.slice(1)}: ${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`;
}

/** Names that are told of many records. */
const mostNames = 3;

/** Records that stand in the way: how many, and the names of the first. */
export class Found {
	count = 0;
	private readonly names: string[] = [];

	/** @param name null where nothing is known of it */
	add(name: string | null): void {
		this.count += 1;
		if (name !== null && this.names.length < mostNames) this.names.push(name);
	}

	/** e.g. `: "A" (2026-03-10 10:00), "B" (2026-03-11) and 4 more`; '' where nothing is known of them. */
	list(): string {
		const more = this.count - this.names.length;
		return this.names.length === 0 ? '' : `: ${this.names.join(', ')}${more === 0 ? '' : ` and ${more} more`}`;
	}
}
