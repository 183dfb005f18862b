import { expect } from 'vitest';
import type { Side } from '../../sync';
import type { ModelSide } from './sides';

/** Records that a sync has nothing to do with: whatever happens to the others, nobody but people may write these. */
export class Foreign {
	private readonly before: Map<string, unknown>;
	private readonly ids: Record<Side, Set<string>>;

	constructor(private readonly sides: Record<Side, ModelSide>) {
		this.ids = { crm: new Set(sides.crm.createForeign()), calendar: new Set(sides.calendar.createForeign()) };
		this.before = this.contents();
	}

	has(side: Side, id: string): boolean {
		return this.ids[side].has(id);
	}

	/** Compares whole contents; that nobody else even asked for a write is `WriteWatch`'s business. */
	checkUntouched(): void {
		expect(this.contents(), 'I5: what is not ours is as it was').toEqual(this.before);
	}

	private contents(): Map<string, unknown> {
		const of = (side: Side): Array<[string, unknown]> => [...this.ids[side]].map((id) => [id, this.sides[side].contents(id)]);
		return new Map([...of('crm'), ...of('calendar')]);
	}
}
