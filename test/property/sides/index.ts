import { GoogleCalendarSide } from './googleCalendar';
import { Office365Side } from './office365';
import type { ModelSide, SideOptions } from './side';
import { ZohoCrmSide } from './zohoCrm';

export type { ModelSide, Write } from './side';

/** Which systems are joined. Names are those of the registry of systems. */
export interface PairOf {
	crm: 'zohoCrm';
	calendar: 'googleCalendar' | 'office365';
	/** The calendar was made for the sync, instead of being the main one. */
	isDedicated?: boolean;
}

/** The pair of histories that name none. */
export const defaultPair: PairOf = { crm: 'zohoCrm', calendar: 'googleCalendar' };

/** Every pair that the model proves. */
export const pairs: readonly PairOf[] = [defaultPair, { crm: 'zohoCrm', calendar: 'office365' }];

/** The first pair with this system. */
export function pairWith(system: string): PairOf {
	const found = pairs.find(({ crm, calendar }) => crm === system || calendar === system);
	if (found === undefined) throw new Error(`No pair of the model has ${system}.`);
	return found;
}

export function nameOf({ crm, calendar }: PairOf): string {
	return `${crm} – ${calendar}`;
}

export function openSide(name: PairOf['crm' | 'calendar'], options: SideOptions): ModelSide {
	switch (name) {
		case 'zohoCrm':
			return new ZohoCrmSide(options);
		case 'googleCalendar':
			return new GoogleCalendarSide(options);
		case 'office365':
			return new Office365Side(options);
	}
}
