import type { ContainerChoice } from '../system';

/** Those whose name or detail holds the text, in whatever case; all without a text. */
export function matching(choices: ContainerChoice[], filter = ''): ContainerChoice[] {
	const wanted = filter.trim().toLowerCase();
	return choices.filter(({ name, detail }) => `${name} ${detail ?? ''}`.toLowerCase().includes(wanted));
}
