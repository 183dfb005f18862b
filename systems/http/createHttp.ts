import { SystemError } from '../../sync/types';
import type { Clock } from '../../sync/types';
import { checkAddress } from './address';
import { Breaker } from './breaker';
import { makePace, type Pace } from './pace';
import { answerDate, retryAfterDelay } from './retryAfter';
import type { VendorRules } from './rules';
import type { AuthenticatedRequest, HttpAnswer, HttpRequest } from './types';

const MAX_ATTEMPTS = 6;
/** Time that one request may spend waiting for its repetitions; longer pauses are the engine's business. */
const MAX_WAIT = 30_000;
const FIRST_BACK_OFF = 500;
const LARGEST_BACK_OFF = 16_000;
/** When to come back after giving up, where the vendor does not say. */
const COOL_DOWN = 60_000;

export interface HttpOptions {
	request: AuthenticatedRequest;
	clock: Clock;
	vendor: VendorRules;
	/** True: no budget per minute. Back-off after complaints stays. */
	unpaced?: boolean;
	/** Hands out the pace that is shared with others who use the same account; absent: a pace for this caller alone. */
	pace?: (make: () => Pace) => Pace;
	/** Source of jitter, [0, 1); for tests. */
	random?: () => number;
}

export interface SendOptions {
	idempotent: boolean;
	/** Milliseconds since 1970: after that it is not sent, or not again. Absent: no limit. */
	notAfter?: number;
}

/** The one place where requests to a vendor are paced, repeated and judged. */
export interface VendorHttp {
	/**
	 * Sends a request and repeats it where that is safe. `idempotent`: sending twice has the effect of sending once; other
	 * requests are repeated only when the vendor surely did not act. Returns every answer that the vendor's rules leave to the
	 * caller. Throws `SystemError`; its `mayHaveHappened` is true when the request may have taken effect. An address that does not lead
	 * where it seems to is refused before anything is sent.
	 */
	send(request: HttpRequest, options: SendOptions): Promise<HttpAnswer>;
	/** Milliseconds since 1970 by the vendor's clock, from the last answer; null before the first. */
	serverTime(): number | null;
}

/** A try that failed. */
interface Trouble {
	error: SystemError;
	repeatable: boolean;
	/** Milliseconds that the vendor asks to wait; null when it does not say. */
	wait: number | null;
}

