// An ignorer for Stryker: a sentence is no behaviour. What is written to people may be worded otherwise without a test that
// minds, so texts of three words and more are not changed; names of states, actions, fields and so on are.

const THREE_WORDS = /\S+\s+\S+\s+\S+/;

function textOf(node) {
	if (node.type === 'StringLiteral') return node.value;
	if (node.type === 'TemplateLiteral') return node.quasis.map(({ value }) => value.cooked ?? value.raw).join('…');
	return '';
}

export const strykerPlugins = [
	{
		kind: 'Ignore',
		name: 'texts for people',
		value: {
			shouldIgnore({ node }) {
				return THREE_WORDS.test(textOf(node)) ? 'A text for people, not behaviour.' : undefined;
			},
		},
	},
];
