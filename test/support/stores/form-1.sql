-- A store as release 0.1.0 wrote it: every status of a run, two versions of a plan, a host.
CREATE TABLE plans (
     id TEXT PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('plan', 'host')), name TEXT NOT NULL,
     version INTEGER NOT NULL CHECK (version >= 1), createdAt TEXT NOT NULL, savedAt TEXT NOT NULL
   ) STRICT;
CREATE TABLE versions (
     planId TEXT NOT NULL REFERENCES plans (id) ON DELETE CASCADE, version INTEGER NOT NULL,
     text TEXT NOT NULL, hash TEXT NOT NULL, savedAt TEXT NOT NULL, note TEXT NOT NULL,
     PRIMARY KEY (planId, version)
   ) STRICT;
CREATE TABLE results (key TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT;
CREATE TABLE runs (
     id TEXT PRIMARY KEY, place INTEGER NOT NULL UNIQUE,
     planId TEXT NOT NULL, version INTEGER NOT NULL, planName TEXT NOT NULL, planHash TEXT NOT NULL,
     seed INTEGER, hasAnswers INTEGER NOT NULL, engineVersion TEXT NOT NULL, resultKey TEXT NOT NULL,
     status TEXT NOT NULL CHECK (status IN ('queued', 'running', 'planned', 'infeasible', 'refused', 'failed', 'cancelled')),
     progress TEXT, firstLook TEXT, attempts INTEGER NOT NULL, isFromStore INTEGER NOT NULL,
     createdAt TEXT NOT NULL, endedAt TEXT, message TEXT NOT NULL, issues TEXT NOT NULL,
     FOREIGN KEY (planId, version) REFERENCES versions (planId, version) ON DELETE CASCADE
   ) STRICT;
CREATE INDEX runsByPlan ON runs (planId, place);
CREATE INDEX runsByStatus ON runs (status, place);
CREATE INDEX runsByResult ON runs (resultKey);
INSERT INTO plans (id, kind, name, version, createdAt, savedAt) VALUES ('lab', 'plan', 'Lab, changed', 2, '2026-07-01T00:00:00.000Z', '2026-07-01T00:00:01.000Z');
INSERT INTO plans (id, kind, name, version, createdAt, savedAt) VALUES ('site', 'host', 'Site', 1, '2026-07-01T00:00:02.000Z', '2026-07-01T00:00:02.000Z');
INSERT INTO versions (planId, version, text, hash, savedAt, note) VALUES ('lab', 1, 'name: Lab
# ours, 100 % ''quoted''
', 'sha256:d3bbbdde22b01c46bfa6132563914fc33ef492ef93b41837beb56958b8eda984', '2026-07-01T00:00:00.000Z', '');
INSERT INTO versions (planId, version, text, hash, savedAt, note) VALUES ('lab', 2, 'name: Lab, changed
', 'sha256:7dcfdcfea70d33b850b15caafa992660bbb97921629317f9da318df84c159810', '2026-07-01T00:00:01.000Z', 'another name');
INSERT INTO versions (planId, version, text, hash, savedAt, note) VALUES ('site', 1, 'name: Site
', 'sha256:a990f22b53ba3341f1e71630df41deef772e24c9790f036051738c126d7b2ca1', '2026-07-01T00:00:02.000Z', 'a host');
INSERT INTO results (key, text) VALUES ('1783a1d95804dd9331f264dc1c8591c755ca554970e3eb3104208281994aae9c', '{"schemaVersion": 2}
');
INSERT INTO runs (id, place, planId, version, planName, planHash, seed, hasAnswers, engineVersion, resultKey, status, progress, firstLook, attempts, isFromStore, createdAt, endedAt, message, issues) VALUES ('planned', 1, 'lab', 1, 'Lab, changed', 'sha256:d3bbbdde22b01c46bfa6132563914fc33ef492ef93b41837beb56958b8eda984', NULL, 0, '0.1.0', '1783a1d95804dd9331f264dc1c8591c755ca554970e3eb3104208281994aae9c', 'planned', '{"done":3,"total":9,"what":"lattices"}', 'first look: nothing', 1, 0, '2026-07-01T00:00:03.000Z', '2026-07-01T00:00:04.000Z', '', '[]');
INSERT INTO runs (id, place, planId, version, planName, planHash, seed, hasAnswers, engineVersion, resultKey, status, progress, firstLook, attempts, isFromStore, createdAt, endedAt, message, issues) VALUES ('again', 2, 'lab', 1, 'Lab, changed', 'sha256:d3bbbdde22b01c46bfa6132563914fc33ef492ef93b41837beb56958b8eda984', NULL, 0, '0.1.0', '1783a1d95804dd9331f264dc1c8591c755ca554970e3eb3104208281994aae9c', 'planned', NULL, NULL, 0, 1, '2026-07-01T00:00:05.000Z', '2026-07-01T00:00:05.000Z', '', '[]');
INSERT INTO runs (id, place, planId, version, planName, planHash, seed, hasAnswers, engineVersion, resultKey, status, progress, firstLook, attempts, isFromStore, createdAt, endedAt, message, issues) VALUES ('infeasible', 3, 'lab', 2, 'Lab, changed', 'sha256:7dcfdcfea70d33b850b15caafa992660bbb97921629317f9da318df84c159810', 7, 1, '0.1.0', '4c6d72b26db08bb194cedafea73a284552ef4ec3420755e378dbae32c48805a6', 'infeasible', NULL, NULL, 1, 0, '2026-07-01T00:00:06.000Z', '2026-07-01T00:00:07.000Z', 'no plan meets the hard limits', '[{"code":"infeasible","severity":"error","what":"cash: have 1, need 2","path":"","line":null,"column":null,"fix":"raise 1"}]');
INSERT INTO runs (id, place, planId, version, planName, planHash, seed, hasAnswers, engineVersion, resultKey, status, progress, firstLook, attempts, isFromStore, createdAt, endedAt, message, issues) VALUES ('cancelled', 4, 'lab', 2, 'Lab, changed', 'sha256:7dcfdcfea70d33b850b15caafa992660bbb97921629317f9da318df84c159810', 8, 0, '0.1.0', '9eccd97b85a8eeb803b5cb38b33c6fd50c7d40dc262a2326967254ec1ce113da', 'cancelled', NULL, NULL, 0, 0, '2026-07-01T00:00:08.000Z', '2026-07-01T00:00:09.000Z', '', '[]');
INSERT INTO runs (id, place, planId, version, planName, planHash, seed, hasAnswers, engineVersion, resultKey, status, progress, firstLook, attempts, isFromStore, createdAt, endedAt, message, issues) VALUES ('interrupted', 5, 'lab', 2, 'Lab, changed', 'sha256:7dcfdcfea70d33b850b15caafa992660bbb97921629317f9da318df84c159810', 9, 0, '0.1.0', 'e9de84e382586d2bcd9f7d6edccb4d8b7398139d2cc7b2884854b699ffd9d3fa', 'running', NULL, NULL, 1, 0, '2026-07-01T00:00:10.000Z', NULL, '', '[]');
INSERT INTO runs (id, place, planId, version, planName, planHash, seed, hasAnswers, engineVersion, resultKey, status, progress, firstLook, attempts, isFromStore, createdAt, endedAt, message, issues) VALUES ('queued', 6, 'lab', 2, 'Lab, changed', 'sha256:7dcfdcfea70d33b850b15caafa992660bbb97921629317f9da318df84c159810', 10, 0, '0.1.0', 'f3d537586d93c19cfc682ba977847f68aa7eea3e22f77a23c919144a7d6e3223', 'queued', NULL, NULL, 0, 0, '2026-07-01T00:00:11.000Z', NULL, '', '[]');
PRAGMA application_id = 942696036;
PRAGMA user_version = 1;
