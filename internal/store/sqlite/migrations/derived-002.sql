-- What linking keeps of a claim (its row id), and the blocks in which claims meet.
CREATE TABLE linkable (
    claim    INTEGER PRIMARY KEY,
    blocks   TEXT NOT NULL, -- JSON array
    features BLOB NOT NULL
);
CREATE TABLE block_claim (
    block TEXT    NOT NULL,
    claim INTEGER NOT NULL,
    PRIMARY KEY (block, claim)
) WITHOUT ROWID;

-- Claims that may be about the same, each pair twice.
CREATE TABLE edge (
    a     INTEGER NOT NULL,
    b     INTEGER NOT NULL,
    score INTEGER NOT NULL, -- millionths
    PRIMARY KEY (a, b)
) WITHOUT ROWID;

-- Claims whose incidents are to be made anew.
CREATE TABLE stale (
    claim INTEGER PRIMARY KEY
);

-- id sorts by day of the occurrence, oldest first: see incidents.go. content: JSON, zstd. sum: SHA-256 of it.
CREATE TABLE incident (
    id       INTEGER PRIMARY KEY,
    key      TEXT NOT NULL UNIQUE,
    recorded INTEGER NOT NULL, -- earliest of its documents
    content  BLOB NOT NULL,
    sum      BLOB NOT NULL
);
CREATE TABLE incident_claim (
    claim    INTEGER PRIMARY KEY,
    incident INTEGER NOT NULL
);
CREATE INDEX incident_claim_incident ON incident_claim (incident);
CREATE TABLE incident_term (
    field    TEXT    NOT NULL,
    value    TEXT    NOT NULL,
    incident INTEGER NOT NULL,
    PRIMARY KEY (field, value, incident)
) WITHOUT ROWID;
CREATE INDEX incident_term_incident ON incident_term (incident);
