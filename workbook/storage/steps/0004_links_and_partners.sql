CREATE TABLE link (
    one_id INTEGER NOT NULL,
    other_id INTEGER NOT NULL,
    says TEXT,
    gone INTEGER DEFAULT '0' NOT NULL,
    PRIMARY KEY (one_id, other_id)
)
 WITHOUT ROWID;
CREATE TABLE decision (
    id INTEGER NOT NULL,
    kind TEXT,
    about TEXT,
    answer TEXT,
    gone INTEGER DEFAULT '0' NOT NULL,
    PRIMARY KEY (id)
);
CREATE TABLE partner (
    public_key TEXT NOT NULL,
    office TEXT NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    first_seen TEXT NOT NULL,
    confirmed_on TEXT,
    confirmed_by TEXT,
    detail TEXT NOT NULL,
    PRIMARY KEY (public_key)
);
