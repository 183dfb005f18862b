import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { expect } from 'vitest';
import { MINUTE, Pair } from '../../support/pair';
import type { Execution, RunningWorkflow } from '../../support/n8nEngine';

/** Each poll then sees everything that people did since the last one; push would report record by record. */
export const POLLING: Record<string, INodeParameters> = {
	crmEventTrigger: { delivery: 'polling' },
	googleCalendarSyncTrigger: { delivery: 'polling' },
};

/** More than the guard lets through: 24 of 24. Half of them was made in the CRM, half in Google. */
export const MEETINGS = Array.from({ length: 24 }, (_, n) => `Meeting ${String(n + 1).padStart(2, '0')}`);

/** The two-way template at rest over 24 meetings. */
export class HeldScene {
	private constructor(
		readonly pair: Pair,
		public workflow: RunningWorkflow,
	) {}

	static async start(more: Record<string, INodeParameters> = POLLING): Promise<HeldScene> {
		const pair = await Pair.start();
		MEETINGS.forEach((title, n) => {
			const start = `2026-03-${String(11 + (n % 12)).padStart(2, '0')}T1${Math.floor(n / 12)}:00`;
			if (n < 12) pair.zoho.add(title, start);
			else pair.google.add(title, start);
		});
		const scene = new HeldScene(pair, pair.load('two-way', more));
		await scene.workflow.activate();
		await pair.rest(scene.workflow);
		expect([pair.google.titles(), pair.zoho.titles()]).toEqual([MEETINGS, MEETINGS]);
		pair.pass(2 * MINUTE);
		return scene;
	}

	async stop(): Promise<void> {
		this.pair.expectNoMails();
		await this.pair.stop();
	}

	removeFrom(side: 'google' | 'zoho', titles: string[] = MEETINGS): void {
		for (const title of titles) {
			if (side === 'google') this.pair.google.remove(this.pair.google.byTitle(title).id ?? '');
			else this.pair.zoho.remove(this.pair.zoho.byTitle(title).id);
		}
	}

	/** Polls for a while as n8n does; what fails is returned as n8n shows it. */
	async pollOn(minutes = 4, step = MINUTE): Promise<string[]> {
		const problems: string[] = [];
		for (let n = 0; n < minutes; n += 1) {
			this.pair.pass(step);
			for (const trigger of ['Change in Zoho', 'Change in Google']) {
				await this.workflow.poll(trigger).catch((error: unknown) => problems.push(error instanceof Error ? error.message : String(error)));
			}
			await this.pair.settle();
		}
		return problems;
	}

	/** Items that came out of "Needs Attention" with this reason, over all executions. */
	told(reason: string, executions: Execution[] = this.workflow.executions): IDataObject[] {
		return executions
			.flatMap((execution) => [...execution.json('Apply to Google', 1), ...execution.json('Apply to Zoho', 1)])
			.filter((item) => item.reason === reason);
	}

	/** What "List Held Changes" gives, through the template `release-held`. Returns the waiting execution with it; null when nothing is held. */
	async look(): Promise<{ template: RunningWorkflow; waiting: Execution; held: IDataObject[] } | null> {
		const template = this.pair.load('operations/release-held');
		const execution = (await template.start('Run by Hand')).expectSuccess();
		const held = execution.json('List Held Changes');
		return held.length === 0 ? null : { template, waiting: execution, held };
	}

	/** Opens the form of `release-held` and sends it in. */
	async decide(decision: string, numbers = ''): Promise<Execution> {
		const look = await this.look();
		if (look === null) throw new Error('Nothing is held');
		return (await look.template.submitForm(look.waiting, { Decision: decision, 'Only These Numbers': numbers })).expectSuccess();
	}

	/** Nothing was deleted on either side by the sync. */
	expectAll(...sides: Array<'google' | 'zoho'>): void {
		for (const side of sides) expect(this.pair[side].titles(), side).toEqual(MEETINGS);
	}
}
