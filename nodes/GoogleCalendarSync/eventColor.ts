import type { INodeProperties } from 'n8n-workflow';

/** Colour of new events, which only Google Calendar knows. */
export const eventColor: INodeProperties = {
	displayName: 'Color',
	name: 'color',
	type: 'options',
	// The colours that Google Calendar offers for events, by their ids (Calendar API reference, Colors).
	options: [
		{ name: 'Banana', value: '5' },
		{ name: 'Basil', value: '10' },
		{ name: 'Blueberry', value: '9' },
		{ name: 'Colour of the Calendar', value: '' },
		{ name: 'Flamingo', value: '4' },
		{ name: 'Grape', value: '3' },
		{ name: 'Graphite', value: '8' },
		{ name: 'Lavender', value: '1' },
		{ name: 'Peacock', value: '7' },
		{ name: 'Sage', value: '2' },
		{ name: 'Tangerine', value: '6' },
		{ name: 'Tomato', value: '11' },
	],
	default: '',
	description: 'Colour of new events',
};
