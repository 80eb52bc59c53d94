/** VERIFY.md of every bundle. */
export const VERIFY_GUIDE = `# How to verify this export

Nothing here needs Onceover, its database or a network.

## The quick way

- Open \`verify.html\` in a browser, choose the ZIP archive or all files of its folder, and paste the
  public key of the signer if you know it. Or:
- \`npm run verify -- BUNDLE --key PUBLIC_KEY\` in a clone of Onceover. It exits 0 only if all holds.
  \`--since CHECKPOINT\` also shows that the log has only grown since a checkpoint that you kept.

A key that you know only from this bundle proves nothing about who signed it: whoever makes a bundle
can put any key there. Take the key from elsewhere, for example from \`/api/v1/audit/public-keys\` of
the installation, or from what you were given when you were appointed.

## What is in it

| file | what it holds |
| --- | --- |
| \`data.csv\` or \`data.jsonl\` | the rows that were asked for |
| \`leaves.jsonl\` | every record of the range, exactly as the log was sealed over it, one a line |
| \`proofs.jsonl\` | the signed checkpoint and the range proof, then a line for each record that opens columns of it |
| \`manifest.json\` | what was asked, by whom, as of which checkpoint; rows, sums, hashes of all files |
| \`manifest.sig\` | 64 bytes: Ed25519 over the bytes of \`manifest.json\` |

Exports of payments and keys have no records: there the signature and the hashes are all.

## How to check it by hand

All hashes are SHA-256; texts are UTF-8; JSON in hashes is RFC 8785.

1. **Manifest.** Check \`manifest.sig\` with the signer's Ed25519 key. Compare length and hash of each
   file with \`files\`.
2. **Checkpoint.** \`as_of.checkpoint\` is a signed note (C2SP signed-note, tlog-checkpoint): the log's
   name, its size, its root in base64, an empty line, and signatures. The first line of
   \`proofs.jsonl\` holds the same note.
3. **Leaves.** A record's hash is that of a zero byte and its line in \`leaves.jsonl\` without the line
   feed. \`seq\` rises by one from line to line; record \`seq\` is leaf \`seq - 1\` of the tree.
4. **Range.** \`range.proof\` has the roots (base64) of the perfect subtrees left of the range, the
   largest first, then of those right of it, from left to right. Start a stack with the left ones;
   push each leaf, then each right one. While the two on top have the same height, replace them by
   the hash of a byte 1, the lower and the upper. At the end, join the two on top in the same way
   until one is left: the root of the checkpoint.
5. **Columns.** A record commits to each of its columns that is not null:
   \`base64url(hash(salt ":" name ":" value))\`, value as JSON. A proof line opens some: \`columns\`
   holds names and values, \`salts\` 32 characters for each, in the same order. Each must give the
   commitment that the record has. Columns of a record that are neither open nor in the filter say
   nothing.
6. **Rows.** A proof line with \`"row": true\` opens the whole record, which is then a row of the data.
   Build the row from it and compare. In CSV (RFC 4180, CRLF) a text that begins with = + - @, TAB,
   CR, LF or NUL has an apostrophe before it; JSON Lines has the exact values. \`latency_ms\` is
   \`latency_us\` / 1000; \`leaf_hash\` is the record's hash.
7. **Completeness.** A proof line with \`"row": false\` opens the columns that the filter asks for.
   Apply the filter: such a record must not match, and every row must. So no match was left out.
   With a \`sample\`, of the matching records those are rows whose hash of \`seed ":" seq\` is among the
   smallest.
8. **Totals.** Count the rows, add up \`amount\` by \`currency\`.

Columns of people may be erased by law (\`customer_reference\`, \`ip\`, \`last4\`, \`metadata\`,
\`user_agent\`): their commitments stay, their values and salts are gone. \`erased\` in the manifest names
the rows, and the records of which nobody can say any more whether they matched.

## What it does not prove

See \`not_proved\` in the manifest. In short: not that everything was recorded, not that the clocks were
right, and not that others were shown the same log, unless you compare checkpoints.
`;
