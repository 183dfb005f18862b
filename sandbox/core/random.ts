/** A small repeatable generator (mulberry32). */
export class RandomSequence {
	private state: number;

	constructor(seed: number) {
		this.state = seed >>> 0;
	}

	/** The next number in [0, 1). */
	next(): number {
		this.state = (this.state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	}
}

/** `length` characters of `alphabet`, drawn from `random`. */
export function randomText(random: () => number, length: number, alphabet: string): string {
	let text = '';
	for (let index = 0; index < length; index++) text += alphabet.charAt(Math.floor(random() * alphabet.length));
	return text;
}
