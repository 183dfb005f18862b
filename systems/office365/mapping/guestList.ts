import type { Attendee } from '../../../sync/types';

/**
 * Graph mails everybody who is written into `attendees`, and has no switch for that. Unless somebody wants the mails, guests are
 * listed at the end of the text instead. The list is the sync's own: it is taken off when the text is read.
 */
const HEADING = 'Guests (listed by the sync, not invited):';
const BULLET = '•';
const ADDRESS = /[^\s<>()@]+@[^\s<>()@]+/;
/** Outlook makes links of addresses, which are told behind them once the body becomes text again. */
const LINK = /[<([]mailto:[^>)\]]*[>)\]]/gi;

export function withGuestList(description: string, guests: Attendee[]): string {
	const named = guests.filter(({ email, organizer }) => ADDRESS.test(email) && organizer !== true);
	if (named.length === 0) return description;
	const lines = named.map(({ email, name }) => `${BULLET} ${name === undefined || oneLine(name) === '' || name === email ? oneLine(email) : `${oneLine(name)} <${oneLine(email)}>`}`);
	return `${description === '' ? '' : `${description}\n\n`}${HEADING}\n${lines.join('\n')}`;
}

/** The guests that a text lists. */
export function listedGuests(text: string): Attendee[] {
	const lines = text.split('\n');
	const list = listIn(lines);
	return (list === null ? [] : lines.slice(list.start + 1, list.end)).flatMap((line) => guestIn(line) ?? []);
}

/** The text without the list, wherever it stands: people write above and below it. */
export function withoutGuestList(text: string): string {
	const lines = text.split('\n');
	const list = listIn(lines);
	return list === null ? text : [...lines.slice(0, list.start), ...lines.slice(list.end)].join('\n').trim();
}

/** True for a text that holds the list. */
export function hasGuestList(text: string): boolean {
	return listIn(text.split('\n')) !== null;
}

/** Lines from the heading to the last guest. Outlook may put empty lines between them; what people add has no address behind a bullet. */
function listIn(lines: string[]): { start: number; end: number } | null {
	const start = lines.findIndex((line) => line.trim() === HEADING);
	if (start < 0) return null;
	let end = start + 1;
	for (let next = end; next < lines.length; next += 1) {
		if (guestIn(lines[next] ?? '') !== null) end = next + 1;
		else if (lines[next]?.trim() !== '') break;
	}
	return { start, end };
}

function guestIn(line: string): Attendee | null {
	const text = line.trim();
	if (!text.startsWith(BULLET)) return null;
	const entry = text.slice(BULLET.length).replace(LINK, '').trim();
	const [email] = ADDRESS.exec(entry) ?? [];
	if (email === undefined) return null;
	const [name = ''] = entry.split('<');
	return entry.includes('<') && name.trim() !== '' ? { name: name.trim(), email } : { email };
}

function oneLine(text: string): string {
	return text.replace(/[\r\n<>]+/g, ' ').trim();
}
