import type { IDataObject } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MINUTE, Pair } from '../support/pair';
import type { Execution, RunningWorkflow } from '../support/n8nEngine';
import { POLLING } from './harness/heldScene';

const PLAN = 'Plan (Writes Nothing)';
const APPLY = 'Apply to Google';
const YES = { Decision: 'Apply this plan' };
const NO = { Decision: 'Do nothing' };

/** Zoho and Google with a meeting "Linked" that is in step; plans go from the CRM to the calendar. */
class Approval {
	template: RunningWorkflow;

	private constructor(readonly pair: Pair) {
		this.template = pair.load('first-sync-with-approval');
	}

	static async start(): Promise<Approval> {
		const pair = await Pair.start();
		pair.zoho.add('Linked', '2026-03-12T10:00', { Venue: 'Room 1' });
		const approval = new Approval(pair);
		await approval.approve(await approval.plan());
		expect(pair.google.titles()).toEqual(['Linked']);
		pair.pass(3 * MINUTE);
		return approval;
	}

	/** Runs the template up to the form. Nothing may have been written. */
	async plan(): Promise<Execution> {
		let execution: Execution | undefined;
		const { google, zoho } = await this.pair.count(async () => {
			execution = await this.template.start('Run by Hand');
		});
		expect(google.writes + zoho.writes).toBe(0);
		if (execution?.isWaiting !== true) throw new Error(execution?.error?.message ?? 'The template does not wait for a form');
		return execution;
	}

	/** Sends the form in and returns what "Apply" says, both outputs together. */
	async approve(waiting: Execution): Promise<IDataObject[]> {
		const applied = (await this.template.submitForm(waiting, YES)).expectSuccess();
		return [...applied.json(APPLY), ...applied.json(APPLY, 1)];
	}

	plans(waiting: Execution): IDataObject[] {
		return waiting.json(PLAN).flatMap(({ plan }) => (plan === undefined ? [] : [plan as IDataObject]));
	}

	/** Writes of data that reach Google during the work. */
	async googleWrites(work: () => Promise<unknown>): Promise<number> {
		return (await this.pair.count(work)).google.writes;
	}
}

let approval: Approval;

beforeEach(async () => {
	approval = await Approval.start();
});

afterEach(async () => {
	approval.pair.expectNoMails();
	await approval.pair.stop();
});

interface Case {
	/** What a person does in the CRM, or in Google before the CRM's change is planned. */
	change(pair: Pair): void;
	plan: IDataObject;
	/** A line of the form. */
	form: string;
	/** What "Apply Changes" says when the plan is approved, and what Google shows then. */
	action: string;
	google: string[];
	/** A person edits Google while the plan waits. */
	meanwhile(pair: Pair): void;
	/** What Google shows once that is sorted out with a second plan. */
	googleInTheEnd: string[];
}

