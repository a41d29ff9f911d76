#!/usr/bin/env python3
"""Verifies an exported log by what sql/README.md says of the log's format, and nothing else.

Reads the lines of the query there, one JSON object an event, from a file or standard input; prints
a line per source with the last chain, to be compared with log.head or a seal. Exit code 1, with
source and position, when something does not hold.
"""
import hashlib
import json
import struct
import sys

UNIX_EPOCH_IN_POSTGRES = 946_684_800_000_000
NULL_TIME = -(2**63)


def framed(value):
    """The length before the bytes; null is the length that no value can have."""
    return b"\xff\xff\xff\xff" if value is None else struct.pack(">I", len(value)) + value


def text(value):
    return framed(None if value is None else value.encode())


def time(microseconds):
    if microseconds is None:
        return struct.pack(">q", NULL_TIME)
    return struct.pack(">q", microseconds - UNIX_EPOCH_IN_POSTGRES)


def octets(event, column):
    return None if event[column] is None else bytes.fromhex(event[column])


def sha256(*pieces):
    return hashlib.sha256(b"".join(pieces)).digest()


def columns(event):
    """Everything of an event that its link of the chain covers, in the order of the table."""
    return [
        struct.pack(">i", event["epoch"]),
        struct.pack(">q", event["position"]),
        struct.pack(">i", event["source_id"]),
        text(event["kind"]),
        text(event["event_id"]),
        bytes.fromhex(event["event_key"].replace("-", "")),
        framed(None if event["repeats"] is None else struct.pack(">q", event["repeats"])),
        text(event["type"]),
        text(event["decode_error"]),
        text(event["subject"]),
        time(event["created_at"]),
        time(event["received_at"]),
        framed(None if event["attempt"] is None else struct.pack(">i", event["attempt"])),
        text(event["proof"]),
        framed(octets(event, "content_digest")),
        framed(octets(event, "digest")),
    ]


def problem(event, before):
    """What does not hold of an event after those before it; None when all does."""
    position, chain, received_at = before
    if event["position"] != position + 1:
        return f"follows position {position}"
    if received_at is not None and event["received_at"] < received_at:
        return "received_at goes back"
    # An erased event has neither body nor salt: the chain still holds, over its digests.
    if event["body"] is not None:
        if sha256(octets(event, "salt"), octets(event, "body")) != octets(event, "digest"):
            return "the digest is not that of salt and body"
    # A conflict's key is made under the source's secret, which is not exported.
    if event["repeats"] is None:
        key = sha256(event["kind"].encode(), b"\0", event["event_id"].encode())[:16]
        if key.hex() != event["event_key"].replace("-", ""):
            return "the key is not that of kind and id"
    if sha256(chain, *columns(event)) != octets(event, "chain"):
        return "the chain is not that of the columns"
    return None


def main(lines):
    ends = {}
    for line in lines:
        event = json.loads(line)
        source = event["source"]
        before = ends.get(source, (0, sha256(b"trueup:" + source.encode()), None))
        found = problem(event, before)
        if found:
            print(f"source {source}, position {event['position']}: {found}")
            return 1
        ends[source] = (event["position"], octets(event, "chain"), event["received_at"])
    for source, (position, chain, _) in ends.items():
        print(f"{source}: {position} events, chain {chain.hex()}")
    return 0


if __name__ == "__main__":
    if len(sys.argv) > 1:
        with open(sys.argv[1], encoding="utf-8") as export:
            sys.exit(main(export))
    sys.exit(main(sys.stdin))
