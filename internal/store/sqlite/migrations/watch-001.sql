-- What is known of each feed and page that is followed, as JSON; url: as the list of feeds has it.
CREATE TABLE feed (
    url    TEXT PRIMARY KEY,
    record TEXT NOT NULL
) WITHOUT ROWID;

-- Keys of the items that were read, or given up.
CREATE TABLE seen (
    key TEXT PRIMARY KEY
) WITHOUT ROWID;

-- entry: first entry of the log whose receipt may not be in seen yet.
CREATE TABLE position (
    one   INTEGER PRIMARY KEY CHECK (one = 1),
    entry INTEGER NOT NULL
);
INSERT INTO position VALUES (1, 0);
