import type { JsonObject } from '../core/json';
import type { SandboxReply } from '../core/types';
import type { GraphCall } from './call';
import { badRequest, GraphError } from './errors';
import { folderPages, pageOf } from './odata/page';
import { lookupIn, readFilter } from './odata/filter';
import { orderBy, readSelect, select } from './odata/query';
import { checkPermission, seesWholeProfiles } from './permissions';
import type { Route } from './routes';
import type { MicrosoftState } from './state';
import type { GraphUser } from './types';
import { windowsZone, zoneNames } from './zones';

/** What is answered without `$select` (user resource). */
const usual = [
	'businessPhones',
	'displayName',
	'givenName',
	'id',
	'jobTitle',
	'mail',
	'mobilePhone',
	'officeLocation',
	'preferredLanguage',
	'surname',
	'userPrincipalName',
];
/** All that `User.ReadBasic.All` shows of others. */
const basic = ['displayName', 'givenName', 'id', 'mail', 'surname', 'userPrincipalName'];

function profileOf(user: GraphUser): JsonObject {
	return {
		businessPhones: [],
		displayName: user.displayName,
		givenName: user.givenName,
		jobTitle: user.jobTitle,
		mail: user.mail === '' ? null : user.mail,
		mobilePhone: null,
		officeLocation: null,
		preferredLanguage: null,
		surname: user.surname,
		userPrincipalName: user.userPrincipalName,
		id: user.id,
		accountEnabled: user.accountEnabled,
		userType: user.isGuest === true ? 'Guest' : 'Member',
		mailNickname: user.mail.split('@')[0] ?? '',
		department: null,
		companyName: null,
		otherMails: [],
		proxyAddresses: user.mail === '' ? [] : [`SMTP:${user.mail}`],
	};
}

const userMembers: ReadonlySet<string> = new Set([...usual, 'accountEnabled', 'userType', 'mailNickname', 'department', 'companyName', 'otherMails', 'proxyAddresses']);

/** The directory, the signed-in user and the mailbox settings. */
export class UserAnswers {
	constructor(private readonly state: MicrosoftState) {}

	routes(): Route[] {
		return [
			{ method: 'GET', pattern: '', needs: 'user.read', answer: (call) => this.one(call) },
			{ method: 'GET', pattern: 'users', isRoot: true, needs: 'none', answer: (call) => this.list(call) },
			{ method: 'GET', pattern: 'mailboxSettings', needs: 'mailboxSettings', answer: (call) => this.settings(call) },
			{ method: 'GET', pattern: 'outlook/supportedTimeZones', needs: 'user.read', answer: (call) => this.zones(call, 'Windows') },
			{
				method: 'GET',
				pattern: "outlook/supportedTimeZones(TimeZoneStandard=microsoft.graph.timeZoneStandard'Iana')",
				needs: 'user.read',
				answer: (call) => this.zones(call, 'Iana'),
			},
		];
	}

	private one(call: GraphCall): SandboxReply {
		const named = call.ids.user;
		const user = named === undefined ? call.caller.user : this.state.findUser(named);
		if (user === undefined) {
			throw new GraphError(404, 'Request_ResourceNotFound', `Resource '${named ?? ''}' does not exist or one of its queried reference-property objects are not present.`);
		}
		if (user.id !== call.caller.user?.id) checkPermission(call.caller, 'users.list');
		const names = this.shown(call, user.id === call.caller.user?.id);
		return { status: 200, body: select({ '@odata.context': `${call.base}/$metadata#users/$entity`, ...profileOf(user) }, names) };
	}

	private list(call: GraphCall): SandboxReply {
		const { query } = call;
		// A personal account is not told that it may not: the directory is simply unknown to it (recorded).
		if (this.state.options.personalAccounts) throw new GraphError(401, 'UnknownError', '');
		checkPermission(call.caller, 'users.list');
		const isSearch = query.has('$search');
		if (isSearch && call.request.headers.consistencylevel !== 'eventual') throw badRequest("Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'");
		const names = this.shown(call, false);
		const filter = query.has('$filter') ? readFilter(query.get('$filter') ?? '') : undefined;
		const word = /:?([^:"]*)"?$/.exec(query.get('$search') ?? '')?.[1]?.toLowerCase() ?? '';
		const found = [...this.state.users.values()]
			.map(profileOf)
			.filter((profile) => filter === undefined || filter(lookupIn(profile)))
			.filter((profile) => !isSearch || JSON.stringify([profile.displayName, profile.mail]).toLowerCase().includes(word));
		return { status: 200, body: pageOf(call, orderBy(query, found), folderPages, 'users', (profile) => select(profile, names)) };
	}

	/** The members to answer. Throws 400 for a member that a user does not have. */
	private shown(call: GraphCall, isSelf: boolean): string[] {
		const asked = readSelect(call.query, userMembers, 'user') ?? usual;
		return isSelf || seesWholeProfiles(call.caller) ? asked : asked.filter((name) => basic.includes(name));
	}

	private settings(call: GraphCall): SandboxReply {
		const { user } = call.mailbox;
		const timeZone = windowsZone(user.timeZone);
		return {
			status: 200,
			body: {
				'@odata.context': `${call.base}/$metadata#users('${encodeURIComponent(user.mail)}')/mailboxSettings`,
				archiveFolder: null,
				timeZone,
				delegateMeetingMessageDeliveryOptions: 'sendToDelegateOnly',
				dateFormat: 'dd.MM.yyyy',
				timeFormat: 'HH:mm',
				userPurpose: 'user',
				language: { locale: 'en-US', displayName: 'English (United States)' },
				workingHours: {
					daysOfWeek: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
					startTime: '08:00:00.0000000',
					endTime: '17:00:00.0000000',
					timeZone: { name: timeZone },
				},
			},
		};
	}

	private zones(call: GraphCall, kind: 'Windows' | 'Iana'): SandboxReply {
		const names = kind === 'Windows' ? zoneNames.windows : zoneNames.iana;
		return { status: 200, body: { '@odata.context': `${call.base}/$metadata#Collection(microsoft.graph.timeZoneInformation)`, value: names.map((alias) => ({ alias, displayName: alias })) } };
	}
}