export function createHttp(options: HttpOptions): VendorHttp {
	const { clock, vendor } = options;
	const random = options.random ?? Math.random;
	const make = (): Pace => makePace(clock, vendor.pacing, options.unpaced === true);
	const { places, pacer } = options.pace?.(make) ?? make();
	const breaker = new Breaker(clock);
	let serverTime: number | null = null;

	async function attempt(request: HttpRequest, idempotent: boolean): Promise<HttpAnswer | Trouble> {
		let answer: HttpAnswer;
		try {
			answer = await options.request(request);
		} catch (error) {
			if (!(error instanceof SystemError)) throw error;
			const safe = idempotent || error.details.mayHaveHappened !== true;
			return { error, repeatable: error.kind === 'unavailable' && safe, wait: null };
		}
		serverTime = answerDate(answer) ?? serverTime;
		return isBroken(answer, request) ? brokenAnswer(answer, request, vendor.label, idempotent) : judge(answer, request, idempotent);
	}

	function judge(answer: HttpAnswer, request: HttpRequest, idempotent: boolean): HttpAnswer | Trouble {
		const verdict = vendor.classify(answer, request);
		if (verdict.verdict === 'answer') return answer;
		if (verdict.verdict === 'fail') return { error: verdict.error, repeatable: false, wait: null };
		const throttled = verdict.verdict === 'throttled';
		const wait = retryAfterDelay(answer, clock.now()) ?? verdict.wait ?? null;
		return {
			error: new SystemError(verdict.verdict, verdict.message, verdict.next, {
				status: answer.status,
				code: verdict.code,
				mayHaveHappened: !throttled && request.method !== 'GET',
			}),
			repeatable: throttled || idempotent,
			wait,
		};
	}

	function giveUp({ error, wait }: Trouble): SystemError {
		const retryAt = clock.now() + (wait ?? COOL_DOWN);
		const final = new SystemError(error.kind, error.message, error.next, { ...error.details, retryAt });
		breaker.giveUp(final, retryAt);
		return final;
	}

	/** Asked right before each try: whatever the request waited for, a computer that slept included, lies behind it. */
	function checkTime(notAfter: number | undefined, mayHaveHappened: boolean): void {
		if (notAfter === undefined || clock.now() <= notAfter) return;
		throw new SystemError(
			'unavailable',
			`A request to ${vendor.label} had to wait for so long that another run may be at the same work by now; it was not sent${mayHaveHappened ? ' again' : ''}.`,
			'Nothing to do: the change is looked at again by itself.',
			{ mayHaveHappened },
		);
	}

	async function sendWithRepetitions(request: HttpRequest, { idempotent, notAfter }: SendOptions): Promise<HttpAnswer> {
		let waited = 0;
		/** Once one try may have taken effect, a later refusal does not undo that. */
		let mayHaveHappened = false;
		for (let tries = 1; ; tries += 1) {
			if (!mayHaveHappened) breaker.check();
			await pacer.turn();
			checkTime(notAfter, mayHaveHappened);
			const startedAt = clock.now();
			const result = await attempt(request, idempotent);
			if (!('error' in result)) {
				pacer.succeed();
				breaker.succeed();
				return result;
			}
			mayHaveHappened ||= result.error.details.mayHaveHappened === true;
			const trouble = { ...result, error: withHistory(result.error, mayHaveHappened) };
			if (trouble.error.kind === 'unauthorized') breaker.refuse(trouble.error, clock.now() + COOL_DOWN);
			if (!trouble.repeatable) throw trouble.error;
			const delay = trouble.wait ?? fullJitter(tries, random());
			if (trouble.error.kind === 'throttled') pacer.complain(startedAt, Math.min(delay, MAX_WAIT));
			if (tries >= MAX_ATTEMPTS || waited + delay > MAX_WAIT) throw giveUp(trouble);
			await clock.sleep(delay);
			waited += delay;
		}
	}

	return {
		send: async (request, options) => {
			checkAddress(request.url);
			return await places(async () => await sendWithRepetitions(request, { ...options, idempotent: options.idempotent || request.method === 'GET' }));
		},
		serverTime: () => serverTime,
	};
}

/** Exponential back-off with full jitter: spreads the repetitions of parallel requests over the whole interval. */
function fullJitter(tries: number, random: number): number {
	return Math.round(random * Math.min(LARGEST_BACK_OFF, FIRST_BACK_OFF * 2 ** tries));
}

function withHistory(error: SystemError, mayHaveHappened: boolean): SystemError {
	if ((error.details.mayHaveHappened === true) === mayHaveHappened) return error;
	return new SystemError(error.kind, error.message, error.next, { ...error.details, mayHaveHappened });
}

/** A success whose body should be JSON and is not: cut off on the way, or a proxy's page. */
function isBroken(answer: HttpAnswer, request: HttpRequest): boolean {
	if (answer.status < 200 || answer.status >= 300 || answer.status === 204) return false;
	return typeof answer.body === 'string' && (answer.body !== '' || request.method === 'GET');
}

function brokenAnswer(answer: HttpAnswer, request: HttpRequest, label: string, idempotent: boolean): Trouble {
	const isRead = request.method === 'GET';
	return {
		error: new SystemError(
			'malformed',
			isRead
				? `The answer of ${label} cannot be read. Nothing was changed.`
				: `The answer of ${label} to a write cannot be read; the write may have taken effect.`,
			'It is tried again. If it stays, look for a proxy between n8n and the vendor that alters answers.',
			{ status: answer.status, mayHaveHappened: !isRead },
		),
		repeatable: idempotent,
		wait: null,
	};
}
