import { generatedNote, table } from './markdown';
import { rows } from './rows';
import { filesByRow } from './testTitles';

const words = { yes: 'yes', partly: 'partly', later: 'later' } as const;

/** docs/features.md: what this version does of what the product shall do, and the tests that name it. */
export function featuresPage(): string {
	const files = filesByRow();
	const linked = (id: string): string => (files.get(id) ?? []).map((file) => `[${file.split('/').at(-1) ?? file}](../${file})`).join(', ') || '–';
	const section = (letter: string): string[] =>
		table(
			['Row', 'Feature', 'In this version', 'How', 'Tests that name it'],
			rows.filter(({ id }) => id.startsWith(letter)).map(({ id, feature, status, how }) => [id, feature, words[status], how, linked(id)]),
		);
	return [
		generatedNote,
		'# Features',
		'',
		'Each row has an id. Tests name the rows that they prove. "Later" means: not in this version.',
		'',
		'## Z: Zoho CRM with Google Calendar',
		'',
		"What Zoho's own sync offers, and what this package makes of it.",
		'',
		...section('Z'),
		'',
		'## O: Zoho CRM with Office 365',
		'',
		"What Zoho's own sync offers, and what this package makes of it.",
		'',
		...section('O'),
		'',
		'## B: beyond',
		'',
		...section('B'),
		'',
	].join('\n');
}
