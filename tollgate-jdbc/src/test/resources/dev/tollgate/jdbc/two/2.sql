CREATE TABLE second (b TEXT);
