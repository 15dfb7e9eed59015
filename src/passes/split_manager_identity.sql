-- Two register files belong to one manager under two spellings of the name.
--
-- severity: warning
-- remedy:   merge the registers, and spell the owner in one way
--
-- "dave" and "dave-fowler" are one person with two sets of files: counts disagree, and each half is
-- stale for the other. [owners] in the configuration says which names are one.

SELECT NULL                    AS slug,
       register_file.owner_key AS subject,
       COUNT(*) || ' registers are ' || register_file.owner_key || '''s: '
           || group_concat(register_file.owner, ', ') AS detail,
       json_object('owner_key', register_file.owner_key,
                   'registers', json_group_array(register_file.path)) AS evidence
  FROM (SELECT * FROM register_file ORDER BY path) AS register_file
 GROUP BY register_file.owner_key
HAVING COUNT(*) > 1
 ORDER BY subject;