const cases: Array<[string, Case]> = [
	['create', {
		change: ({ zoho }) => void zoho.add('New', '2026-03-13T10:00', { Venue: 'Room 2' }),
		plan: { action: 'create', title: 'New', when: '2026-03-13T10:00:00+01:00', changes: expect.arrayContaining(['Title: New', 'Where: Room 2']) as string[] },
		form: 'create: New, 2026-03-13 10:00',
		action: 'created', google: ['Linked', 'New'],
		meanwhile: ({ google }) => void google.add('New', '2026-03-13T10:00'),
		googleInTheEnd: ['Linked', 'New'],
	}],
	['update', {
		change: ({ zoho }) => zoho.edit(zoho.byTitle('Linked').id, { Event_Title: 'Renamed', Venue: 'Room <b>9</b>' }),
		plan: {
			action: 'update', title: 'Renamed', when: '2026-03-12T10:00:00+01:00',
			fields: [{ field: 'title', old: 'Linked', new: 'Renamed' }, { field: 'location', old: 'Room 1', new: 'Room <b>9</b>' }],
			changes: ['Title: Linked → Renamed', 'Where: Room 1 → Room <b>9</b>'],
		},
		form: 'update: Renamed, 2026-03-12 10:00<br>&nbsp;&nbsp;&nbsp;Title: Linked → Renamed<br>&nbsp;&nbsp;&nbsp;Where: Room 1 → Room  b 9 /b ',
		action: 'updated', google: ['Renamed'],
		meanwhile: ({ google }) => google.edit(google.byTitle('Linked').id ?? '', { description: 'Written in Google' }),
		googleInTheEnd: ['Renamed'],
	}],
	['delete', {
		change: ({ zoho }) => zoho.remove(zoho.byTitle('Linked').id),
		plan: { action: 'delete', title: 'Linked', when: '2026-03-12T10:00:00+01:00', fields: [], changes: [] },
		form: 'delete: Linked, 2026-03-12 10:00',
		action: 'deleted', google: [],
		meanwhile: ({ google }) => google.edit(google.byTitle('Linked').id ?? '', { description: 'Still needed' }),
		googleInTheEnd: ['Linked'],
	}],
	['adopt, with a field that differs', {
		change: ({ google, zoho, pass }) => {
			google.add('There', '2026-03-14T10:00', { location: 'Old room' });
			pass(MINUTE);
			zoho.add('There', '2026-03-14T10:00', { Venue: 'New room' });
		},
		plan: { action: 'adopt', title: 'There', changes: ['Where: Old room → New room'] },
		form: 'adopt: There, 2026-03-14 10:00<br>&nbsp;&nbsp;&nbsp;Where: Old room → New room',
		action: 'adopted', google: ['Linked', 'There'],
		meanwhile: ({ google }) => google.edit(google.byTitle('There').id ?? '', { description: 'Written in Google' }),
		googleInTheEnd: ['Linked', 'There'],
	}],
	['adopt, in step', {
		change: ({ google, zoho }) => {
			google.add('There', '2026-03-14T10:00', { reminders: { useDefault: false, overrides: [] } });
			zoho.add('There', '2026-03-14T10:00');
		},
		plan: { action: 'adopt', title: 'There', fields: [], changes: [] },
		form: 'adopt: There, 2026-03-14 10:00',
		action: 'adopted', google: ['Linked', 'There'],
		meanwhile: ({ google }) => google.edit(google.byTitle('There').id ?? '', { location: 'Written in Google' }),
		googleInTheEnd: ['Linked', 'There'],
	}],
];

