-- id, complete, codebook, program, sequence, created, cursor, and counts of what there is.
CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- id sorts as pages do, oldest first: see order.go. recorded: microseconds since 1970, UTC.
CREATE TABLE document (
    id        INTEGER PRIMARY KEY,
    key       TEXT NOT NULL UNIQUE,
    name      TEXT NOT NULL,
    source    TEXT NOT NULL,
    url       TEXT NOT NULL,
    title     TEXT NOT NULL,
    published TEXT NOT NULL,
    lang      TEXT NOT NULL,
    about     TEXT NOT NULL,
    recorded  INTEGER NOT NULL,
    claims    INTEGER NOT NULL,
    sum       BLOB NOT NULL
);
CREATE INDEX document_name ON document (name) WHERE name <> '';
CREATE INDEX document_source ON document (source, id);
CREATE INDEX document_recorded ON document (recorded);

-- The document's text, and its claims as JSON Lines in order of their anchors, both zstd.
CREATE TABLE content (
    document INTEGER PRIMARY KEY REFERENCES document (id),
    text     BLOB NOT NULL,
    claims   BLOB NOT NULL
);

-- id: the document's, shifted, and the claim's line in content.claims. terms: see terms.go.
CREATE TABLE claim (
    id    INTEGER PRIMARY KEY,
    key   TEXT NOT NULL UNIQUE,
    terms BLOB NOT NULL
);

-- A value that claims can be narrowed by; claims: how many have it.
CREATE TABLE term (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    field  TEXT NOT NULL,
    value  TEXT NOT NULL,
    claims INTEGER NOT NULL DEFAULT 0,
    UNIQUE (field, value)
);
CREATE TABLE claim_term (
    term  INTEGER NOT NULL,
    claim INTEGER NOT NULL,
    PRIMARY KEY (term, claim)
) WITHOUT ROWID;

-- Ids of documents that were removed on purpose.
CREATE TABLE removed (
    key TEXT PRIMARY KEY
) WITHOUT ROWID;

CREATE VIRTUAL TABLE claim_text USING fts5 (
    sentence, title,
    content = '', contentless_delete = 1, tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE document_text USING fts5 (
    title, text,
    content = '', contentless_delete = 1, tokenize = 'porter unicode61 remove_diacritics 2'
);
