import type { INodeParameters } from 'n8n-workflow';

/** What differs between one CRM and calendar and another. Everything else in the templates is the same. */
export interface Pair {
	/** Folder below `workflows/`, and the name of the sync. */
	name: string;
	crm: {
		/** Value of the nodes' System parameter. */
		system: string;
		label: string;
		/** In short, for node names. */
		short: string;
	};
	calendar: {
		system: string;
		label: string;
		short: string;
		/** Node types, without the package's name. */
		triggerNode: string;
		actionNode: string;
		/** The parameter that chooses the calendar, empty: the one thing besides credentials that a person has to set. */
		container: INodeParameters;
	};
}
