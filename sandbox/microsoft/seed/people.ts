import type { GraphUser } from '../types';

type Account = Omit<GraphUser, 'id'>;

function account(mail: string, givenName: string, surname: string, timeZone: string, more: Partial<Account> = {}): Account {
	return {
		userPrincipalName: mail,
		mail,
		displayName: `${givenName} ${surname}`.trim(),
		givenName,
		surname,
		jobTitle: null,
		timeZone,
		hasMailbox: true,
		accountEnabled: true,
		...more,
	};
}

export const userOfDemo = account('owner@example.test', 'Sales', '(owner)', 'Europe/Berlin');
export const colleagueOfDemo = account('colleague@example.test', 'Sales', '(colleague)', 'Europe/London');

/** Accounts every seed has besides the two: one without a mailbox. */
export const otherAccounts: readonly Account[] = [
	account('manager@example.test', 'Sales', '(manager)', 'Europe/Berlin', { jobTitle: 'Head of Sales' }),
	account('scanner@example.test', 'Scanner', '', 'UTC', { hasMailbox: false }),
];

/** More colleagues for the demo, one of them gone. */
export const demoAccounts: readonly Account[] = [
	account('bjoern.aakesson@example.test', 'Björn', 'Åkesson', 'Europe/Stockholm', { jobTitle: 'Account Manager' }),
	account('zoe.lefevre@example.test', 'Zoë', 'Lefèvre', 'Europe/Paris', { jobTitle: 'Account Manager' }),
	account('lukasz.nowak@example.test', 'Łukasz', 'Nowak', 'Europe/Warsaw', { jobTitle: 'Field Service' }),
	account('former.colleague@example.test', 'Former', 'Colleague', 'Europe/Berlin', { accountEnabled: false }),
];
