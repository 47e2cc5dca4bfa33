-- What the log says about itself: log.pub (the key by which its checkpoints are checked).
CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- Bytes as received, once per content. coding: 0 as they are, 1 zstd.
CREATE TABLE blob (
    id     INTEGER PRIMARY KEY,
    sha256 BLOB NOT NULL UNIQUE,
    size   INTEGER NOT NULL,
    coding INTEGER NOT NULL,
    data   BLOB NOT NULL
);

-- recorded: microseconds since 1970, UTC. redacted: index of the entry that says why this one is gone;
-- salt, body and blob are null then. size: of the body in bytes before coding.
CREATE TABLE entry (
    idx        INTEGER PRIMARY KEY,
    kind       TEXT NOT NULL,
    recorded   INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    redacted   INTEGER REFERENCES entry (idx),
    blob       INTEGER REFERENCES blob (id),
    salt       BLOB,
    size       INTEGER,
    coding     INTEGER,
    body       BLOB
);
CREATE INDEX entry_kind ON entry (kind, idx);
CREATE INDEX entry_blob ON entry (blob) WHERE blob IS NOT NULL;

-- Nodes of the Merkle tree in the order of golang.org/x/mod/sumdb/tlog.
CREATE TABLE node (
    idx  INTEGER PRIMARY KEY,
    hash BLOB NOT NULL
);

-- Signed heads, one per append.
CREATE TABLE checkpoint (
    size INTEGER PRIMARY KEY,
    note TEXT NOT NULL
);
