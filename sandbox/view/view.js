// Shows both sides as people see them, and edits them as people do: through the control interface.

const REFRESH_MS = 700;
const HALF_AN_HOUR = 30 * 60_000;

async function call(method, path, body) {
	const answer = await fetch(`/_sandbox${path}`, { method, ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }) });
	const text = await answer.text();
	if (!answer.ok) throw new Error(`The sandbox refused: ${text.slice(0, 200)}`);
	return JSON.parse(text);
}

/** All sides in one shape: `{ id, title, location, when, at }`. */
const sides = {
	zoho: {
		path: '/zoho/Events',
		read: ({ data }) =>
			data
				.filter(({ deleted }) => !deleted)
				.map(({ id, fields }) => ({
					id,
					title: fields.Event_Title ?? '',
					location: fields.Venue ?? '',
					...whenOf(fields.Start_DateTime, fields.All_day === true, Boolean(fields.Recurring_Activity), colleagueOf(fields)),
				})),
		write: ({ title, location, start }) => ({
			...(title !== undefined && { Event_Title: title }),
			...(location !== undefined && { Venue: location }),
			...(start && { Start_DateTime: seconds(start), End_DateTime: seconds(start + HALF_AN_HOUR) }),
		}),
	},
	google: {
		path: '/google/events',
		read: ({ items }) =>
			items
				.filter(({ status, start }) => status !== 'cancelled' && start)
				.map(({ id, summary, location, start, recurrence, recurringEventId }) => ({
					id,
					title: summary ?? '',
					location: location ?? '',
					...whenOf(start.dateTime ?? start.date, start.date !== undefined, (recurrence ?? recurringEventId) !== undefined),
				})),
		write: ({ title, location, start }) => ({
			...(title !== undefined && { summary: title }),
			...(location !== undefined && { location }),
			...(start && { start: { dateTime: seconds(start) }, end: { dateTime: seconds(start + HALF_AN_HOUR) } }),
		}),
	},
	// All calendars of the user, because a sync has one of its own; what is added goes there, once there is one.
	microsoft: {
		path: '/microsoft/events',
		query: { read: '?calendarId=all', add: '?calendarId=newest' },
		read: ({ items }) =>
			items.map(({ id, subject, location, start, isAllDay, type, calendar }) => ({
				id,
				title: subject,
				location: location.displayName,
				...whenOf(isAllDay ? start.dateTime.slice(0, 10) : `${start.dateTime.slice(0, 19)}Z`, isAllDay, type === 'seriesMaster', calendar === 'Calendar' ? '' : calendar),
			})),
		write: ({ title, location, start }) => ({
			...(title !== undefined && { subject: title }),
			...(location !== undefined && { location: { displayName: location } }),
			...(start && { start: inUtc(start), end: inUtc(start + HALF_AN_HOUR) }),
		}),
	},
};

function inUtc(instant) {
	return { dateTime: new Date(instant).toISOString().slice(0, 19), timeZone: 'UTC' };
}

function seconds(instant) {
	return new Date(instant).toISOString().replace('.000Z', '+00:00');
}

/** The first is the one whose account is connected. */
const { users } = await call('GET', '/zoho/users');

/** Name of the owner, when it is not the connected user. */
function colleagueOf({ Owner: owner }) {
	return owner && owner.id !== users[0]?.id ? owner.name : '';
}

function whenOf(start, isAllDay, isSeries, colleague = '') {
	const at = Date.parse(isAllDay ? `${String(start).slice(0, 10)}T00:00` : start);
	const day = isAllDay ? String(start).slice(0, 10) : new Date(at).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' });
	return { at, when: `${day}${isSeries ? ' ↻' : ''}${colleague && ` · ${colleague}`}` };
}

/** What is to come first, the nearest on top; then what has been, the latest on top. */
function byNearness(a, b) {
	const today = new Date().setHours(0, 0, 0, 0);
	if (a.at >= today !== b.at >= today) return a.at >= today ? -1 : 1;
	return a.at >= today ? a.at - b.at : b.at - a.at;
}

const problem = document.querySelector('#problem');

async function reporting(work) {
	try {
		await work();
		problem.hidden = true;
	} catch (error) {
		problem.textContent = error.message;
		problem.hidden = false;
	}
}

function setUpSide(name) {
	const { path, query = {}, read, write } = sides[name];
	const section = document.querySelector(`#${name}`);
	section.append(document.querySelector('#side').content.cloneNode(true));
	const form = section.querySelector('form');
	const tomorrow = new Date(Date.now() + 86_400_000 - new Date().getTimezoneOffset() * 60_000);
	form.elements.start.value = `${tomorrow.toISOString().slice(0, 10)}T10:00`;
	form.addEventListener('submit', (event) => {
		event.preventDefault();
		const { title, start } = form.elements;
		void reporting(async () => {
			await call('POST', path + (query.add ?? ''), write({ title: title.value, start: Date.parse(start.value) }));
			title.value = '';
		});
	});
	const rows = new Map();

	function newRow(id) {
		const row = document.querySelector('#row').content.firstElementChild.cloneNode(true);
		for (const input of row.querySelectorAll('input')) {
			input.addEventListener('change', () => void reporting(() => call('PATCH', `${path}/${encodeURIComponent(id)}`, write({ [input.name]: input.value }))));
		}
		row.querySelector('button').addEventListener('click', () => void reporting(() => call('DELETE', `${path}/${encodeURIComponent(id)}`)));
		return row;
	}

	function show(row, record) {
		row.querySelector('td').textContent = record.when;
		for (const input of row.querySelectorAll('input')) {
			if (input !== document.activeElement) input.value = record[input.name];
		}
	}

	let isFirst = true;
	return async () => {
		const records = read(await call('GET', path + (query.read ?? ''))).sort(byNearness);
		const present = new Set(records.map(({ id }) => id));
		for (const [id, { row }] of rows) {
			if (present.has(id)) continue;
			row.remove();
			rows.delete(id);
		}
		const body = section.querySelector('tbody');
		records.forEach((record, index) => {
			const text = JSON.stringify(record);
			const known = rows.get(record.id);
			const row = known?.row ?? newRow(record.id);
			if (body.children[index] !== row) body.insertBefore(row, body.children[index] ?? null);
			if (known?.text === text) return;
			show(row, record);
			rows.set(record.id, { row, text });
			row.classList.remove('fresh');
			if (!isFirst) requestAnimationFrame(() => row.classList.add('fresh'));
		});
		isFirst = false;
	};
}

const refreshers = Object.keys(sides).map(setUpSide);

async function refresh() {
	await Promise.all(refreshers.map((one) => one()));
	document.querySelector('#mails').value = (await call('GET', '/outbox')).length;
}

let wasUnreachable = false;
for (;;) {
	try {
		await refresh();
		if (wasUnreachable) problem.hidden = true;
		wasUnreachable = false;
	} catch (error) {
		wasUnreachable = true;
		problem.textContent = `The sandbox does not answer. Is it still running? (${error.message})`;
		problem.hidden = false;
	}
	await new Promise((resolve) => setTimeout(resolve, REFRESH_MS));
}
