#!/bin/sh
# Makes words.deflate beside it, with Python 3.11's zlib: lines of numbers, in several blocks.
set -eu
cd "$(dirname "$0")"
python3 -c '
import sys, zlib
lines = "".join(f"{number} is {number * 2654435761 % 2**32}\n" for number in range(40000))
packer = zlib.compressobj(9, zlib.DEFLATED, -15)
sys.stdout.buffer.write(packer.compress(lines.encode()) + packer.flush())' > words.deflate
