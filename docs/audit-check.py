"""Recomputes a bundle of sealed history without our program: python3 audit-check.py bundle.zip [hash of the head held outside]

Signatures are left to openssl; what is checked here is that rows give the roots, and that seals follow each other up to the head.
"""
import hashlib, json, sys, zipfile


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def part(name, columns):
    fields = [name.encode()] + [None if text is None else text.encode() for text in columns.values()]
    return sha(*(b"\xff\xff\xff\xff" if field is None else len(field).to_bytes(4, "big") + field for field in fields))


def leaf(chain, row):
    name = chain.replace("_", "-")
    owner = row["envelope"].get({"events": "stream_id", "access_log": "reads", "visits": "user_id"}[chain]) or "0" * 32
    return sha(b"\x00", bytes.fromhex(owner.replace("-", "")), part(f"crm-{name}-envelope 1", row["envelope"]), part(f"crm-{name}-data 1", row["data"]))


def root(level):
    while len(level) > 1:
        level = [sha(b"\x01", *level[i:i + 2]) if i + 1 < len(level) else level[i] for i in range(0, len(level), 2)]
    return level[0].hex()


def along(row, hash, leaves):
    index, path = row["index"], iter(row["path"])
    while leaves > 1:
        if index % 2: hash = sha(b"\x01", bytes.fromhex(next(path)), hash)
        elif index + 1 < leaves: hash = sha(b"\x01", hash, bytes.fromhex(next(path)))
        index, leaves = index // 2, (leaves + 1) // 2
    return hash.hex()


def purged(seals):
    """Ranges of a log that were dropped by policy, as later seals say: the rows are gone, their seals and roots stay. Events are never dropped."""
    for seal in map(json.loads, seals):
        says = dict(entry.split(": ", 1) for entry in seal["header"].splitlines())
        if says["kind"] != "purge": continue
        assert says["chain"] != "events" and says["leaves"] == "0", f"seal {says['number']} is no purge of a log"
        words = says["gaps"].split()
        if words[0].startswith("up-to-"): yield None, int(words[0].removeprefix("up-to-")), "no event named", seal["number"]
        else: yield int(words[1]), int(words[3]), words[5] if len(words) > 4 else "no event named", seal["number"]


with zipfile.ZipFile(sys.argv[1]) as bundle:
    ranges, gone = list(purged(bundle.open("seals.ndjson"))), {}
    rows = (json.loads(line) for line in bundle.open("rows.ndjson"))
    row, previous, found = next(rows, None), None, 0
    for line in bundle.open("seals.ndjson"):
        seal = json.loads(line)
        says = dict(entry.split(": ", 1) for entry in seal["header"].splitlines())
        assert previous in (None, says["previous"]), f"seal {says['number']} does not follow"
        previous = hashlib.sha256(seal["header"].encode()).hexdigest()
        hashes = []
        while row and row["seal"] == seal["number"]:
            hashes.append(leaf(says["chain"], row))
            if not seal["whole"]: assert along(row, hashes[-1], int(says["leaves"])) == says["root"], f"the row at {row['position']} was altered"
            row, found = next(rows, None), found + 1
        if seal["whole"] and not hashes:
            why = next((purge for purge in ranges if purge[3] > seal["number"] and (purge[0] is None or purge[0] <= int(says["last"])) and int(says["last"]) <= purge[1]), None)
            assert why, f"the rows from {says['first']} to {says['last']} are missing, and no purge says so"
            gone[why] = gone.get(why, 0) + int(says["leaves"])
        elif seal["whole"]: assert root(hashes) == says["root"], f"a row from {says['first']} to {says['last']} was altered"
assert row is None, "a row is under no seal"
for (first, last, under, number), count in gone.items(): print(f"{count} rows from {first} to {last} were dropped by policy under {under}, as seal {number} says")
print(f"{found} rows are as their seals say; head {says['number']} {previous}")
if len(sys.argv) > 2: assert previous == sys.argv[2], "it is not the head that is held outside"
