-- What the integrity meter shows of a reading.
ALTER TABLE syncs ADD COLUMN duplicates INTEGER NOT NULL DEFAULT 0;
ALTER TABLE syncs ADD COLUMN changes_only INTEGER NOT NULL DEFAULT 0 CHECK (changes_only IN (0, 1));
