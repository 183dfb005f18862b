/** Writable members of an event (event resource) with the names of their kinds. */
export const writable = [
	'allowNewTimeProposals',
	'attendees',
	'body',
	'categories',
	'end',
	'extensions',
	'hideAttendees',
	'importance',
	'isAllDay',
	'isOnlineMeeting',
	'isReminderOn',
	'location',
	'locations',
	'onlineMeetingProvider',
	'recurrence',
	'reminderMinutesBeforeStart',
	'responseRequested',
	'sensitivity',
	'showAs',
	'singleValueExtendedProperties',
	'multiValueExtendedProperties',
	'start',
	'subject',
	'transactionId',
] as const;

/** Members that a client may send and that the server sets itself. */
export const readOnly = [
	'id',
	'attachments',
	'bodyPreview',
	'calendar',
	'cancelledOccurrences',
	'changeKey',
	'createdDateTime',
	'exceptionOccurrences',
	'hasAttachments',
	'iCalUId',
	'instances',
	'isCancelled',
	'isDraft',
	'isOrganizer',
	'lastModifiedDateTime',
	'occurrenceId',
	'onlineMeeting',
	'onlineMeetingUrl',
	'organizer',
	'originalEndTimeZone',
	'originalStart',
	'originalStartTimeZone',
	'responseStatus',
	'seriesMasterId',
	'type',
	'uid',
	'webLink',
] as const;

export const eventMembers: ReadonlySet<string> = new Set([...writable, ...readOnly]);

/** Values of the enumerations (event resource). */
export const choices = {
	showAs: ['free', 'tentative', 'busy', 'oof', 'workingElsewhere', 'unknown'],
	sensitivity: ['normal', 'personal', 'private', 'confidential'],
	importance: ['low', 'normal', 'high'],
	attendeeType: ['required', 'optional', 'resource'],
} as const;

/** Members about which guests are told when the organizer changes them; the others are the user's own. */
export const sharedMembers = ['subject', 'body', 'start', 'end', 'isAllDay', 'location', 'locations', 'recurrence', 'importance', 'sensitivity', 'attendees'] as const;
