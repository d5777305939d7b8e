CREATE TABLE erased (
    "row" INTEGER NOT NULL,
    sub INTEGER NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY ("row", sub, name)
)
 WITHOUT ROWID;
CREATE TABLE bundle (
    hash BLOB NOT NULL,
    n INTEGER NOT NULL,
    count INTEGER NOT NULL,
    label TEXT NOT NULL,
    PRIMARY KEY (hash, n)
)
 WITHOUT ROWID;
