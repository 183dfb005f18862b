import { count, type Row, type Section } from '../report';
import { EnginePair, expectSuccess, type Counted } from '../support/engine';
import { SandboxProcess } from '../support/sandboxProcess';

const records = 1_000;

/** What single changes, empty polls, bulk writes and a re-activation cost in requests. */
export async function requestCounts(): Promise<Section> {
	return {
		title: 'Requests, as the vendors count them',
		about: 'n8n\'s own engine in one process, the sandbox in another; templates as shipped, delivery by polling.',
		rows: [...(await smallChanges()), ...(await bulkIntoZoho())],
	};
}

async function smallChanges(): Promise<Row[]> {
	const pair = await EnginePair.start(await SandboxProcess.start({ zohoEvents: 3 }));
	try {
		const calendar = await pair.sandbox.addCalendar('Small changes');
		const workflow = pair.load('two-way', calendar);
		expectSuccess(await workflow.activate());
		await pair.rest(workflow);
		await pair.passMinute();
		const google = await pair.counted(async () => await pair.expectNothingNew(workflow, 'Change in Google'));
		const zoho = await pair.counted(async () => await pair.expectNothingNew(workflow, 'Change in Zoho'));
		const [meeting] = await pair.sandbox.meetings();
		const [event] = await pair.sandbox.eventsIn(calendar);
		await pair.passMinute();
		await pair.sandbox.editMeeting(meeting?.id ?? '', { Event_Title: 'Changed in the CRM' });
		const crmChange = await pair.counted(async () => expectSuccess(await workflow.poll('Change in Zoho')));
		await pair.rest(workflow);
		await pair.passMinute();
		await pair.sandbox.editEvent(event?.id ?? '', calendar, { location: 'Changed in Google' });
		const calendarChange = await pair.counted(async () => expectSuccess(await workflow.poll('Change in Google')));
		return [
			count('poll of Google with nothing new', requests(google), '1 read', google.requests === 1 && google.googleReads === 1),
			count('poll of Zoho with nothing new', requests(zoho), '2 reads', zoho.requests === 2 && zoho.zohoReads === 2),
			count('one changed Zoho meeting', requests(crmChange), '≤ 2 reads, 1 write', readsOf(crmChange) <= 2 && writesOf(crmChange) === 1),
			count('one changed Google event', requests(calendarChange), '1 read, 1 write', readsOf(calendarChange) === 1 && writesOf(calendarChange) === 1),
		];
	} finally {
		await pair.stop();
	}
}

async function bulkIntoZoho(): Promise<Row[]> {
	const pair = await EnginePair.start(await SandboxProcess.start({ googleEvents: records }));
	try {
		const workflow = pair.load('two-way', 'primary');
		const first = await pair.counted(async () => expectSuccess(await workflow.activate()));
		await pair.rest(workflow);
		const present = (await pair.sandbox.meetings()).length;
		await workflow.deactivate();
		(await pair.load('deactivate', 'primary').start('Run by Hand')).expectSuccess();
		await pair.passMinute();
		const again = pair.load('two-way', 'primary');
		const reactivation = await pair.counted(async () => {
			(await pair.load('deactivate', 'primary', { Deactivate: { operation: 'activate' } }).start('Run by Hand')).expectSuccess();
			expectSuccess(await again.activate());
			await pair.rest(again);
		});
		const kept = (await pair.sandbox.meetings()).length;
		return [
			count(`first sync of ${records} Google events into Zoho`, requests(first), '≤ 10 writes', first.zohoWrites <= records / 100 && first.googleWrites === 0),
			count('  meetings there afterwards', present, String(records), present === records),
			count(`re-activation over ${records} pairs`, requests(reactivation), '0 writes, ≤ 20 requests', writesOf(reactivation) === 0 && reactivation.requests <= 20),
			count('  meetings there afterwards', kept, String(records), kept === records),
		];
	} finally {
		await pair.stop();
	}
}

function readsOf({ googleReads, zohoReads }: Counted): number {
	return googleReads + zohoReads;
}

function writesOf({ googleWrites, zohoWrites }: Counted): number {
	return googleWrites + zohoWrites;
}

function requests(counted: Counted): string {
	return `${readsOf(counted)} read${readsOf(counted) === 1 ? '' : 's'}, ${writesOf(counted)} write${writesOf(counted) === 1 ? '' : 's'}`;
}
