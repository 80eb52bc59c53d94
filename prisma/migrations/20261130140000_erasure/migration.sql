-- A payment outlives its customer's data: what names a person is null once it is erased.
ALTER TABLE payments ALTER COLUMN customer_reference DROP NOT NULL, ALTER COLUMN ip DROP NOT NULL;
