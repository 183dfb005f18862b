import { Canvas, NOTE_COLOUR, type TemplateFile } from '../canvas';
import { CLEAN_TEXT, formTrigger, waitForForm, WHERE, whenChosen, whereToDecide } from '../forms';
import { mainNote } from '../notes';
import type { Pair } from '../pair';
import { attention } from '../steps';
import { inviteUser } from './steps';

const FIRST_NAME = 'First Name';
const LAST_NAME = 'Last Name';
const EMAIL = 'Email';
const REQUEST = 'A Request Came In';
const DECISION = 'Decision';
const ADD = 'Add this person';
const DECLINE = 'Decline';

const answer = (label: string): string => `$("${REQUEST}").first().json["${label}"]`;

/** Text on the form of those who approve. It comes from outside, so its markup is taken away. */
const SUMMARY = [
	'={{',
	'(() => {',
	CLEAN_TEXT,
	`return "<p>" + clean(${answer(FIRST_NAME)}) + " " + clean(${answer(LAST_NAME)}) + " (" + clean(${answer(EMAIL)}) + ") asks for access. Whoever is added gets an e-mail from the CRM and takes a licence. Check the address: anybody can enter any name.</p>";`,
	'})()',
	'}}',
].join(' ');

/** Somebody asks for access in a public form; somebody else approves it; then the CRM invites the person. */
export function joinRequest(pair: Pair): TemplateFile {
	const { crm } = pair;
	const canvas = new Canvas('users/join-request', `Request to join ${crm.label}, with approval`);
	mainNote(canvas, [-560, -96], [
		`# Request to join ${crm.label}`,
		`Gives your colleagues a page where they ask to become users of ${crm.label}. Each request waits until somebody approves it; only then the person is added.`,
		'',
		'### Set up',
		`1. In the **${crm.label}** credential switch on **Invite Users** and connect again. The connected ${crm.label} user must be allowed to manage users.`,
		`2. In **Add to ${crm.short}** choose the credential, and the **Role** and **Profile** of the new users.`,
		'3. Publish the workflow and give the address of the form in **Ask to Join** to your colleagues.',
		`4. **To be told about requests**, put an e-mail or chat node behind **${WHERE}**, to those who may decide, with who asks and \`{{ $json.form }}\` in its text: the address of the form where they decide. Whoever has it may decide.`,
		`5. **Without such a node**: open *Executions*, the waiting execution, and in it **${WHERE}**. Its output shows who asks, and under \`form\` the address to open.`,
		'',
		'### What it changes',
		'- Until somebody approves: nothing, and nobody gets a mail.',
		`- Approved: the person is added to the users of ${crm.label}, which mails the invitation. Who is a user already is not invited again.`,
		'- Declined, or never answered: nothing. The person is not told.',
		'',
		'### Why there are two lines',
		'n8n leads whoever sends a form in to the next form of the same line. So the second line, with the approval, runs as an execution of its own: the person who asks never sees it. Do not connect the two lines with each other.',
	]);
	const ask = formTrigger(canvas, 'Ask to Join', [0, 0], {
		title: `Join ${crm.label}`,
		description: 'Your request goes to a colleague who decides. Then you get an e-mail with an invitation.',
		fields: [{ label: FIRST_NAME, type: 'text' }, { label: LAST_NAME, type: 'text' }, { label: EMAIL, type: 'email' }],
		afterwards: 'Thank you. Your request was passed on.',
	});
	// Itself: the second line begins at the trigger for calls by workflows.
	const pass = canvas.builtIn('executeWorkflow', 1.2, 'Pass On the Request', [256, 0], {
		workflowId: { __rl: true, mode: 'id', value: '={{ $workflow.id }}' },
		workflowInputs: { mappingMode: 'defineBelow', value: {}, matchingColumns: [], schema: [], attemptToConvertTypes: false, convertFieldsToString: true },
		options: { waitForSubWorkflow: false },
	});
	const request = canvas.builtIn('executeWorkflowTrigger', 1.1, REQUEST, [0, 352], { inputSource: 'passthrough' });
	const where = whereToDecide(canvas, [208, 352]);
	const form = waitForForm(canvas, 'Approve the Request', [496, 352], {
		title: `A request to join ${crm.label}`,
		description: SUMMARY,
		fields: [{ label: DECISION, choices: [ADD, DECLINE] }],
	});
	const approved = whenChosen(canvas, 'Approved?', [704, 352], DECISION, ADD);
	const invite = inviteUser(canvas, pair, `Add to ${crm.short}`, [976, 336], {
		firstName: `={{ ${answer(FIRST_NAME)} }}`,
		lastName: `={{ ${answer(LAST_NAME)} }}`,
		email: `={{ ${answer(EMAIL)} }}`,
	});
	const look = attention(canvas, 'Not Added', [1232, 352]);
	canvas.connect(ask, pass);
	canvas.connect(request, where);
	canvas.connect(where, form);
	canvas.connect(form, approved);
	canvas.connect(approved, invite);
	canvas.connect(invite, look, 1);
	canvas.frame('About the request', [0, 0], 464, NOTE_COLOUR.grey, ['## Whoever wants to join', 'Sees one form and a word of thanks.']);
	canvas.frame('About the approval', [0, 352], 880, NOTE_COLOUR.blue, ['## A person decides', `The form's address stands in the output of **${WHERE}**. Put the node that tells the approvers behind it.`]);
	return canvas.toFile();
}