describe.each(cases)('a plan to %s (B6)', (kind, { change, plan, form, action, google, meanwhile, googleInTheEnd }) => {
	const begin = async () => {
		const { pair } = approval;
		change({ ...pair, google: pair.google, zoho: pair.zoho, pass: (time: number) => pair.pass(time) } as Pair);
		pair.pass(3 * MINUTE);
		const waiting = await approval.plan();
		return { pair, waiting };
	};

	it('says what would happen to what, with old and new values, and approved it does exactly that, once', async () => {
		const { pair, waiting } = await begin();
		expect(approval.plans(waiting)).toMatchObject([plan]);
		expect(approval.template.formText(waiting)).toContain(form);
		const needed = kind === 'adopt, in step' ? 0 : 1;
		expect(await approval.googleWrites(async () => expect(await approval.approve(waiting)).toMatchObject([{ action }]))).toBe(needed);
		expect(pair.google.titles()).toEqual(google);
		// The same plan once more, by another execution.
		expect(await approval.googleWrites(async () => expect(await approval.approve(waiting)).toMatchObject([{ action: 'superseded' }]))).toBe(0);
	});

	it('is refused as stale when Google was edited since; nothing is written, and it is planned anew', async () => {
		const { pair, waiting } = await begin();
		const before = pair.google.titles();
		meanwhile(pair);
		const edited = pair.google.titles();
		expect(await approval.googleWrites(async () => {
			expect(await approval.approve(waiting)).toMatchObject([{ reason: 'stale plan', message: expect.stringContaining('Nothing was written') as string, next: expect.stringContaining('new plan') as string }]);
		})).toBe(0);
		expect(pair.google.titles()).toEqual(edited);
		expect(before.every((title) => edited.includes(title))).toBe(true);
		pair.pass(MINUTE);
		const again = await approval.plan();
		expect(approval.plans(again)).toHaveLength(1);
		expect(approval.plans(again)[0]?.basis).not.toBe(approval.plans(waiting)[0]?.basis);
		await approval.approve(again);
		expect(pair.google.titles()).toEqual(googleInTheEnd);
	});

	it('is overtaken when the CRM was edited and read since; nothing of it is written', async () => {
		const { pair, waiting } = await begin();
		const { zoho } = pair.sandbox.services;
		const changed = waiting.json(PLAN)[0]?.id;
		if (kind === 'delete') zoho.person.restoreEvent(String(changed));
		else pair.zoho.edit(String(changed), { Venue: 'Edited later' });
		pair.pass(3 * MINUTE);
		await approval.template.start('Run by Hand');
		expect(await approval.googleWrites(async () => expect(await approval.approve(waiting)).toMatchObject([{ action: 'superseded' }]))).toBe(0);
	});

	it('goes through when the form is answered after hours, as long as nobody has written it meanwhile', async () => {
		const { pair, waiting } = await begin();
		pair.pass(5 * 60 * MINUTE);
		expect(await approval.approve(waiting)).toMatchObject([{ action }]);
		expect(pair.google.titles()).toEqual(google);
	});

	it('is offered again after an hour; whichever form is answered first counts, the other one writes nothing', async () => {
		const { pair, waiting } = await begin();
		pair.pass(61 * MINUTE);
		const second = await approval.plan();
		expect(approval.plans(second)).toMatchObject([plan]);
		expect(await approval.approve(second)).toMatchObject([{ action }]);
		expect(await approval.googleWrites(async () => expect(await approval.approve(waiting)).toMatchObject([{ action: 'superseded' }]))).toBe(0);
		expect(pair.google.titles()).toEqual(google);
	});

	it.each([['declined', true], ['never answered', false]])('%s: nothing is written; the two-way sync carries it out later, and a late answer writes nothing', async (_, isDeclined) => {
		const { pair, waiting } = await begin();
		if (isDeclined) expect((await approval.template.submitForm(waiting, NO)).expectSuccess().ran(APPLY)).toBe(false);
		const twoWay = pair.load('two-way', POLLING);
		await twoWay.activate();
		pair.pass(2 * 60 * MINUTE);
		await pair.rest(twoWay, 30);
		expect(pair.google.titles()).toEqual(google);
		expect(await approval.googleWrites(async () => expect(await approval.approve(waiting)).toMatchObject([{ action: 'superseded' }]))).toBe(0);
		expect(pair.google.titles()).toEqual(google);
	});

	it('applied after n8n was restarted, by another process: exactly the plan', async () => {
		const { pair, waiting } = await begin();
		await pair.restart();
		approval.template = pair.load('first-sync-with-approval');
		expect(await approval.approve(waiting)).toMatchObject([{ action }]);
		expect(pair.google.titles()).toEqual(google);
	});
});

