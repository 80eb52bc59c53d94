-- The streams' trees (RFC 6962 §2.1), of the leaves that are there. Each stream has a multiple of
-- sixteen events, so that its frontier consists of stored subtrees.

CREATE FUNCTION bench.parent(first bytea, second bytea) RETURNS bytea LANGUAGE sql IMMUTABLE
RETURN sha256('\x01'::bytea || first || second);

CREATE FUNCTION bench.root_of_four(leaves bytea[], place integer) RETURNS bytea
LANGUAGE sql IMMUTABLE
RETURN bench.parent(bench.parent(leaves[place], leaves[place + 1]),
  bench.parent(leaves[place + 2], leaves[place + 3]));

-- Not by joining a level with itself: without statistics of it that may become a nested loop.
CREATE FUNCTION bench.fill_level(of_level integer) RETURNS void LANGUAGE sql AS $$
INSERT INTO ledger_nodes (merchant_id, level, index, hash)
SELECT merchant_id, of_level, index / 2,
  bench.parent((array_agg(hash ORDER BY index))[1], (array_agg(hash ORDER BY index))[2])
FROM ledger_nodes WHERE level = of_level - 1 GROUP BY merchant_id, index / 2 HAVING count(*) = 2
$$;

INSERT INTO ledger_nodes (merchant_id, level, index, hash)
SELECT merchant_id, 4, index,
  bench.parent(bench.parent(bench.root_of_four(leaves, 1), bench.root_of_four(leaves, 5)),
    bench.parent(bench.root_of_four(leaves, 9), bench.root_of_four(leaves, 13)))
FROM (
  SELECT merchant_id, (seq - 1) / 16 AS index, array_agg(leaf_hash ORDER BY seq) AS leaves
  FROM events GROUP BY 1, 2
  OFFSET 0
) AS subtrees;
ANALYZE ledger_nodes;
SELECT bench.fill_level(level) FROM generate_series(5, 30) AS level;

-- One subtree for each bit of the size, the largest first.
INSERT INTO ledger_heads (merchant_id, size, frontier, updated_at)
SELECT m.merchant_id, m.events, string_agg(n.hash, ''::bytea ORDER BY n.level DESC),
  (SELECT recorded_at FROM events e WHERE e.merchant_id = m.merchant_id AND e.seq = m.events)
FROM bench.merchants m JOIN ledger_nodes n ON n.merchant_id = m.merchant_id
  AND (m.events >> n.level) % 2 = 1 AND n.index = (m.events >> n.level) - 1
GROUP BY 1, 2;
