import { createHash } from 'node:crypto';
import type { JsonObject } from '../../core/json';
import type { EventFields } from '../types';
import { storeHtml } from './body';

const rule = '_'.repeat(80);

/** What Outlook puts into the body, so that people can join. */
function blockOf(joinUrl: string): string {
	return (
		`<div><br></div><div>${rule}</div><div><b>Microsoft Teams</b></div>` +
		`<div><a href="${joinUrl}">Join the meeting now</a></div><div>Meeting ID: 312 455 871 09</div><div>${rule}</div>`
	);
}

function withBlock(html: string, joinUrl: string): string {
	const block = blockOf(joinUrl);
	return html.includes('</body>') ? html.replace('</body>', () => `${block}</body>`) : storeHtml(block);
}

/**
 * Makes the meeting that `isOnlineMeeting` asks for. A body that is written without the meeting's block ends the meeting (update
 * event page, body property and online meetings).
 */
export function withOnlineMeeting(fields: EventFields, body: JsonObject): EventFields {
	const joinUrl = fields.onlineMeeting?.joinUrl;
	if (typeof joinUrl === 'string') return 'body' in body && !fields.body.includes(joinUrl) ? { ...fields, onlineMeeting: null } : fields;
	if (body.isOnlineMeeting !== true) return fields;
	const id = createHash('sha256').update(JSON.stringify([fields.start, fields.subject])).digest('hex').slice(0, 32);
	const url = `https://teams.example.test/l/meetup-join/19%3ameeting_${id}`;
	return { ...fields, onlineMeeting: { joinUrl: url }, body: withBlock(fields.body, url) };
}
