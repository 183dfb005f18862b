import type { INodeParameters } from 'n8n-workflow';

/** What differs between one CRM and calendar and another. Everything else in the templates is the same. */
export interface Pair {
	/** Name of the sync; for pairs that synchronise events also their folder below `workflows/`. */
	name: string;
	words: Words;
	/** What is kept in step; absent: events. */
	resource?: 'contact';
	/** What the template that stops the sync does with the copies until a person chooses otherwise. */
	copiesAfterwards: 'keep' | 'deleteCopies' | 'deleteContainer';
	crm: {
		/** Value of the nodes' System parameter. */
		system: string;
		label: string;
		/** In short, for node names. */
		short: string;
		/** The parameter that says whose records; absent: those of the connected user. */
		owner?: INodeParameters;
	};
	calendar: {
		system: string;
		label: string;
		short: string;
		/** Node types, without the package's name. */
		triggerNode: string;
		actionNode: string;
		/** The parameter that chooses the calendar or folder. Empty, it is the one thing besides credentials that a person has to set. */
		container: INodeParameters;
		/** Sentences for the notes that hold for this calendar system only. */
		ownPromises?: string[];
		/** True where it lists the people of an organisation, so that there are templates about them. */
		knowsUsers?: boolean;
		/** The name that the sync gives to a container of its own, where it makes one. */
		ownContainer?: string;
	};
}

/** What things are called in notes. */
export interface Words {
	/** What the CRM holds, e.g. `meetings`. */
	inCrm: string;
	/** What the other side holds, e.g. `events`. */
	inCalendar: string;
	/** One of them, e.g. `meeting`. */
	one: string;
	/** Where the other side keeps them: `calendar` or `folder`. */
	container: string;
	/** What both sides bring over at first. */
	reach: string;
	/** What is reported instead of written. */
	leftAlone?: string;
}

export const ofEvents: Words = { inCrm: 'meetings', inCalendar: 'events', one: 'meeting', container: 'calendar', reach: 'what both sides hold from 3 months back to 12 months ahead', leftAlone: 'recurring events' };

export const ofContacts: Words = { inCrm: 'contacts', inCalendar: 'contacts', one: 'contact', container: 'folder', reach: 'the contacts of the connected CRM user and those in the folder, up to 10,000 of each' };
