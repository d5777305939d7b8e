CREATE TABLE test (
    id INTEGER NOT NULL,
    cohort_id INTEGER,
    title TEXT,
    kind TEXT,
    held_on TEXT,
    out_of INTEGER,
    gone INTEGER DEFAULT '0' NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX test_cohort ON test (cohort_id);
CREATE TABLE test_mark (
    test_id INTEGER NOT NULL,
    enrolment_id INTEGER NOT NULL,
    marks TEXT,
    absent INTEGER,
    source TEXT,
    gone INTEGER DEFAULT '0' NOT NULL,
    PRIMARY KEY (test_id, enrolment_id)
)
 WITHOUT ROWID;
