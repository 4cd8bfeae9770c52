#!/bin/sh
# Makes the archives beside it, with what GNU tar says of them. Those that stand here are by GNU tar 1.34 and
# Python 3.11's tarfile.
set -eu
export LC_ALL=C TZ=UTC0
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
cd "$work"
long=$(printf 'n%.0s' $(seq 1 120))
deep=$(printf 'd%.0s' $(seq 1 90))
mkdir -p app/folder/"$deep"/"$deep"
printf 'hello\n' > app/hello
printf 'latin \351' > "app/$(printf 'caf\351')"
: > app/empty
head -c 1025 /dev/zero | tr '\0' x > app/1025
ln -s hello app/soft
ln app/hello app/hard
mkfifo app/pipe
printf 'deep\n' > app/folder/"$deep"/"$deep"/file
find app -exec touch -h -d @1700000000.25 {} +
chmod 4755 app/1025
order='--sort=name --numeric-owner --owner=0 --group=0'
for format in v7 ustar gnu pax; do
    tar $order --format=$format -cf $format.tar app 2>/dev/null || true
    tar --numeric-owner --full-time -tvf $format.tar > "$here"/$format.txt
done
printf 'long\n' > app/"$long"
ln -s "$long" app/to-long
find app -exec touch -h -d @1700000000.25 {} +
for format in gnu pax; do
    tar $order --format=$format -cf long-$format.tar app/"$long" app/to-long
    tar --numeric-owner --full-time -tvf long-$format.tar > "$here"/long-$format.txt
done
# Holes: 8 pieces, more than fit into a header of GNU's.
for at in 1 2 3 4 5 6 7 8; do printf data | dd of=holes bs=65536 seek=$at conv=notrunc status=none; done
touch -d @1700000000 holes
tar $order --format=gnu -Scf sparse-gnu.tar holes
for version in 0.0 0.1 1.0; do tar $order --format=pax --sparse-version=$version -Scf sparse-$version.tar holes; done
# A size and an owner that no octal digits hold, and what holds for all members.
python3 - <<'EOF'
import io, tarfile
def member(name, size, owner=0):
    one = tarfile.TarInfo(name)
    one.size, one.uid, one.mtime, one.mode = size, owner, 1700000000, 0o600
    return one
for name, form in [("numbers-gnu", tarfile.GNU_FORMAT), ("numbers-pax", tarfile.PAX_FORMAT)]:
    all = tarfile.open(f"{name}.tar", "w", format=form, pax_headers={"comment": "for all", "gname": "everybody"} if form == tarfile.PAX_FORMAT else None)
    all.addfile(member("owner", 2, 5_000_000_000), io.BytesIO(b"ab"))
    all.addfile(member("unicode-\u00fc-" + "u" * 100, 1), io.BytesIO(b"c"))
    all.close()
EOF
cat ustar.tar long-gnu.tar > two.tar
for archive in *.tar; do gzip -9nc "$archive" > "$here/$archive.gz"; done
printf hello > hello && touch -d @1700000000 hello && gzip hello && cp hello.gz "$here"/named.gz
printf hello | gzip -n > "$here"/hello.gz
head -c 1000000 /dev/zero | gzip -9n > "$here"/zeros.gz
# Frames, with a checksum and without, with what is skipped between them; zstd 1.5.4.
printf hello | zstd -q19 --no-check > a.zst
seq 1 100000 | zstd -q3 --check > b.zst
printf '\120\052\115\030\003\000\000\000abc' > skipped
printf '\137\052\115\030\000\000\000\000' > nothing
cat a.zst skipped nothing b.zst a.zst > "$here"/frames.zst
python3 "$here"/estargz.py "$here"/estargz.tar.gz
# zstd:chunked, by umoci 0.4.7 and skopeo 1.9.3, where those are.
if command -v skopeo > /dev/null && command -v umoci > /dev/null; then
    umoci init --layout oci && umoci new --image oci:a && umoci unpack --image oci:a bundle && mkdir -p bundle/rootfs/folder
    seq 1 1000 > bundle/rootfs/folder/one && ln -s one bundle/rootfs/folder/link
    echo end > bundle/rootfs/last && : > bundle/rootfs/empty
    find bundle/rootfs -exec touch -h -d @1700000000 {} +
    umoci repack --image oci:a bundle
    # Plain files alone, which every tool of the chain takes.
    skopeo --insecure-policy copy -q --dest-compress --dest-compress-format zstd:chunked oci:oci:a dir:chunked
    layer=$(ls -S chunked | grep -E '^[0-9a-f]{64}$' | head -1)
    cp "chunked/$layer" "$here"/chunked.tar.zst
fi
rm -r "$work"
