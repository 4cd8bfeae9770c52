"""The corpora of lab/fuzz for signatures, of the same cells: what is changed there is right to begin with, and by no key that the
targets trust."""

import base64
import json

from common import HERE

CORPORA = HERE.parents[1] / 'fuzz/corpus'
SIGNATURES = ['cosign/p256-sha256/right', 'cosign/p384-sha384/right', 'cosign/ed25519-sha512/right', 'attestation/p256/right',
              'bundle/key/p256/right', 'bundle/key/manifest/right', 'bundle/certificate/right',
              'bundle/certificate/right, 0.1 with a chain', 'notation/jws/ES256/right', 'notation/jws/with a term']
COSE = ['notation/cose/ES256/right', 'notation/cose/PS256/right', 'notation/cose/with a term']


def der(pem):
    return base64.b64decode(''.join(pem.split('\n')[1:-2]))


def write(whole):
    cells = {cell['name']: cell for cell in whole['cells']}
    body = lambda name: base64.b64decode(cells[name]['body'])
    annotated = lambda name: cells[name]['annotations'].get('dev.cosignproject.cosign/signature', '')
    leaf = json.loads(body('bundle/certificate/right'))['verificationMaterial']['certificate']['rawBytes']
    rule = lambda repositories, **trusted: json.dumps([{'name': 'a', 'repositories': [repositories], **trusted}])
    corpora = {
        'signature': ['\n'.join([cells[name]['media_type'], annotated(name), body(name).decode()]) for name in SIGNATURES],
        'cose': [body(name).hex() for name in COSE],
        'certificate': [*(der(pem).hex() for pem in whole['certificates'].values()), base64.b64decode(leaf).hex(),
                        *(der(whole['keys'][name]).hex() for name in ('p256', 'p384', 'ed25519', 'rsa'))],
        'trust': [rule('team/*', key=whole['keys']['p256']), rule('registry.example/*', certificate=whole['certificates']['root']),
                  rule('*', identity={'issuer': 'i', 'subject': 's*'}, root=whole['roots']['lab'])],
    }
    for name, entries in corpora.items():
        (CORPORA / f'{name}.txt').write_text('\n%%\n'.join(entries) + '\n')
