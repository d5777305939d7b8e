CREATE TABLE action_point (
    id INTEGER NOT NULL,
    enrolment_id INTEGER,
    round_id INTEGER,
    what TEXT,
    owner TEXT,
    due_on TEXT,
    state TEXT,
    carried_from_id INTEGER,
    gone INTEGER DEFAULT '0' NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX action_point_enrolment ON action_point (enrolment_id);
CREATE INDEX action_point_round ON action_point (round_id);
CREATE TABLE agency (
    id INTEGER NOT NULL,
    name TEXT,
    short_name TEXT,
    name_native TEXT,
    gone INTEGER DEFAULT '0' NOT NULL,
    PRIMARY KEY (id)
);
CREATE TABLE attempt (
    id INTEGER NOT NULL,
    person_id INTEGER,
    module_id INTEGER,
    status TEXT,
    score INTEGER,
    done_on TEXT,
    source TEXT,
    gone INTEGER DEFAULT '0' NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX attempt_person ON attempt (person_id);
CREATE TABLE attendance (
    session_id INTEGER NOT NULL,
    enrolment_id INTEGER NOT NULL,
    status TEXT,
    mode TEXT,
    minutes INTEGER,
    source TEXT,
    remark TEXT,
    gone INTEGER DEFAULT '0' NOT NULL,
    PRIMARY KEY (session_id, enrolment_id)
)
 WITHOUT ROWID;
CREATE TABLE attendance_sheet (
    id INTEGER NOT NULL,
    cohort_id INTEGER,
    code TEXT,
    held_on TEXT,
    layout TEXT,
    gone INTEGER DEFAULT '0' NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX attendance_sheet_cohort ON attendance_sheet (cohort_id);
CREATE TABLE certificate (
    id INTEGER NOT NULL,
    enrolment_id INTEGER,
    number TEXT,
    kind TEXT,
    issued_on TEXT,
    content TEXT,
    state TEXT,
    state_on TEXT,
    reason TEXT,
    replaces_id INTEGER,
    handed_over_on TEXT,
    handed_over_by TEXT,
    gone INTEGER DEFAULT '0' NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX certificate_enrolment ON certificate (enrolment_id);
CREATE TABLE challenge (
    id INTEGER NOT NULL,
    round_id INTEGER,
    what TEXT,
    theme TEXT,
    agency_id INTEGER,
    gone INTEGER DEFAULT '0' NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX challenge_agency ON challenge (agency_id);
CREATE INDEX challenge_round ON challenge (round_id);
CREATE TABLE change (
    n INTEGER NOT NULL,
    id BLOB NOT NULL,
    "row" INTEGER NOT NULL,
    sub INTEGER NOT NULL,
    field INTEGER NOT NULL,
    parent INTEGER,
    value BLOB,
    salt BLOB,
    PRIMARY KEY (n)
);
CREATE INDEX change_key ON change ("row", sub, field);
CREATE TABLE coaching_round (
    id INTEGER NOT NULL,
    cohort_id INTEGER,
    number INTEGER,
    title TEXT,
    starts_on TEXT,
    ends_on TEXT,
    venue TEXT,
    gone INTEGER DEFAULT '0' NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX coaching_round_cohort ON coaching_round (cohort_id);
CREATE TABLE coaching_session (
    id INTEGER NOT NULL,
    round_id INTEGER,
    enrolment_id INTEGER,
    coach_id INTEGER,
    held_on TEXT,
    minutes INTEGER,
    mode TEXT,
    gone INTEGER DEFAULT '0' NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX coaching_session_enrolment ON coaching_session (enrolment_id);
CREATE INDEX coaching_session_round ON coaching_session (round_id);
CREATE TABLE coded (
    n INTEGER NOT NULL,
    json TEXT NOT NULL,
    PRIMARY KEY (n),
    UNIQUE (json)
);
CREATE TABLE cohort (
    id INTEGER NOT NULL,
    programme_id INTEGER,
    code TEXT,
    title TEXT,
    title_native TEXT,
    short_title TEXT,
    short_title_native TEXT,
    starts_on TEXT,
    ends_on TEXT,
    venue TEXT,
    venue_native TEXT,
    status_set TEXT,
    rule TEXT,
    signatories TEXT,
    gone INTEGER DEFAULT '0' NOT NULL,
    PRIMARY KEY (id)
);
CREATE TABLE "conflict" (
    "row" INTEGER NOT NULL,
    sub INTEGER NOT NULL,
    field INTEGER NOT NULL,
    PRIMARY KEY ("row", sub, field)
)
 WITHOUT ROWID;
CREATE TABLE enrolment (
    id INTEGER NOT NULL,
    cohort_id INTEGER,
    person_id INTEGER,
    state TEXT,
    state_on TEXT,
    reason TEXT,
    reserve_order INTEGER,
    replaces_id INTEGER,
    allowed INTEGER,
    allowed_reason TEXT,
    source TEXT,
    gone INTEGER DEFAULT '0' NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX enrolment_cohort ON enrolment (cohort_id);
CREATE INDEX enrolment_person ON enrolment (person_id);
CREATE TABLE expert (
    id INTEGER NOT NULL,
    name_latin TEXT,
    name_native TEXT,
    role TEXT,
    title TEXT,
    institution TEXT,
    languages TEXT,
    phone TEXT,
    gone INTEGER DEFAULT '0' NOT NULL,
    PRIMARY KEY (id)
);
CREATE TABLE field (
    n INTEGER NOT NULL,
    entity TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (n),
    UNIQUE (entity, name)
);
CREATE TABLE module (
    id INTEGER NOT NULL,
    code TEXT,
    title TEXT,
    title_native TEXT,
    language TEXT,
    version TEXT,
    gone INTEGER DEFAULT '0' NOT NULL,
    PRIMARY KEY (id)
);
CREATE TABLE need (
    id INTEGER NOT NULL,
    enrolment_id INTEGER,
    title TEXT,
    raised_by TEXT,
    priority INTEGER,
    evidence TEXT,
    gone INTEGER DEFAULT '0' NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX need_enrolment ON need (enrolment_id);
CREATE TABLE note (
    id INTEGER NOT NULL,
    enrolment_id INTEGER,
    round_id INTEGER,
    audience TEXT,
    sealed TEXT,
    gone INTEGER DEFAULT '0' NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX note_enrolment ON note (enrolment_id);
CREATE INDEX note_round ON note (round_id);
CREATE TABLE office (
    id INTEGER NOT NULL,
    code TEXT,
    name TEXT,
    number_prefix TEXT,
    gone INTEGER DEFAULT '0' NOT NULL,
    PRIMARY KEY (id)
);
CREATE TABLE office_key (
    id INTEGER NOT NULL,
    office_id INTEGER,
    public_key TEXT,
    gone INTEGER DEFAULT '0' NOT NULL,
    PRIMARY KEY (id)
);
CREATE TABLE parents (
    change INTEGER NOT NULL,
    parent INTEGER NOT NULL,
    PRIMARY KEY (change, parent)
)
 WITHOUT ROWID;
CREATE TABLE person (
    id INTEGER NOT NULL,
    name_latin TEXT,
    name_native TEXT,
    certificate_name TEXT,
    name_check TEXT,
    relative_name TEXT,
    sex TEXT,
    born_on TEXT,
    agency_id INTEGER,
    unit_id INTEGER,
    rank TEXT,
    grade TEXT,
    service_number TEXT,
    national_id TEXT,
    phone TEXT,
    email TEXT,
    duty_station TEXT,
    role TEXT,
    remark TEXT,
    provisional INTEGER,
    gone INTEGER DEFAULT '0' NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX person_agency ON person (agency_id);
CREATE TABLE programme (
    id INTEGER NOT NULL,
    code TEXT,
    title TEXT,
    gone INTEGER DEFAULT '0' NOT NULL,
    PRIMARY KEY (id)
);
CREATE TABLE rank (
    id INTEGER NOT NULL,
    agency_id INTEGER,
    name TEXT,
    name_native TEXT,
    position INTEGER,
    gone INTEGER DEFAULT '0' NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX rank_agency ON rank (agency_id);
CREATE TABLE register (
    n INTEGER NOT NULL,
    kind TEXT NOT NULL,
    wall TEXT NOT NULL,
    operator TEXT NOT NULL,
    name TEXT NOT NULL,
    content TEXT NOT NULL,
    step BLOB,
    detail TEXT NOT NULL,
    PRIMARY KEY (n)
);
CREATE TABLE replica (
    n INTEGER NOT NULL,
    replica BLOB NOT NULL,
    signing_key BLOB NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (n)
);
CREATE TABLE required_module (
    cohort_id INTEGER NOT NULL,
    module_id INTEGER NOT NULL,
    need TEXT,
    due_on TEXT,
    position INTEGER,
    gone INTEGER DEFAULT '0' NOT NULL,
    PRIMARY KEY (cohort_id, module_id)
)
 WITHOUT ROWID;
CREATE TABLE "row" (
    n INTEGER NOT NULL,
    entity TEXT NOT NULL,
    uuid BLOB NOT NULL,
    PRIMARY KEY (n),
    UNIQUE (uuid)
);
CREATE TABLE saw (
    change INTEGER NOT NULL,
    seen BLOB NOT NULL,
    PRIMARY KEY (change, seen)
)
 WITHOUT ROWID;
CREATE TABLE seats (
    cohort_id INTEGER NOT NULL,
    agency_id INTEGER NOT NULL,
    seats INTEGER,
    gone INTEGER DEFAULT '0' NOT NULL,
    PRIMARY KEY (cohort_id, agency_id)
)
 WITHOUT ROWID;
CREATE TABLE session_trainer (
    session_id INTEGER NOT NULL,
    expert_id INTEGER NOT NULL,
    role TEXT,
    gone INTEGER DEFAULT '0' NOT NULL,
    PRIMARY KEY (session_id, expert_id)
)
 WITHOUT ROWID;
CREATE TABLE setting (
    name TEXT NOT NULL,
    value TEXT,
    PRIMARY KEY (name)
);
CREATE TABLE solution (
    id INTEGER NOT NULL,
    challenge_id INTEGER,
    what TEXT,
    gone INTEGER DEFAULT '0' NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX solution_challenge ON solution (challenge_id);
CREATE TABLE training (
    id INTEGER NOT NULL,
    cohort_id INTEGER,
    title TEXT,
    title_native TEXT,
    template TEXT,
    gone INTEGER DEFAULT '0' NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX training_cohort ON training (cohort_id);
CREATE TABLE training_session (
    id INTEGER NOT NULL,
    training_id INTEGER,
    title TEXT,
    title_native TEXT,
    held_on TEXT,
    starts_at TEXT,
    ends_at TEXT,
    minutes INTEGER,
    mandatory INTEGER,
    delivery TEXT,
    state TEXT,
    reason TEXT,
    gone INTEGER DEFAULT '0' NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX training_session_training ON training_session (training_id);
CREATE TABLE tx (
    n INTEGER NOT NULL,
    count INTEGER NOT NULL,
    replica BLOB NOT NULL,
    seq INTEGER NOT NULL,
    lamport INTEGER NOT NULL,
    wall TEXT NOT NULL,
    user INTEGER NOT NULL,
    schema INTEGER NOT NULL,
    source INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    label INTEGER NOT NULL,
    undoes BLOB,
    prev BLOB,
    secret BLOB,
    hash BLOB NOT NULL,
    PRIMARY KEY (n)
);
CREATE TABLE unit (
    id INTEGER NOT NULL,
    agency_id INTEGER,
    name TEXT,
    name_native TEXT,
    gone INTEGER DEFAULT '0' NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX unit_agency ON unit (agency_id);
CREATE TABLE waiting (
    n INTEGER NOT NULL,
    kind TEXT NOT NULL,
    wall TEXT NOT NULL,
    name TEXT NOT NULL,
    content TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (n)
);
CREATE TABLE word (
    n INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (n),
    UNIQUE (text)
);
