/** A small repeatable generator (mulberry32). Returns numbers in [0, 1). */
export function seededRandom(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}

/** `length` characters of `alphabet`, drawn from `random`. */
export function randomText(random: () => number, length: number, alphabet: string): string {
	let text = '';
	for (let index = 0; index < length; index++) text += alphabet.charAt(Math.floor(random() * alphabet.length));
	return text;
}
