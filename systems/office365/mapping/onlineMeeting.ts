/** Outlook puts the details of an online meeting below a line of underscores; without them nobody could join any more. */
const RULE = /^_{20,}\s*$/m;

/** The text that people wrote, without the block of an online meeting. */
export function withoutMeetingBlock(text: string, isOnlineMeeting: boolean): string {
	const block = isOnlineMeeting ? RULE.exec(text) : null;
	return block === null ? text : text.slice(0, block.index).trimEnd();
}

/** The block alone; '' where there is none. */
export function meetingBlockOf(text: string, isOnlineMeeting: boolean): string {
	const block = isOnlineMeeting ? RULE.exec(text) : null;
	return block === null ? '' : text.slice(block.index);
}
