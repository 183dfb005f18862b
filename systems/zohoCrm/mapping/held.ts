import type { FieldValues, Loss, Reminder } from '../../../sync/types';
import { isListOf } from './parts';

/** "maxLength" of a tag's name in Zoho's specification. */
const maxTag = 25;

/** What Zoho will hold of values of which it can only hold a part. */
export interface Held {
	/** The values as they are written, where they differ from the given ones. */
	written: FieldValues;
	losses: Loss[];
}

export function heldValues(values: FieldValues): Held {
	const parts = [heldReminders(values), heldTags(values)];
	return { written: Object.assign({}, ...parts.map((part) => part.written)) as FieldValues, losses: parts.flatMap((part) => part.losses) };
}

/** One pop-up reminder: the first one. */
function heldReminders({ reminders }: FieldValues): Held {
	if (reminders === undefined || !isListOf<Reminder>(reminders, (reminder) => typeof reminder.minutes === 'number')) return nothingLost();
	const [first] = reminders;
	if (first === undefined || (reminders.length === 1 && first.method === 'popup')) return nothingLost();
	return {
		written: { reminders: [{ minutes: first.minutes, method: 'popup' }] },
		losses: [{ field: 'reminders', message: 'Zoho CRM holds one pop-up reminder: only the first one was written.' }],
	};
}

function heldTags({ tags }: FieldValues): Held {
	if (!Array.isArray(tags)) return nothingLost();
	const names = tags.filter((tag) => typeof tag === 'string');
	const tooLong = names.filter((name) => name.length > maxTag);
	if (names.length < tags.length || tooLong.length === 0) return nothingLost();
	return {
		written: { tags: names.filter((name) => name.length <= maxTag) },
		losses: [{ field: 'tags', message: `Zoho CRM takes tags of up to ${maxTag} characters; not written: ${tooLong.join(', ')}` }],
	};
}

function nothingLost(): Held {
	return { written: {}, losses: [] };
}
