import { Canvas, NOTE_COLOUR, type TemplateFile } from '../canvas';
import { CLEAN_TEXT, waitForForm, whenChosen, whenEqual, whereFormOpens } from '../forms';
import { mainNote } from '../notes';
import type { Pair } from '../pair';
import { attention, manualTrigger } from '../steps';
import { inviteUser, listCrmUsers, listOfficeUsers } from './steps';

const DECISION = 'Decision';
const ONLY = 'Only These Addresses';
const INVITE = 'Invite them';
const LEAVE = 'Invite nobody';
const FORM = 'Approve the List';
const MISSING = 'Who Is Missing?';

/** "missing" for somebody whose address no user of the CRM has. */
function missingIn(crmUsers: string): string {
	const same = '(user) => user.json.email.trim().toLowerCase() === $json.email.trim().toLowerCase()';
	return `={{ $("${crmUsers}").all().some(${same}) ? "there" : "missing" }}`;
}

/** Text on the form: everybody who would be invited. Names come from outside, so their markup is taken away. */
const SUMMARY = [
	'={{',
	'(() => {',
	`const people = $("${MISSING}").all().map((item) => item.json);`,
	CLEAN_TEXT,
	'const line = (one) => "<br>" + clean(one.name) + ": " + clean(one.email);',
	'return "<p>" + people.length + " people of Office 365 are no users of the CRM. Whoever is invited gets an e-mail from the CRM and takes a licence." + people.map(line).join("") + "</p>";',
	'})()',
	'}}',
].join(' ');

/** The addresses that the form names; without any, everybody it listed. */
const CHOSEN = [
	'={{',
	'(() => {',
	`const only = String($("${FORM}").first().json["${ONLY}"] || "").toLowerCase().split(/[\\s,;]+/).filter((address) => address !== "");`,
	'return only.length === 0 || only.includes($json.email.trim().toLowerCase()) ? "yes" : "no";',
	'})()',
	'}}',
].join(' ');

/** Colleagues who work with Office 365 and not yet with the CRM, shown to a person, then invited. */
export function inviteUsers(pair: Pair): TemplateFile {
	const { crm, calendar } = pair;
	const list = `${crm.short} Users`;
	const canvas = new Canvas('users/invite-office365-users', `Invite ${calendar.label} users to ${crm.label}`);
	mainNote(canvas, [-560, -96], [
		`# Invite ${calendar.label} users to ${crm.label}`,
		`Lists the people of your organisation in ${calendar.label}, leaves out those whom ${crm.label} knows already, shows the rest in a form, and invites whom you approve.`,
		'',
		'### Set up',
		`1. In the **${calendar.label}** credential switch on **Read Users**, in the **${crm.label}** credential **Invite Users**, and connect both again. The connected ${crm.label} user must be allowed to manage users.`,
		`2. Choose the credentials in the three nodes, and in **Invite to ${crm.short}** the **Role** and **Profile** of the new users.`,
		`3. Press **Execute workflow**. If nobody is missing, it ends at once. ${whereFormOpens('After that, run this again: until you answer, nobody is invited.')}`,
		'',
		'### What it changes',
		'- Until you answer the form: nothing.',
		`- Whoever you approve is added to the users of ${crm.label}, which mails the invitation. Enter addresses in the form to invite only some of the list.`,
		'- Nobody else gets a mail. Whoever is a user already, also one who was switched off or has not accepted yet, is not invited again.',
		'- Running it twice does no harm.',
		`- ${calendar.label} is only read. Guests of other organisations, disabled accounts (where the permission shows them) and accounts without an address are left out.`,
	]);
	const start = manualTrigger(canvas, 'Run by Hand', [0, 0]);
	const crmUsers = listCrmUsers(canvas, pair, list, [208, 0]);
	const people = listOfficeUsers(canvas, pair, `${calendar.short} Users`, [416, 0]);
	const missing = whenEqual(canvas, MISSING, [624, 0], missingIn(list), 'missing');
	const form = waitForForm(canvas, FORM, [880, -224], {
		title: `Invite to ${crm.label}`,
		description: SUMMARY,
		fields: [{ label: DECISION, choices: [LEAVE, INVITE] }, { label: ONLY, placeholder: 'Empty: everybody who is listed. Else addresses with commas' }],
	});
	const approved = whenChosen(canvas, 'Approved?', [1088, -224], DECISION, INVITE);
	const items = canvas.builtIn('merge', 3.2, 'The Approved List', [1344, 0], { mode: 'chooseBranch', useDataOfInput: 2 });
	const chosen = whenEqual(canvas, 'Chosen?', [1552, 0], CHOSEN, 'yes');
	const invite = inviteUser(canvas, pair, `Invite to ${crm.short}`, [1760, 0], { firstName: '={{ $json.firstName }}', lastName: '={{ $json.lastName }}', email: '={{ $json.email }}' });
	const look = attention(canvas, 'Not Invited', [2016, 96]);
	canvas.connect(start, crmUsers);
	canvas.connect(crmUsers, people);
	canvas.connect(people, missing);
	canvas.connect(missing, form);
	canvas.connect(missing, items, 0, 1);
	canvas.connect(form, approved);
	canvas.connect(approved, items, 0, 0);
	canvas.connect(items, chosen);
	canvas.connect(chosen, invite);
	canvas.connect(invite, look, 1);
	canvas.frame('About the list', [880, -224], 400, NOTE_COLOUR.blue, [
		'## A person decides',
		`The form lists everybody who would be invited. Only "${INVITE}" goes on, and only with people who are on this list.`,
	]);
	return canvas.toFile();
}
