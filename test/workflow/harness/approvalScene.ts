import type { IDataObject } from 'n8n-workflow';
import { expect } from 'vitest';
import type { Execution, RunningWorkflow } from '../../support/n8nEngine';
import { MINUTE, Pair } from '../../support/pair';

export const PLAN = 'Plan (Writes Nothing)';
export const APPLY = 'Apply to Google';
export const YES = { Decision: 'Apply this plan' };
export const NO = { Decision: 'Do nothing' };

/** Zoho and Google with a meeting "Linked" that is in step; plans go from the CRM to the calendar. */
export class Approval {
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
