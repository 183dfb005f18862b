/**
 * Outlook puts the details of an online meeting between two lines of underscores; without them nobody could join any more. Text
 * that people write below them is theirs.
 */
const RULE = /^_{20,}[^\S\n]*$/gm;

interface Parts {
	above: string;
	/** '' where there is none. */
	block: string;
	below: string;
}

function partsOf(text: string, isOnlineMeeting: boolean): Parts {
	const rules = isOnlineMeeting ? [...text.matchAll(RULE)] : [];
	const [first, last] = [rules[0], rules.at(-1)];
	if (first === undefined || last === undefined) return { above: text, block: '', below: '' };
	const end = first === last ? text.length : last.index + last[0].length;
	return { above: text.slice(0, first.index), block: text.slice(first.index, end), below: text.slice(end) };
}

/** The text that people wrote, without the block of an online meeting. */
export function withoutMeetingBlock(text: string, isOnlineMeeting: boolean): string {
	const { above, block, below } = partsOf(text, isOnlineMeeting);
	if (block === '') return text;
	return [above.trimEnd(), below.trim()].filter((part) => part !== '').join('\n\n');
}

/** The block alone; '' where there is none. */
export function meetingBlockOf(text: string, isOnlineMeeting: boolean): string {
	return partsOf(text, isOnlineMeeting).block;
}
