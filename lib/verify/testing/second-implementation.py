"""A second, independent reading of a bundle's format (VERIFY.md): standard library only.

Usage: second-implementation.py FOLDER. Prints one JSON object; exits 1 where something does not hold.
Signatures are not checked: the standard library has no Ed25519.
"""

import base64
import csv
import hashlib
import json
import sys
from pathlib import Path


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def canonical(value) -> str:
    """RFC 8785 for what a record holds: no floats, keys in UTF-16 order."""
    if isinstance(value, dict):
        members = sorted(value.items(), key=lambda item: item[0].encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(f"{canonical(k)}:{canonical(v)}" for k, v in members) + "}"
    if isinstance(value, list):
        return "[" + ",".join(canonical(v) for v in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def commitment(salt: str, name: str, value) -> str:
    digest = sha256(f"{salt}:{name}:{canonical(value)}".encode())
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def root_of(stack) -> bytes:
    node = stack[-1][1]
    for _, left in reversed(stack[:-1]):
        node = sha256(b"\x01" + left + node)
    return node


def push(stack, level: int, node: bytes) -> None:
    while stack and stack[-1][0] == level:
        node = sha256(b"\x01" + stack.pop()[1] + node)
        level += 1
    stack.append((level, node))


def perfect_levels(start: int, end: int):
    while start < end:
        level = 0
        while start % (2 << level) == 0 and start + (2 << level) <= end:
            level += 1
        yield level
        start += 1 << level


def guarded(value) -> str:
    if value is None:
        return ""
    if isinstance(value, str) and value[:1] in tuple("=+-@\t\r\n\0"):
        return "'" + value
    return str(value)


def main(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    for file in manifest["files"]:
        content = (folder / file["name"]).read_bytes()
        assert len(content) == file["bytes"], file["name"]
        assert hashlib.sha256(content).hexdigest() == file["sha256"], file["name"]

    leaves = (folder / "leaves.jsonl").read_bytes().split(b"\n")[:-1]
    proofs = (folder / "proofs.jsonl").read_text("utf-8").split("\n")[:-1]
    header = json.loads(proofs[0])
    lines = [json.loads(line) for line in proofs[1:]]
    span = header["range"]
    proof = [base64.b64decode(text) for text in span["proof"]]
    before = list(perfect_levels(0, span["first"] - 1))
    after = list(perfect_levels(span["last"], span["size"]))
    assert len(proof) == len(before) + len(after)
    assert len(leaves) == len(lines) == span["last"] - span["first"] + 1

    stack = []
    for level, node in zip(before, proof):
        push(stack, level, node)
    rows = []
    for place, (leaf, line) in enumerate(zip(leaves, lines)):
        record = json.loads(leaf)
        assert record["seq"] == line["seq"] == span["first"] + place
        for position, (name, value) in enumerate(line["columns"].items()):
            salt = line["salts"][32 * position : 32 * position + 32]
            assert record["columns"][name] == commitment(salt, name, value), (record["seq"], name)
        leaf_hash = sha256(b"\0" + leaf)
        push(stack, 0, leaf_hash)
        if line["row"]:
            rows.append((record, line["columns"], leaf_hash.hex()))
    for level, node in zip(after, proof[len(before) :]):
        push(stack, level, node)

    _, size, root = header["checkpoint"].split("\n")[:3]
    assert int(size) == span["size"]
    assert base64.b64decode(root) == root_of(stack), "the root of the checkpoint"
    check_data(folder, rows)
    print(json.dumps({"root": root_of(stack).hex(), "rows": len(rows)}))


def check_data(folder: Path, rows) -> None:
    """Every cell, read by Python's own csv and json."""
    if (folder / "data.csv").exists():
        with open(folder / "data.csv", encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            found = [{name: cell for name, cell in row.items()} for row in reader]
        show = guarded
    else:
        text = (folder / "data.jsonl").read_text("utf-8")
        found = [json.loads(line, parse_float=str) for line in text.split("\n")[:-1]]
        show = lambda value: value
    assert len(found) == len(rows)
    for row, (record, columns, leaf_hash) in zip(found, rows):
        for name, cell in row.items():
            if name == "seq":
                expected = record["seq"]
            elif name in ("merchant", "recorded_at"):
                expected = record[name]
            elif name == "leaf_hash":
                expected = leaf_hash
            elif name == "latency_ms":
                continue
            else:
                expected = columns.get(name)
            assert cell == show(expected), (record["seq"], name, cell, expected)


main(Path(sys.argv[1]))
