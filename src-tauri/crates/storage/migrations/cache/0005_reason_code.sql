-- Why a reading is not proven complete, as a closed code beside the sentence.
ALTER TABLE syncs ADD COLUMN reason_code TEXT;
