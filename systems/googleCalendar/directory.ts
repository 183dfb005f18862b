import type { Connection, ContainerChoice } from '../system';
import { calendarName, isWritingRole } from './calendars';
import { createClient } from './client';
import { calendarError, malformed } from './errors';

/** Calendars that the account may read and write, its own first, then by name. One request for each 250 calendars. */
export async function listCalendars(connection: Connection): Promise<ContainerChoice[]> {
	const client = await createClient(connection);
	const choices: ContainerChoice[] = [];
	let pageToken: string | undefined;
	try {
		do {
			const { data } = await client.repeatable.calendarList.list({ maxResults: 250, ...(pageToken !== undefined && { pageToken }) });
			for (const entry of data.items ?? []) {
				if (!entry.id || entry.deleted === true || !isWritingRole(entry.accessRole)) continue;
				choices.push({ id: entry.id, name: calendarName(entry), primary: entry.primary === true });
			}
			pageToken = data.nextPageToken ?? undefined;
		} while (pageToken !== undefined);
	} catch (error) {
		throw calendarError(error, 'list of calendars');
	}
	return choices.sort((one, other) => Number(other.primary) - Number(one.primary) || one.name.localeCompare(other.name));
}

/** Makes a calendar of its own for the copies. Not repeated after an unclear outcome, so look for the name first. */
export async function createCalendar(connection: Connection, name: string, timeZone?: string): Promise<ContainerChoice> {
	const client = await createClient(connection);
	try {
		const { data } = await client.once.calendars.insert({ requestBody: { summary: name, ...(timeZone !== undefined && { timeZone }) } });
		if (!data.id) throw malformed('to the new calendar names no id');
		return { id: data.id, name: data.summary ?? name, primary: false };
	} catch (error) {
		throw calendarError(error, name);
	}
}
