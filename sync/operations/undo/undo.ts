import { bindTarget } from '../../binding';
import { type HeldLease, withLease, writeLease } from '../../lease';
import { capabilityOf } from '../../record/capability';
import { hashField } from '../../record/hash';
import { linkId, otherSide } from '../../side';
import { SyncRefusal } from '../../types';
import type { EngineContext, FieldName, Side, Snapshot, SyncRow, UndoOutcome, UndoRequest, WriteOptions, WriteRequest, WriteResult } from '../../types';
import { viewFor, viewRead, viewSnapshot, type View } from '../../view';
import { unknownSync } from '../status';
import { judge, type Undoing } from './judge';
import { noteIntents, undoKey } from './intents';
import { settle, type Settled } from './settle';
import { stepsOf, type UndoStep } from './steps';

const patience = 5 * 60_000;
const batchSize = 100;
const journalLimit = 1_000_000;
/** Vendors' clocks show seconds only, and ours may differ a little from theirs. */
const clockTolerance = 60_000;

/** What one undoing works with. */
export interface UndoRun {
	context: EngineContext;
	request: UndoRequest;
	sync: SyncRow;
	side: Side;
	/** Text that stands for a missing title. */
	placeholder: string;
	view: View;
	held: HeldLease;
}

/**
 * Brings records of one side back to what they held before a run wrote them: one outcome per record. A record that was
 * changed since is left as it is. The sync goes on from there: what was restored stays until somebody edits it on either side.
 * Can be repeated after an interruption. Throws `SyncRefusal` (`unknownSync`, `badSettings`, `busy`, `otherAccount`, …); then
 * nothing was written.
 */
export async function undoRun(context: EngineContext, request: UndoRequest): Promise<UndoOutcome[]> {
	const outcome = await withLease(context, writeLease(request.sync), patience, async (held) => await undoHeld(context, request, held));
	if (outcome !== null) return outcome;
	throw new SyncRefusal('busy', `The sync "${request.sync}" is writing right now; nothing was undone.`, 'Run "Undo Run" again in a few minutes.');
}

async function undoHeld(context: EngineContext, request: UndoRequest, held: HeldLease): Promise<UndoOutcome[]> {
	const { store } = context;
	const row = await store.getSync(request.sync);
	if (row === null) throw unknownSync(request.sync, (await store.listSyncs()).map(({ name }) => name));
	if (row.state === 'deactivating') throw new SyncRefusal('busy', `The sync "${request.sync}" is being deactivated; nothing was undone.`, 'Finish or cancel the deactivation first.');
	const { side, label } = request.target.system.capabilities;
	const entries = (await store.listJournal(request.sync, { run: request.run, limit: journalLimit })).filter((entry) => entry.side === side).reverse();
	const steps = stepsOf(entries);
	if (steps.length === 0) {
		throw new SyncRefusal(
			'badSettings',
			`The journal knows no write of the run "${request.run}" to ${label}. Nothing was changed.`,
			'Use the execution id as n8n shows it in the list of executions, or look it up with "List Runs"; runs older than the journal are forgotten.',
		);
	}
	const sync = await bindTarget(context, row, side, request.target);
	const placeholder = request.untitledPlaceholder ?? sync.sides[side]?.placeholder ?? request.target.system.capabilities.untitledPlaceholder ?? '';
	const run: UndoRun = { context, request, sync, side, held, placeholder, view: viewFor(sync.sides[side], [placeholder]) };
	const outcomes: UndoOutcome[] = [];
	for (let start = 0; start < steps.length; start += batchSize) {
		await held.keep();
		outcomes.push(...(await undoBatch(run, steps.slice(start, start + batchSize))));
	}
	return outcomes;
}

async function undoBatch(run: UndoRun, steps: UndoStep[]): Promise<UndoOutcome[]> {
	const judged = await judgeAll(run, steps);
	const outcomes = new Map<UndoStep, UndoOutcome>();
	const undoings: Undoing[] = [];
	judged.forEach((result, index) => {
		const step = steps[index];
		if (step === undefined) return;
		if ('request' in result) undoings.push(result);
		else outcomes.set(step, 'reason' in result ? { kind: 'attention', ...result } : { kind: 'done', ...result });
	});
	if (run.request.dryRun) for (const { step, title, fields } of undoings) outcomes.set(step, { kind: 'done', recordId: step.recordId, title, action: 'planned', fields, message: wouldBe[step.kind] });
	else for (const [step, outcome] of await carryOut(run, undoings)) outcomes.set(step, outcome);
	return steps.flatMap((step) => outcomes.get(step) ?? []);
}

const wouldBe: Record<UndoStep['kind'], string> = {
	restore: 'The former values would be written.',
	remove: 'The record would be deleted, because the run made it.',
	recreate: 'The record would be made again, because the run deleted it.',
};

