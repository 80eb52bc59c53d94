-- The streams' trees (RFC 6962 §2.1), of the leaves that are there. Each stream has a multiple of
-- sixteen events, so that its frontier consists of stored subtrees.

CREATE FUNCTION bench.parents(nodes bytea[]) RETURNS bytea[] LANGUAGE sql IMMUTABLE
RETURN ARRAY(SELECT sha256('\x01'::bytea || nodes[2 * place - 1] || nodes[2 * place])
  FROM generate_series(1, cardinality(nodes) / 2) AS place ORDER BY place);

CREATE FUNCTION bench.fill_level(of_level integer) RETURNS void LANGUAGE sql AS $$
INSERT INTO ledger_nodes (merchant_id, level, index, hash)
SELECT l.merchant_id, of_level, l.index / 2, sha256('\x01'::bytea || l.hash || r.hash)
FROM ledger_nodes l JOIN ledger_nodes r
  ON r.merchant_id = l.merchant_id AND r.level = l.level AND r.index = l.index + 1
WHERE l.level = of_level - 1 AND l.index % 2 = 0
$$;

INSERT INTO ledger_nodes (merchant_id, level, index, hash)
SELECT merchant_id, 4, (seq - 1) / 16,
  (bench.parents(bench.parents(bench.parents(bench.parents(array_agg(leaf_hash ORDER BY seq))))))[1]
FROM events GROUP BY 1, 3;
ANALYZE ledger_nodes;
SELECT bench.fill_level(level) FROM generate_series(5, 30) AS level;

-- One subtree for each bit of the size, the largest first.
INSERT INTO ledger_heads (merchant_id, size, frontier, updated_at)
SELECT m.merchant_id, m.events, string_agg(n.hash, ''::bytea ORDER BY n.level DESC),
  (SELECT max(recorded_at) FROM events e WHERE e.merchant_id = m.merchant_id)
FROM bench.merchants m JOIN ledger_nodes n ON n.merchant_id = m.merchant_id
  AND (m.events >> n.level) % 2 = 1 AND n.index = (m.events >> n.level) - 1
GROUP BY 1, 2;
