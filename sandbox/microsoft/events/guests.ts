import type { Mail } from '../../core/types';
import { addressOf, type GraphCalendar, type MicrosoftState } from '../state';
import type { Attendee, Answer, EventFields, GraphUser, StoredEvent } from '../types';
import { isSameAddress, noAnswer } from './attendees';

/** Members of a copy that belong to the guest alone. */
const ownMembers = ['isReminderOn', 'reminderMinutesBeforeStart', 'showAs', 'categories', 'properties', 'extensions', 'responseStatus'] as const;

/** What is told to whom: there is no request option about it. */
export interface Told {
	/** True when the write named `attendees`: then those who stay are mailed as well. */
	isAboutAttendees: boolean;
	/** True when something that guests see has changed. */
	isAboutContent: boolean;
}

function has(attendees: readonly Attendee[], address: string): boolean {
	return attendees.some((one) => isSameAddress(one.emailAddress.address, address));
}

/** Mails to guests, and the copies in the calendars of guests who have a mailbox here. */
export class Guests {
	constructor(private readonly state: MicrosoftState) {}

	/** The mails that a write of the organizer causes. `recordId` names the event in the outbox. */
	notify(before: EventFields | undefined, after: EventFields, told: Told, recordId: string): void {
		if (!after.isOrganizer) return;
		const old = before?.attendees ?? [];
		for (const { emailAddress } of after.attendees) {
			const { address } = emailAddress;
			if (!has(old, address)) this.mail('invitation', address, after, recordId);
			else if (told.isAboutAttendees || told.isAboutContent) this.mail('update', address, after, recordId);
		}
		for (const { emailAddress } of old) if (!has(after.attendees, emailAddress.address)) this.mail('cancellation', emailAddress.address, after, recordId);
	}

	/** The organizer took the meeting away. */
	notifyCancelled(fields: EventFields, recordId: string): void {
		if (fields.isOrganizer) for (const { emailAddress } of fields.attendees) this.mail('cancellation', emailAddress.address, fields, recordId);
	}

	/** Mails the organizer about an answer. */
	notifyOrganizer(fields: EventFields, answer: Answer, recordId: string): void {
		if (fields.organizer.address !== '') this.mail('update', fields.organizer.address, { ...fields, subject: `${answer}: ${fields.subject}` }, recordId);
	}

	/** Brings the copies of guests in line with the organizer's event; undefined when that is gone. */
	updateCopies(owner: GraphUser, before: StoredEvent | undefined, after: StoredEvent | undefined): void {
		const source = after ?? before;
		if (source === undefined || !source.fields.isOrganizer) return;
		const invited = after?.fields.attendees ?? [];
		for (const { emailAddress } of [...(before?.fields.attendees ?? []), ...invited]) {
			const guest = this.state.findUser(emailAddress.address);
			const mailbox = guest === undefined ? undefined : this.state.mailboxes.get(guest.id);
			if (guest === undefined || mailbox === undefined || guest.id === owner.id) continue;
			const calendar = mailbox.defaultCalendar;
			const copy = calendar.living.find(({ original }) => original?.userId === owner.id && original.key === source.key);
			if (after === undefined || !has(invited, emailAddress.address)) {
				if (copy !== undefined && !copy.fields.isCancelled) this.cancelCopy(calendar, copy);
			} else this.storeCopy(calendar, owner, after, copy);
		}
	}

	/** Writes a guest's answer into the organizer's event; only the default calendar keeps count. */
	tally(organizer: GraphCalendar, event: StoredEvent, guest: string, answer: Answer): void {
		if (!organizer.isDefault) return;
		const status = { response: answer, time: new Date(this.state.now()).toISOString().replace(/\.\d+Z/, 'Z') };
		const attendees = event.fields.attendees.map((one) => (isSameAddress(one.emailAddress.address, guest) ? { ...one, status } : one));
		const stored = organizer.store({ ...event, fields: { ...event.fields, attendees } });
		this.announce(organizer, stored, 'updated');
	}

	private storeCopy(calendar: GraphCalendar, owner: GraphUser, event: StoredEvent, copy: StoredEvent | undefined): void {
		const asGuest = (fields: EventFields, kept: EventFields | undefined): EventFields => ({
			...fields,
			isReminderOn: true,
			reminderMinutesBeforeStart: 15,
			showAs: 'tentative',
			categories: [],
			properties: {},
			extensions: {},
			responseStatus: { response: 'notResponded', time: noAnswer.time },
			...Object.fromEntries(kept === undefined ? [] : ownMembers.map((name) => [name, kept[name]])),
			isOrganizer: false,
			organizer: addressOf(owner),
			attendees: fields.attendees.map((one) => ({ ...one, status: noAnswer })),
		});
		const exceptions = Object.fromEntries(Object.entries(event.exceptions).map(([day, fields]) => [day, asGuest(fields, copy?.exceptions[day])]));
		const stored = calendar.store({
			key: copy?.key ?? this.state.mintKey(),
			fields: asGuest(event.fields, copy?.fields),
			uid: event.uid,
			transactionId: null,
			exceptions,
			cancelledDays: event.cancelledDays,
			original: { userId: owner.id, key: event.key },
		});
		this.announce(calendar, stored, copy === undefined ? 'created' : 'updated');
	}

	/** The guest's copy stays, marked. */
	private cancelCopy(calendar: GraphCalendar, copy: StoredEvent): void {
		const fields: EventFields = { ...copy.fields, isCancelled: true, showAs: 'free', subject: `Canceled: ${copy.fields.subject}` };
		this.announce(calendar, calendar.store({ ...copy, fields }), 'updated');
	}

	private announce(calendar: GraphCalendar, event: StoredEvent, changeType: 'created' | 'updated'): void {
		this.state.changed({ kind: 'event', owner: calendar.owner, folderKey: calendar.key, key: event.key, changeType, changeKey: event.changeKey });
	}

	private mail(kind: Mail['kind'], to: string, fields: EventFields, recordId: string): void {
		const words = kind === 'invitation' ? 'Invitation' : kind === 'cancellation' ? 'Canceled' : 'Updated';
		this.state.world.outbox.push({ at: this.state.now(), service: 'microsoft', kind, to, subject: `${words}: ${fields.subject}`, recordId });
	}
}