describe('a plan whose execution ended in the middle (B6, I2)', () => {
	it.each(cases.filter(([kind]) => kind !== 'adopt, in step'))('%s: the write took effect and the answer was lost; the same plan again doubles nothing', async (_, { change, google }) => {
		const { pair } = approval;
		change(pair);
		pair.pass(3 * MINUTE);
		const waiting = await approval.plan();
		pair.sandbox.control.faults.add({ service: 'google', only: 'write', kind: 'resetAfter' });
		await approval.template.submitForm(waiting, YES);
		pair.sandbox.control.faults.clear();
		expect(pair.google.titles()).toEqual(google);
		pair.pass(MINUTE);
		const again = await approval.approve(waiting);
		expect(again).toHaveLength(1);
		pair.pass(2 * 60 * MINUTE);
		const later = await approval.template.start('Run by Hand');
		if (later.isWaiting) await approval.approve(later);
		expect(pair.google.titles()).toEqual(google);
	});

	it('a create that went through is settled by the same plan, without a further write', async () => {
		const { pair } = approval;
		pair.zoho.add('New', '2026-03-13T10:00');
		pair.pass(3 * MINUTE);
		const waiting = await approval.plan();
		pair.sandbox.control.faults.add({ service: 'google', only: 'write', kind: 'resetAfter' });
		await approval.template.submitForm(waiting, YES);
		pair.sandbox.control.faults.clear();
		pair.pass(MINUTE);
		expect(await approval.googleWrites(async () => expect(await approval.approve(waiting)).toMatchObject([{ action: 'adopted' }]))).toBe(0);
		pair.pass(2 * 60 * MINUTE);
		expect((await approval.template.start('Run by Hand')).isWaiting).toBe(false);
	});
});

describe('a mapping that is changed while a plan waits (B6)', () => {
	const begin = async () => {
		const { pair } = approval;
		pair.zoho.edit(pair.zoho.byTitle('Linked').id, { Event_Title: 'Renamed', Venue: 'Room 9' });
		pair.pass(3 * MINUTE);
		return await approval.plan();
	};

	it('the approved items carry their mapping: what was shown is what is written', async () => {
		const waiting = await begin();
		approval.template = approval.pair.load('first-sync-with-approval', { fieldMapper: { mappingMode: 'custom' } });
		expect(await approval.approve(waiting)).toMatchObject([{ action: 'updated', fields: ['title', 'location'] }]);
	});

	it('approved items that are mapped otherwise are refused as stale', async () => {
		const waiting = await begin();
		const items = waiting.json(PLAN).map((json) => ({ json: { ...json, mapping: [{ from: 'title', to: 'title' }] } }));
		const applied = (await approval.template.start(APPLY, items)).expectSuccess();
		expect(applied.json(APPLY, 1)).toMatchObject([{ reason: 'stale plan' }]);
		expect(approval.pair.google.titles()).toEqual(['Linked']);
	});
});

describe('a deletion in the CRM of what was edited in Google (B6, B9)', () => {
	it('is planned as "nothing", says that the edit wins, and approved keeps the event', async () => {
		const { pair } = approval;
		pair.google.edit(pair.google.byTitle('Linked').id ?? '', { description: 'Still needed' });
		pair.zoho.remove(pair.zoho.byTitle('Linked').id);
		pair.pass(3 * MINUTE);
		const waiting = await approval.plan();
		expect(waiting.json(PLAN)).toMatchObject([{ action: 'planned', message: expect.stringContaining('The edit wins') as string, plan: { action: 'nothing', title: 'Linked' } }]);
		expect(await approval.approve(waiting)).toMatchObject([{ action: 'kept' }]);
		expect(pair.google.titles()).toEqual(['Linked']);
	});
});

describe('the form stays readable', () => {
	it('shows twenty of many, what takes something away first, and cuts long texts', async () => {
		const { pair } = approval;
		for (let n = 0; n < 25; n += 1) pair.zoho.add(`New ${n}`, '2026-03-13T10:00');
		pair.zoho.edit(pair.zoho.byTitle('Linked').id, { Description: 'x'.repeat(500) });
		pair.pass(3 * MINUTE);
		const text = approval.template.formText(await approval.plan());
		expect(text).toContain('25 to create, 1 to change, 0 to delete, 0 to join with what is there; 0 need nothing.');
		expect(text).toContain('… and 6 more.');
		expect(text.indexOf('update: Linked')).toBeLessThan(text.indexOf('create: New'));
		expect(text).toMatch(/Description: \(empty\) → x{119}…</);
		expect(text.length).toBeLessThan(3_000);
	});
});
