CREATE TABLE draft (
    name TEXT NOT NULL,
    value TEXT,
    PRIMARY KEY (name)
);
