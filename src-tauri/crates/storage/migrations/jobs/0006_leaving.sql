-- Members leave groups as they join them: one by one in the plan, in chunks on the way.
DROP INDEX ops_run;
DROP INDEX ops_members;
DROP INDEX ops_chunks;
CREATE INDEX ops_run ON ops (job_id, id) WHERE state IN ('ready', 'unknown', 'verifying')
    AND kind NOT IN ('add_member', 'remove_member');
CREATE INDEX ops_members ON ops (job_id, target_id, id) WHERE state = 'ready'
    AND kind IN ('add_member', 'remove_member');
CREATE INDEX ops_chunks ON ops (target_id) WHERE kind IN ('add_members', 'remove_members')
    AND state IN ('ready', 'inflight', 'unknown', 'verifying');
