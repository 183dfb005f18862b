import { htmlToText } from '../../shared/text';
import type { Json } from '../client';
import { objectOf, textOf } from './values';

/** The text of an event's body, blocks of others included. Asked for as text, it may come as HTML all the same. */
export function bodyTextOf(event: Json): string {
	const body = objectOf(event.body);
	const content = textOf(body.content);
	const text = textOf(body.contentType).toLowerCase() === 'html' ? htmlToText(content) : content;
	return text.replace(/\r\n?/g, '\n').replace(/\u00a0/g, ' ');
}
