#pragma once

namespace tmdb {

/// Statements that a console of readers must refuse, by what they are after.

inline constexpr const char* statements_that_write_rows[] = {
    "INSERT INTO run (kind, started_at) VALUES ('sync', '')",
    "INSERT INTO run SELECT 9, 'sync', '', NULL, NULL",
    "REPLACE INTO run (id, kind, started_at) VALUES (1, 'sync', '')",
    "INSERT INTO run (id, kind, started_at) VALUES (1, 'sync', '') "
    "ON CONFLICT DO UPDATE SET kind = 'restore'",
    "INSERT INTO run (kind, started_at) VALUES ('sync', '') RETURNING id",
    "WITH one AS (SELECT 1) INSERT INTO run (id) SELECT * FROM one",
    "UPDATE run SET kind = 'restore'",
    "WITH one AS (SELECT 1 AS id) UPDATE run SET kind = 'x' FROM one",
    "DELETE FROM run",
    "DELETE FROM run WHERE 0",
    "EXPLAIN DELETE FROM run",
    "EXPLAIN QUERY PLAN UPDATE run SET kind = 'restore'",
    "UPDATE sqlite_sequence SET seq = 0",
};

inline constexpr const char* statements_that_write_the_schema[] = {
    "CREATE TABLE mine (a)",
    "CREATE TABLE mine AS SELECT * FROM run",
    "CREATE TEMP TABLE mine (a)",
    "CREATE TEMPORARY TABLE mine AS SELECT 1",
    "CREATE INDEX mine ON run (kind)",
    "CREATE VIEW mine AS SELECT 1",
    "CREATE TEMP VIEW mine AS SELECT 1",
    "CREATE TRIGGER mine AFTER INSERT ON run BEGIN SELECT 1; END",
    "CREATE TEMP TRIGGER mine AFTER INSERT ON run BEGIN SELECT 1; END",
    "CREATE VIRTUAL TABLE mine USING fts5(a)",
    "CREATE VIRTUAL TABLE mine USING fts3(a, tokenize=zz)",
    "CREATE VIRTUAL TABLE temp.mine USING rtree(id, a, b)",
    "DROP TABLE run",
    "DROP VIEW ledgers",
    "DROP INDEX change_by_run",
    "DROP TABLE IF EXISTS signal",
    "ALTER TABLE run RENAME TO runs",
    "ALTER TABLE run ADD COLUMN mine",
    "ALTER TABLE run DROP COLUMN outcome",
    "ALTER TABLE run RENAME COLUMN kind TO sort",
    "ANALYZE",
    "ANALYZE run",
    "REINDEX",
    "REINDEX change",
};

inline constexpr const char* statements_that_reach_for_files_and_locks[] = {
    "VACUUM",
    "VACUUM INTO 'copy.db'",
    "VACUUM main INTO 'copy.db'",
    "EXPLAIN VACUUM INTO 'copy.db'",
    "ATTACH 'other.db' AS other",
    "ATTACH ':memory:' AS other",
    "ATTACH DATABASE '' AS other",
    "ATTACH 'file:other.db?mode=rwc' AS other",
    "DETACH main",
    "BEGIN",
    "BEGIN IMMEDIATE",
    "BEGIN EXCLUSIVE",
    "COMMIT",
    "ROLLBACK",
    "SAVEPOINT mine",
    "RELEASE mine",
    "ROLLBACK TO mine",
};

inline constexpr const char* statements_that_set_a_pragma[] = {
    "PRAGMA user_version = 7",
    "PRAGMA application_id(7)",
    "PRAGMA main.schema_version = 7",
    "PRAGMA journal_mode = WAL",
    "PRAGMA journal_mode",
    "PRAGMA query_only = OFF",
    "PRAGMA writable_schema = ON",
    "PRAGMA trusted_schema = ON",
    "PRAGMA wal_checkpoint(TRUNCATE)",
    "PRAGMA incremental_vacuum",
    "PRAGMA optimize",
    "PRAGMA temp_store_directory = 'x'",
    "PRAGMA hard_heap_limit = 0",
    "PRAGMA locking_mode = EXCLUSIVE",
    "PRAGMA mmap_size = 1000000000",
    "PRAGMA no_such_pragma",
    "SELECT * FROM pragma_journal_mode('wal')",
    "SELECT * FROM pragma_database_list",
    "PRAGMA wal_autocheckpoint = 1",
};

inline constexpr const char* statements_that_call_out[] = {
    "SELECT load_extension('./mine.so')",
    "SELECT load_extension('./mine.so', 'start') FROM run",
    "SELECT fts3_tokenizer('zz', x'4141414141414141')",
    "SELECT FTS3_TOKENIZER('simple')",
    "SELECT * FROM fts3tokenize",
    "SELECT * FROM dbstat",
    "SELECT rtreecheck('run')",
    "SELECT 1 WHERE EXISTS (SELECT load_extension('x'))",
    "WITH evil AS (SELECT load_extension('x')) SELECT * FROM evil",
};

}   // namespace tmdb
