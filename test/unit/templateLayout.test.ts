import type { INode } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { templateFiles } from '../../scripts/templates/catalogue';
import { noteHeight, textBottom } from '../../scripts/templates/noteSize';
import { STICKY_NOTE } from '../support/n8n/standIns';

/** As n8n draws them. */
const NODE = 96;
const PORTS: Record<string, { inputs?: number; outputs?: number }> = {
	'n8n-nodes-base.if': { outputs: 2 },
	'n8n-nodes-base.splitInBatches': { outputs: 2 },
	'n8n-nodes-base.merge': { inputs: 2 },
	'n8n-nodes-crm-calendar-sync.crmEvent': { outputs: 2 },
	'n8n-nodes-crm-calendar-sync.googleCalendarSync': { outputs: 2 },
	'n8n-nodes-crm-calendar-sync.office365Sync': { outputs: 2 },
};

interface Box {
	left: number;
	top: number;
	right: number;
	bottom: number;
}

function boxOf({ type, position: [left, top], parameters }: INode): Box {
	const [width, height] = type === STICKY_NOTE ? [Number(parameters.width), Number(parameters.height)] : [NODE, NODE];
	return { left, top, right: left + width, bottom: top + height };
}

const touch = (one: Box, other: Box): boolean => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
const holds = (outer: Box, inner: Box): boolean => outer.left <= inner.left && outer.top <= inner.top && outer.right >= inner.right && outer.bottom >= inner.bottom;

/** Where the wire of a port begins or ends. */
function portOf(node: INode, side: 'inputs' | 'outputs', index: number): [x: number, y: number] {
	const { left, right, top } = boxOf(node);
	return [side === 'inputs' ? left : right, top + (NODE * (index + 1)) / ((PORTS[node.type]?.[side] ?? 1) + 1)];
}

/** Points along a wire, which n8n draws as a curve that leaves and arrives level. */
function pointsOf([x1, y1]: [number, number], [x2, y2]: [number, number]): Array<[x: number, y: number]> {
	const middle = (x1 + x2) / 2;
	return Array.from({ length: 99 }, (_, step) => {
		const [there, left] = [(step + 1) / 100, 1 - (step + 1) / 100];
		const along = (a: number, b: number, c: number, d: number): number => left ** 3 * a + 3 * left ** 2 * there * b + 3 * left * there ** 2 * c + there ** 3 * d;
		return [along(x1, middle, middle, x2), along(y1, y1, y2, y2)];
	});
}

describe('on the canvas, template', () => {
	const templates = [...templateFiles()].map(([path, { nodes, connections }]) => ({
		path,
		connections,
		notes: nodes.filter(({ type }) => type === STICKY_NOTE),
		nodes: nodes.filter(({ type }) => type !== STICKY_NOTE),
	}));
	const linesOf = (note: INode): string[] => String(note.parameters.content).split('\n');
	const textOf = (note: INode): Box => ({ ...boxOf(note), bottom: note.position[1] + textBottom(linesOf(note), Number(note.parameters.width)) });

	it.each(templates)('$path has notes as tall as their text: nothing is cut off, little is empty', ({ notes, nodes }) => {
		for (const note of notes) {
			const inside = nodes.filter((node) => holds(boxOf(note), boxOf(node)));
			const { bottom, top } = boxOf(note);
			if (inside.length === 0) {
				expect(bottom - top, note.name).toBe(noteHeight(linesOf(note), Number(note.parameters.width)));
				expect((bottom - textOf(note).bottom) / (bottom - top), note.name).toBeLessThanOrEqual(0.15);
			} else {
				const highest = Math.min(...inside.map(({ position: [, y] }) => y));
				expect(highest - textOf(note).bottom, note.name).toBeGreaterThanOrEqual(8);
				expect(highest - textOf(note).bottom, note.name).toBeLessThanOrEqual(48);
			}
		}
	});

	it.each(templates)('$path has every node either inside a note or clear of it', ({ notes, nodes }) => {
		for (const [index, note] of notes.entries()) {
			for (const node of nodes) expect(holds(boxOf(note), boxOf(node)) || !touch(boxOf(note), boxOf(node)), `${note.name}: ${node.name}`).toBe(true);
			for (const other of notes.slice(index + 1)) expect(touch(boxOf(note), boxOf(other)), `${note.name}: ${other.name}`).toBe(false);
		}
	});

	it.each(templates)('$path has no wire that runs across a node or the text of a note', ({ notes, nodes, connections }) => {
		const named = (name: string): INode => nodes.find((node) => node.name === name) ?? expect.fail(`no node ${name}`);
		for (const [from, { main = [] }] of Object.entries(connections)) {
			for (const [output, wires] of main.entries()) {
				for (const wire of wires ?? []) {
					const [start, end] = [portOf(named(from), 'outputs', output), portOf(named(wire.node), 'inputs', wire.index)];
					// A wire that leads back is drawn around the nodes.
					if (end[0] < start[0]) continue;
					const obstacles = [...nodes.filter(({ name }) => name !== from && name !== wire.node).map((node) => [node.name, boxOf(node)] as const), ...notes.map((note) => [note.name, textOf(note)] as const)];
					const crossed = obstacles.filter(([, box]) => pointsOf(start, end).some(([x, y]) => x > box.left && x < box.right && y > box.top && y < box.bottom));
					expect(crossed.map(([name]) => name), `${from} → ${wire.node}`).toEqual([]);
				}
			}
		}
	});
});

describe('the height of a note', () => {
	it('follows from its lines: headings, text, and entries of lists that break where n8n breaks them', () => {
		// As measured in n8n's editor.
		expect(textBottom(['## Whoever wants to join', 'Sees one form and a word of thanks.'], 736)).toBeCloseTo(68.3, 1);
		expect(textBottom(['## A person decides', 'The form lists what would be written, old → new. Only "Apply this plan" goes on; the planned items wait at **The Approved Plan**.'], 448)).toBeCloseTo(106, 0);
	});

	it('grows with a word that has no room any more, and is on n8n’s grid', () => {
		const text = (words: number): number => noteHeight([Array.from({ length: words }, () => 'word').join(' ')], 304);
		expect(text(8)).toBeGreaterThan(text(1));
		expect([text(1), text(8)].map((height) => height % 16)).toEqual([0, 0]);
	});
});
