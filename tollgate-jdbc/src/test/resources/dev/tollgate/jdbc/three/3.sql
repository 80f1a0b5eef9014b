ALTER TABLE second ADD COLUMN c TEXT;
INSERT INTO second (b, c) SELECT a, 'copied' FROM first;
