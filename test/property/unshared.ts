import { expect } from 'vitest';
import type { Side } from '../../sync';
import type { UnsharedPart } from './commands';
import type { ModelSide } from './sides';

/** What people keep in one system because the other cannot hold it; no sync may carry it across, or lose it where it is. */
export class Unshared {
	private readonly expected = { crm: new Map<string, object>(), calendar: new Map<string, object>() };
	private count = 0;

	constructor(private readonly sides: Record<Side, ModelSide>) {}

	change(side: Side, id: string, part: UnsharedPart): void {
		this.count += 1;
		const changed = this.sides[side].changeUnshared(id, part, this.count);
		this.expected[side].set(id, { ...this.expected[side].get(id), ...changed });
	}

	/** Every record that still lives holds what people gave it. */
	checkKept(): void {
		for (const side of ['crm', 'calendar'] as const) {
			for (const [id, values] of this.expected[side]) {
				const contents = this.sides[side].contents(id);
				if (contents !== undefined) expect(contents, `I8: what only ${this.sides[side].system} holds stays`).toMatchObject(values);
			}
		}
	}
}
