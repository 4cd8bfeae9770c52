"""Makes verify/tests/data/signatures.json and the corpora of lab/fuzz: signatures of each kind, right and wrong, with what other programs say
of them.

    npm install @sigstore/sign@3.1.0 @sigstore/bundle@4.0.0 @sigstore/verify@3.1.1 @sigstore/protobuf-specs@0.5.2 jose@5.10.0
    pip install cryptography pycose==1.1.0 cbor2==5.6.5
    NODE_PATH=<that folder>/node_modules python3 lab/src/signatures/make.py

All keys are of the moment, and none is kept. What another program was not asked, or does not know, this one says as a fact of its own.
"""

import sys

from common import *
import bundles
import corpora
import keyed
import notation

keys = {name: make_key(name) for name in ('p256', 'p384', 'ed25519', 'rsa')}
keys.update({f'{name}-other': make_key(name) for name in list(keys)})
roots, certificates = {}, {}
cells = [*keyed.cosign(keys), *keyed.attestations(keys), *bundles.by_keys(keys), *bundles.by_certificates(roots), *notation.cells(certificates)]
for field, command in [('judge', 'judge'), ('judge_jws', 'jws')]:
    asked = [cell for cell in cells if field in cell]
    for cell, answer in zip(asked, node(command, [cell.pop(field) for cell in asked])):
        cell['theirs']['signature'] = answer['takes']
        if 'why' in answer:
            cell['they_say'] = answer['why'].split('\n')[0][:200]
for cell in cells:
    cell['judged_by'] = cell['judged_by'].replace('openssl', f'openssl {openssl_version()}')
whole = {'digest': DIGEST, 'manifest': MANIFEST.decode(), 'repository': REPOSITORY, 'now': NOW,
         'keys': {name: pem(key) for name, key in keys.items()}, 'certificates': certificates, 'roots': roots, 'cells': cells}
target = HERE.parents[2] / 'verify/tests/data/signatures.json'
target.parent.mkdir(parents=True, exist_ok=True)
target.write_text(json.dumps(whole, separators=(",", ":")).replace('{"name":', '\n{"name":') + '\n')
corpora.write(whole)
for cell in cells:
    facts = [name for name, holds in cell['theirs'].items() if not holds]
    print(f"{cell['expected']:12} {cell['name']:60} {', '.join(facts) or 'all good':30} {cell.get('they_say', '')[:90]}", file=sys.stderr)
print(len(cells), 'cells')
