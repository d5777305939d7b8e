CREATE TABLE parked (
    id BLOB NOT NULL,
    line TEXT NOT NULL,
    PRIMARY KEY (id)
);
ALTER TABLE replica ADD COLUMN lamport INTEGER DEFAULT '0' NOT NULL;
ALTER TABLE replica ADD COLUMN prev BLOB;
UPDATE replica SET
    lamport = (SELECT coalesce(max(lamport), 0) FROM tx),
    prev = (SELECT hash FROM tx WHERE tx.replica = replica.replica AND tx.seq = replica.seq);
DROP INDEX change_key;
CREATE INDEX change_key ON change ("row", sub);
