import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { templateFiles } from '../../scripts/templates/catalogue';
import { textBottom } from '../../scripts/templates/noteSize';
import { STICKY_NOTE } from '../support/n8n/standIns';
import { until } from './support/conditions';
import { Editor } from './support/editor';
import { DEMO_OWNER } from './support/n8nInstance';
import { Scene } from './support/scene';

describe('templates in the editor of a real n8n', () => {
	let scene: Scene;
	let editor: Editor;

	beforeAll(async () => {
		scene = await Scene.start({ connected: false });
		editor = await Editor.open(scene.n8n.baseUrl);
		await editor.signIn(DEMO_OWNER);
	});

	afterAll(async () => {
		await editor?.close();
		await scene?.stop();
	});

	it('notes of all templates have as many lines as the catalogue works out for their height', async () => {
		const notes = [...templateFiles()].flatMap(([path, { nodes }]) => nodes.filter(({ type }) => type === STICKY_NOTE).map((note) => ({ ...note, name: `${path}: ${note.name}` })));
		// Beside and below each other on one canvas: opening each template takes n8n's editor several seconds.
		const nodes = notes.map((note, index) => ({ ...note, position: [(index % 9) * 900, Math.floor(index / 9) * 900] }));
		const start = { id: 'start', name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, position: [-300, 0], parameters: {} };
		const { id } = await scene.n8n.rest.post<{ id: string }>('/rest/workflows', { name: 'All notes', nodes: [start, ...nodes], connections: {}, settings: { executionOrder: 'v1' } });
		await editor.openWorkflow(id);
		await editor.zoomToFit();
		const ends = await until('all notes', async () => {
			const found = await editor.noteTexts();
			return found.length === notes.length && found.every(({ end }) => end > 0) ? new Map(found.map((one) => [one.id, one.end])) : null;
		});
		await editor.picture('template-notes');
		for (const { id: note, name, parameters } of notes) {
			const end = ends.get(note) ?? expect.fail(`no note ${name}`);
			const worked = textBottom(String(parameters.content).split('\n'), Number(parameters.width));
			expect(end, name).toBeLessThanOrEqual(worked + 2);
			// One line of text at most.
			expect(worked - end, name).toBeLessThan(22);
		}
	});
});
