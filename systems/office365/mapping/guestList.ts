import type { Attendee } from '../../../sync/types';

/**
 * Graph mails everybody who is written into `attendees`, and has no switch for that. Unless somebody wants the mails, guests are
 * listed at the end of the text instead. The list is the sync's own: it is taken off when the text is read.
 */
const HEADING = 'Guests (listed by the sync, not invited):';
const BULLET = '• ';

export function withGuestList(description: string, guests: Attendee[]): string {
	const named = guests.filter(({ email, organizer }) => email !== '' && organizer !== true);
	if (named.length === 0) return description;
	const lines = named.map(({ email, name }) => `${BULLET}${name === undefined || name === '' || name === email ? email : `${oneLine(name)} <${email}>`}`);
	return `${description === '' ? '' : `${description}\n\n`}${HEADING}\n${lines.join('\n')}`;
}

/** The guests that a text lists. */
export function listedGuests(text: string): Attendee[] {
	const lines = text.split(/\r?\n/);
	const start = lines.findIndex((line) => line.trim() === HEADING);
	const guests: Attendee[] = [];
	for (const line of start < 0 ? [] : lines.slice(start + 1)) {
		if (!line.trim().startsWith(BULLET.trim())) break;
		const entry = line.trim().slice(BULLET.trim().length).trim();
		const named = /^(.*) <([^<>]+)>$/.exec(entry);
		guests.push(named === null ? { email: entry } : { name: named[1] ?? '', email: named[2] ?? '' });
	}
	return guests;
}

/** The text without the list, wherever it stands: people write above and below it. */
export function withoutGuestList(text: string): string {
	const lines = text.split(/\r?\n/);
	const start = lines.findIndex((line) => line.trim() === HEADING);
	if (start < 0) return text;
	let end = start + 1;
	while (lines[end]?.trim().startsWith(BULLET.trim()) === true) end += 1;
	return [...lines.slice(0, start), ...lines.slice(end)].join('\n').trim();
}

function oneLine(name: string): string {
	return name.replace(/[\r\n<>]+/g, ' ').trim();
}

/** True for a text, or its HTML, that holds the list. */
export function hasGuestList(text: string): boolean {
	return text.includes(HEADING);
}
