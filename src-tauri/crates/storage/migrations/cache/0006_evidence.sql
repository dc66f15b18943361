-- What a recorded exchange is known by before it has a number; random, so that no two programs give the same.
ALTER TABLE exchanges ADD COLUMN mark INTEGER;
CREATE INDEX exchanges_by_mark ON exchanges (mark) WHERE mark IS NOT NULL;
-- The mark of the exchange that showed it. Exchanges go sooner than what they taught: it may lead nowhere.
ALTER TABLE capabilities ADD COLUMN mark INTEGER;
