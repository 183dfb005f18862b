/**
 * Times are milliseconds since 1970, truth values 0 and 1, columns of objects JSON. Numbers of links and rows are never
 * used again (AUTOINCREMENT), because items of an old execution may still carry them.
 */
export const schemaVersion1 = `
CREATE TABLE syncs (
	name TEXT NOT NULL PRIMARY KEY,
	state TEXT NOT NULL,
	crm TEXT,
	calendar TEXT,
	deactivation TEXT,
	created_at INTEGER NOT NULL,
	updated_at INTEGER NOT NULL
) STRICT;

-- A released lease keeps its row, so that its token never falls.
CREATE TABLE leases (
	name TEXT NOT NULL PRIMARY KEY,
	owner TEXT,
	token INTEGER NOT NULL,
	until INTEGER NOT NULL
) STRICT;

CREATE TABLE cursors (
	sync TEXT NOT NULL,
	side TEXT NOT NULL,
	cursor TEXT NOT NULL,
	updated_at INTEGER NOT NULL,
	PRIMARY KEY (sync, side)
) STRICT;

CREATE TABLE links (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	sync TEXT NOT NULL,
	crm_id TEXT,
	calendar_id TEXT,
	origin TEXT NOT NULL,
	created_by_us INTEGER NOT NULL,
	baseline_crm TEXT NOT NULL,
	baseline_calendar TEXT NOT NULL,
	seen_crm TEXT,
	seen_calendar TEXT,
	state TEXT NOT NULL,
	generation INTEGER NOT NULL,
	key TEXT,
	intent_at INTEGER,
	content_key TEXT,
	version INTEGER NOT NULL,
	updated_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX links_crm ON links (sync, crm_id);
CREATE UNIQUE INDEX links_calendar ON links (sync, calendar_id);
CREATE INDEX links_state ON links (sync, state, id);
CREATE INDEX links_order ON links (sync, id);

CREATE TABLE inbox (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	sync TEXT NOT NULL,
	side TEXT NOT NULL,
	record_id TEXT NOT NULL,
	change TEXT NOT NULL,
	record TEXT,
	revision TEXT NOT NULL,
	digest TEXT,
	modified_at INTEGER,
	recurring INTEGER NOT NULL,
	state TEXT NOT NULL,
	position REAL NOT NULL,
	not_before INTEGER NOT NULL,
	attempts INTEGER NOT NULL,
	lease_until INTEGER,
	delivered_by TEXT,
	superseded INTEGER NOT NULL,
	released INTEGER NOT NULL,
	reason TEXT,
	created_at INTEGER NOT NULL
) STRICT;
-- One delivered row and one other row of a record at most.
CREATE UNIQUE INDEX inbox_pending ON inbox (sync, side, record_id) WHERE state <> 'delivered';
CREATE UNIQUE INDEX inbox_delivered ON inbox (sync, side, record_id) WHERE state = 'delivered';
CREATE INDEX inbox_order ON inbox (sync, side, position, id) WHERE state = 'waiting';
CREATE INDEX inbox_state ON inbox (sync, side, state);

CREATE TABLE sightings (
	sync TEXT NOT NULL,
	side TEXT NOT NULL,
	record_id TEXT NOT NULL,
	revision TEXT NOT NULL,
	digest TEXT,
	reason TEXT NOT NULL,
	seen_at INTEGER NOT NULL,
	PRIMARY KEY (sync, side, record_id)
) STRICT;
CREATE INDEX sightings_age ON sightings (sync, seen_at);

CREATE TABLE journal (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	sync TEXT NOT NULL,
	at INTEGER NOT NULL,
	run TEXT NOT NULL,
	side TEXT NOT NULL,
	record_id TEXT NOT NULL,
	action TEXT NOT NULL,
	reason TEXT NOT NULL,
	fields TEXT NOT NULL,
	before TEXT,
	after TEXT
) STRICT;
CREATE INDEX journal_time ON journal (sync, at);
CREATE INDEX journal_run ON journal (sync, run, at);
CREATE INDEX journal_record ON journal (sync, record_id, at);
CREATE INDEX journal_action ON journal (sync, side, action, at);

CREATE TABLE channels (
	key TEXT NOT NULL PRIMARY KEY,
	sync TEXT NOT NULL,
	side TEXT NOT NULL,
	subscription TEXT NOT NULL,
	created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX channels_sync ON channels (sync, side);
`;

/** What records held when they were last written or read in full; the before-images of their next writes. */
export const schemaVersion2 = `
CREATE TABLE images (
	sync TEXT NOT NULL,
	side TEXT NOT NULL,
	record_id TEXT NOT NULL,
	contents TEXT NOT NULL,
	saved_at INTEGER NOT NULL,
	PRIMARY KEY (sync, side, record_id)
) STRICT;
CREATE INDEX images_age ON images (sync, side, saved_at);
`;
