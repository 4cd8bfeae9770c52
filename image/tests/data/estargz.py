"""Writes an eStargz by its description: a member of gzip for each header and each content, the table, and the footer."""
import gzip
import json
import sys
import tarfile

out, entries = b"", []


def member(content):
    return gzip.compress(content, 9, mtime=0)


def header(name, kind, size=0, link=""):
    one = tarfile.TarInfo(name)
    one.type, one.size, one.linkname, one.mtime, one.mode = kind, size, link, 1700000000, 0o755
    return one.tobuf(tarfile.USTAR_FORMAT)


def entry(name, kind, **more):
    entries.append({"name": name, "type": kind, "modtime": "2023-11-14T22:13:20Z", "mode": 0o755, **more})


def file(name, contents):
    global out
    whole = b"".join(contents)
    out += member(header(name, tarfile.REGTYPE, len(whole)))
    at = 0
    for number, part in enumerate(contents):
        size = len(part) if len(contents) > 1 else 0
        more = {"offset": len(out), "chunkOffset": at, "chunkSize": size}
        if number == 0:
            entry(name, "reg", size=len(whole), **more)
        else:
            entry(name, "chunk", **more)
        out += member(part)
        at += len(part)
    out += member(b"\0" * (-len(whole) % 512))


out += member(header("folder/", tarfile.DIRTYPE))
entry("folder/", "dir")
file("folder/one", [b"one\n" * 300])
file("folder/two", [b"two\n" * 1000, b"more\n" * 1000, b"end"])
out += member(header("folder/link", tarfile.SYMTYPE, 0, "one") + header("folder/hard", tarfile.LNKTYPE, 0, "folder/two"))
entry("folder/link", "symlink", linkName="one")
entry("folder/hard", "hardlink", linkName="folder/two")
table = json.dumps({"version": 1, "entries": entries}).encode()
begin = len(out)
out += member(header("stargz.index.json", tarfile.REGTYPE, len(table)) + table + b"\0" * (-len(table) % 512) + b"\0" * 1024)
extra = b"SG\x16\0" + b"%016x" % begin + b"STARGZ"
out += b"\x1f\x8b\x08\x04" + b"\0" * 6 + bytes([len(extra), 0]) + extra + b"\x01\0\0\xff\xff" + b"\0" * 8
open(sys.argv[1], "wb").write(out)
