/** Thrown in place of everything once the imagined process has been killed. */
export class Killed extends Error {
	override readonly name = 'Killed';
}

type Moment = 'before' | 'after' | 'commit';

/** A process that can die: at the n-th call to a vendor, before or after the vendor acted, or at the n-th commit of the store. */
interface Doom {
	callsLeft: number;
	when: Moment;
}

/** Work that is done in the middle of other work: at the n-th call to a vendor, before or after the vendor acted. */
interface Crossing {
	callsLeft: number;
	when: 'before' | 'after';
	work: () => Promise<void>;
}

/** What comes between a process and its work. */
export class Interruptions {
	/** True while other work is done in the middle of a call. */
	isCrossed = false;
	private doom: Doom | null = null;
	private crossing: Crossing | null = null;
	private isDead = false;

	killAt(calls: number, when: Moment): void {
		this.doom = { callsLeft: calls, when };
	}

	crossAt(calls: number, when: Crossing['when'], work: Crossing['work']): void {
		this.crossing = { callsLeft: calls, when, work };
	}

	uncross(): void {
		this.crossing = null;
	}

	restart(): void {
		this.doom = null;
		this.isDead = false;
	}

	checkAlive(): void {
		if (this.isDead) throw new Killed();
	}

	/** Counts a call or commit; throws `Killed` when it is the one that the process does not survive. */
	strike(when: Moment): void {
		if (this.doom?.when !== when) return;
		this.doom.callsLeft -= 1;
		if (this.doom.callsLeft > 0) return;
		this.isDead = true;
		throw new Killed();
	}

	/** Counts a call; does the other work when its time has come. */
	async cross(when: Crossing['when']): Promise<void> {
		const { crossing } = this;
		if (crossing?.when !== when) return;
		crossing.callsLeft -= 1;
		if (crossing.callsLeft > 0) return;
		this.crossing = null;
		this.isCrossed = true;
		try {
			await crossing.work();
		} finally {
			this.isCrossed = false;
		}
	}
}
