import type { ContainerChoice, OrganisationUser } from '../system';

/** Those whose name or detail holds the text, in whatever case; all without a text. */
export function matching(choices: ContainerChoice[], filter = ''): ContainerChoice[] {
	return choices.filter(({ name, detail }) => holds(`${name} ${detail ?? ''}`, filter));
}

/** Those whose name or address holds the text, by name; all without a text. */
export function matchingUsers(users: OrganisationUser[], filter = ''): OrganisationUser[] {
	return users.filter(({ name, email }) => holds(`${name} ${email}`, filter)).sort((one, other) => one.name.localeCompare(other.name));
}

function holds(text: string, filter: string): boolean {
	return text.toLowerCase().includes(filter.trim().toLowerCase());
}