async function judgeAll({ context, request, sync, side, view }: UndoRun, steps: UndoStep[]) {
	const { store } = context;
	const { system } = request.target;
	const ids = steps.map(({ recordId }) => recordId);
	const reads = await system.readMany(ids);
	const links = new Map((await store.linksByRecord(sync.name, side, ids)).map((link) => [linkId(link, side), link]));
	return steps.map((step, index) => {
		const read = reads[index] ?? { outcome: 'unreadable' as const, message: 'The vendor did not answer for it.' };
		return judge(step, {
			read: read.outcome === 'found' ? { ...read, snapshot: viewRead(read.snapshot, view) } : read,
			link: links.get(step.recordId) ?? null,
			isWritable: (field) => capabilityOf(system.capabilities, field)?.write === true,
		});
	});
}

async function carryOut(run: UndoRun, undoings: Undoing[]): Promise<Map<UndoStep, UndoOutcome>> {
	if (undoings.length === 0) return new Map();
	const { system } = run.request.target;
	const { found, missing, entered } = await findRecreated(run, undoings);
	const noted = await noteIntents(run, missing);
	const results = noted.length === 0 ? [] : await system.write(noted.map((undoing) => requestFor(run, undoing)), await options(run));
	const done = noted.map((undoing, index) => ({
		undoing,
		result: results[index] ?? ({ outcome: 'unclear', message: 'The vendor did not answer for this record.' } satisfies WriteResult),
	}));
	const outcomes = await settle(run, [...found, ...done]);
	for (const undoing of entered) outcomes.set(undoing.step, enteredAnew(undoing));
	return outcomes;
}

/** Nobody is told: bringing values back is housekeeping. Throws `StoreError` kind `leaseLost` when another run has taken over. */
async function options({ placeholder, held }: UndoRun): Promise<WriteOptions> {
	const notAfter = await held.writesUntil();
	return { notifyGuests: 'none', runAutomations: false, defaults: {}, untitledPlaceholder: placeholder, guests: 'linkExisting', notAfter };
}

function enteredAnew({ step, title }: Undoing): UndoOutcome {
	return { kind: 'done', recordId: step.recordId, title, action: 'unchanged', fields: [], message: 'The same record has been entered anew since; no second one was made.' };
}

function requestFor(run: UndoRun, { request: wanted, step, link }: Undoing): WriteRequest {
	const { sync, side } = run;
	if (wanted.kind !== 'create') return wanted;
	const source = link === null ? null : linkId(link, otherSide(side));
	return {
		kind: 'create',
		key: undoKey(run, step),
		values: wanted.values,
		stamp: { sync: sync.name, partnerId: source ?? step.recordId, generation: (link?.generation ?? 0) + 1 },
	};
}

interface Recreated {
	/** Made by an undoing that was interrupted. */
	found: Settled[];
	/** Somebody has entered such a record anew: it is theirs. */
	entered: Undoing[];
	missing: Undoing[];
}

/** On a system without idempotency keys: what is there already. */
async function findRecreated(run: UndoRun, undoings: Undoing[]): Promise<Recreated> {
	const creates = undoings.filter(({ request }) => request.kind === 'create');
	const { system } = run.request.target;
	if (creates.length === 0 || system.capabilities.createKey === 'clientId') return { found: [], entered: [], missing: undoings };
	const since = Math.min(...creates.map(({ step }) => step.at)) - clockTolerance;
	const born = await system.createdSince(since);
	const free = new Set(born.filter(({ recurring }) => !recurring).map((snapshot) => viewSnapshot(snapshot, run.view)));
	const found: Settled[] = [];
	const entered: Undoing[] = [];
	for (const undoing of creates) {
		const match = [...free].find((snapshot) => isSame(undoing, snapshot));
		if (match === undefined) continue;
		free.delete(match);
		if (undoing.link?.key === undoKey(run, undoing.step)) found.push({ undoing, result: { outcome: 'exists', snapshot: match } });
		else entered.push(undoing);
	}
	const there = new Set([...entered, ...found.map(({ undoing }) => undoing)]);
	return { found, entered, missing: undoings.filter((undoing) => !there.has(undoing)) };
}

const tellingFields: readonly FieldName[] = ['title', 'time', 'firstName', 'lastName', 'emails'];

function isSame({ request }: Undoing, { record }: Snapshot): boolean {
	if (request.kind !== 'create') return false;
	const held = new Map(Object.entries(record));
	return tellingFields.every((field) => {
		const value = request.values[field];
		if (value === undefined) return true;
		const present = field === 'time' ? { start: held.get('start'), end: held.get('end') } : held.get(field);
		return hashField(field, value) === hashField(field, (present ?? null) as typeof value);
	});
}
