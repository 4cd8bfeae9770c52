"""Sigstore bundles: by keys, made by @sigstore/sign, and by certificates of an authority of the lab; judged by @sigstore/verify."""

import copy
import hashlib
import json

from cryptography import x509
from cryptography.x509 import ObjectIdentifier, UnrecognizedExtension

from common import *
from keyed import encoded, statement

V3 = 'application/vnd.dev.sigstore.bundle.v0.3+json'
V1 = 'application/vnd.dev.sigstore.bundle+json;version=0.1'
IN_TOTO = 'application/vnd.in-toto+json'
ISSUER = 'https://token.actions.example'
SUBJECT = 'https://github.example/team/app/.github/workflows/release.yml@refs/heads/main'
# When they were signed: 100 days ago, with certificates that lived for ten minutes.
SIGNED = NOW - 100 * DAY


def fields(body, bundle, rules, made_by):
    return {'media_type': bundle if isinstance(bundle, str) else bundle['mediaType'], 'annotations': {}, 'body': b64(body), 'rules': rules,
            'made_by': made_by, 'judged_by': '@sigstore/verify'}


def by_keys(keys):
    tasks = []
    for name in ['p256', 'p384', 'ed25519', 'rsa']:
        tasks.append({'key': private_pem(keys[name]), 'payload': b64(statement()), 'type': IN_TOTO})
    tasks.append({'key': private_pem(keys['p256']), 'payload': b64(statement(OTHER_DIGEST)), 'type': IN_TOTO})
    tasks.append({'key': private_pem(keys['p256']), 'message': b64(MANIFEST)})
    tasks.append({'key': private_pem(keys['p256']), 'message': b64(b'another manifest')})
    tasks.append({'key': private_pem(keys['ed25519']), 'message': b64(MANIFEST)})
    tasks.append({'key': private_pem(keys['p384']), 'message': b64(MANIFEST)})
    p256, p384, ed, rsa_, other, message, other_message, ed_message, p384_message = node('sign', tasks)
    changed = copy.deepcopy(p256)
    changed['dsseEnvelope']['payload'] = other['dsseEnvelope']['payload']
    lying = copy.deepcopy(other_message)
    lying['messageSignature']['messageDigest'] = message['messageSignature']['messageDigest']
    future = {**p256, 'mediaType': 'application/vnd.dev.sigstore.bundle.v0.9+json'}
    both = {**p256, 'messageSignature': message['messageSignature']}
    for what, expected, bundle, rule, more in [
        ('p256/right', 'proven', p256, 'p256', {}),
        ('p384/right', 'proven', p384, 'p384', {}),
        ('ed25519/right', 'proven', ed, 'ed25519', {}),
        ('rsa/right', 'proven', rsa_, 'rsa', {}),
        ('wrong key', 'refused', p256, 'p256-other', {}),
        ('other digest', 'refused', other, 'p256', {'digest': False}),
        ('changed payload', 'refused', changed, 'p256', {}),
        ('cut', 'refused', p256, 'p256', {'cut': -40, 'whole': False}),
        ('unknown version', 'not checked', future, 'p256', {'version': False}),
        ('two contents', 'refused', both, 'p256', {'whole': False}),
        ('no key', 'not checked', p256, None, {}),
        ('manifest/right', 'proven', message, 'p256', {}),
        ('manifest/wrong key', 'refused', message, 'p256-other', {}),
        ('manifest/other digest', 'refused', other_message, 'p256', {'digest': False}),
        ('manifest/other digest, said to be this one', 'refused', lying, 'p256', {}),
        ('manifest/ed25519', 'proven', ed_message, 'ed25519', {'manifest': True}),
        ('manifest/p384', 'proven', p384_message, 'p384', {'manifest': True}),
        ('manifest/p384 without the bytes', 'not checked', p384_message, 'p384', {}),
        ('manifest/ed25519 without the bytes', 'not checked', ed_message, 'ed25519', {}),
    ]:
        body = json.dumps(bundle).encode()[:more.pop('cut', None)]
        manifest = more.pop('manifest', False)
        plain = None
        if what == 'p384/right':
            plain = {'hash': 'sha384', 'data': b64(encoded(IN_TOTO, statement()))}
        elif 'manifest/p384' in what:
            plain = {'hash': 'sha384', 'data': b64(MANIFEST)}
        elif 'manifest/ed25519' in what:
            plain = {'hash': None, 'data': b64(MANIFEST)}
        yield {
            'name': f'bundle/key/{what}', **fields(body, bundle, [{'key': rule}] if rule else [], '@sigstore/sign'), 'expected': expected,
            'theirs': more, 'judge': {'bundle': b64(body), 'key': pem(keys[rule or 'p256']), 'message': b64(MANIFEST), 'plain': plain},
            **({'manifest': True} if manifest else {}), **({'judged_by': 'node crypto'} if plain else {}),
        }


class Authority:
    """An authority for certificates and a log, as Sigstore has them."""

    def __init__(self):
        self.root_key, self.middle_key, self.log_key = make_key('p384'), make_key('p384'), make_key('p256')
        life = {'seconds': (SIGNED - 900 * DAY, NOW + 3650 * DAY)}
        self.root = certificate(self.root_key, 'lab root', authority=True, **life)
        self.middle = certificate(self.middle_key, 'lab intermediate', self.root, self.root_key, authority=True, path=0, **life)

    def trusted_root(self, without_log=False, end=None):
        start = {'start': '2020-01-01T00:00:00Z', **({'end': end} if end else {})}
        key = spki(self.log_key)
        log = {'baseUrl': 'https://log.example', 'hashAlgorithm': 'SHA2_256', 'logId': {'keyId': b64(hashlib.sha256(key).digest())},
               'publicKey': {'rawBytes': b64(key), 'keyDetails': 'PKIX_ECDSA_P256_SHA_256', 'validFor': start}}
        chain = [{'rawBytes': b64(der(one))} for one in (self.middle, self.root)]
        return {
            'mediaType': 'application/vnd.dev.sigstore.trustedroot+json;version=0.1', 'tlogs': [] if without_log else [log],
            'certificateAuthorities': [{'subject': {'organization': 'Lab', 'commonName': 'lab root'}, 'uri': 'https://ca.example',
                                        'certChain': {'certificates': chain}, 'validFor': start}],
            'ctlogs': [], 'timestampAuthorities': [],
        }

    def leaf(self, key, at=SIGNED, subject=SUBJECT, issuer=ISSUER, code=True, critical=None):
        text = lambda value: b'\x0c' + (bytes([len(value)]) if len(value) < 128 else bytes([0x81, len(value)])) + value.encode()
        written = {8: issuer, 9: SUBJECT, 12: 'https://github.example/team/app', 13: 'a' * 40, 14: 'refs/heads/main', 18: SUBJECT,
                   20: 'push', 21: 'https://github.example/team/app/actions/runs/7/attempts/1', 11: 'github-hosted'}
        extra = [(UnrecognizedExtension(ObjectIdentifier(f'1.3.6.1.4.1.57264.1.{place}'), text(value)), False)
                 for place, value in written.items()]
        extra.append((x509.SubjectAlternativeName([x509.UniformResourceIdentifier(subject)]), True))
        if critical:
            extra.append((UnrecognizedExtension(ObjectIdentifier(critical), b'\x05\x00'), True))
        return certificate(key, '', self.middle, self.middle_key, code=code, extra=extra, seconds=(at, at + 600), subject=False)

    def entry(self, body, at, index=41, key=None):
        body = json.dumps(body, separators=(',', ':'), sort_keys=True).encode()
        identity = hashlib.sha256(spki(self.log_key)).digest()
        promised = {'body': b64(body), 'integratedTime': at, 'logID': identity.hex(), 'logIndex': index}
        promise = sign(key or self.log_key, json.dumps(promised, separators=(',', ':'), sort_keys=True).encode())
        root = hashlib.sha256(b'\0' + body).digest()
        note = f'log.example\n1\n{b64(root)}\n'
        signed_note = f'{note}\n\u2014 log.example {b64(identity[:4] + sign(self.log_key, note.encode()))}\n'
        kind, version = json.loads(body)['kind'], json.loads(body)['apiVersion']
        return {'logIndex': str(index), 'logId': {'keyId': b64(identity)}, 'kindVersion': {'kind': kind, 'version': version},
                'integratedTime': str(at), 'inclusionPromise': {'signedEntryTimestamp': b64(promise)}, 'canonicalizedBody': b64(body),
                'inclusionProof': {'logIndex': '0', 'rootHash': b64(root), 'treeSize': '1', 'hashes': [],
                                   'checkpoint': {'envelope': signed_note}}}


def dsse_entry(body, signature, leaf, envelope):
    return {'apiVersion': '0.0.1', 'kind': 'dsse', 'spec': {
        'envelopeHash': {'algorithm': 'sha256', 'value': hashlib.sha256(envelope).hexdigest()},
        'payloadHash': {'algorithm': 'sha256', 'value': hashlib.sha256(body).hexdigest()},
        'signatures': [{'signature': b64(signature), 'verifier': b64(certificate_pem(leaf).encode())}]}}


def record_entry(data, signature, leaf):
    return {'apiVersion': '0.0.1', 'kind': 'hashedrekord', 'spec': {
        'data': {'hash': {'algorithm': 'sha256', 'value': hashlib.sha256(data).hexdigest()}},
        'signature': {'content': b64(signature), 'publicKey': {'content': b64(certificate_pem(leaf).encode())}}}}


def by_certificates(roots):
    lab, stranger = Authority(), Authority()
    roots.update({'lab': lab.trusted_root(), 'stranger': stranger.trusted_root(), 'without a log': lab.trusted_root(without_log=True),
                  'ended': lab.trusted_root(end='2021-01-01T00:00:00Z')})

    def bundle(media_type=V3, digest=DIGEST, message=False, at=SIGNED + 60, log=True, log_key=None, about=None, leaf=None, change=None):
        key = make_key('p256')
        made = lab.leaf(key, **(leaf or {}))
        body = statement(digest)
        over = MANIFEST if message else encoded(IN_TOTO, body)
        signature = sign(key, over)
        envelope = {'payload': b64(body), 'payloadType': IN_TOTO, 'signatures': [{'sig': b64(signature)}]}
        if message:
            content = {'messageSignature': {'messageDigest': {'algorithm': 'SHA2_256', 'digest': b64(hashlib.sha256(MANIFEST).digest())},
                                            'signature': b64(signature)}}
            entry = record_entry(MANIFEST, about or signature, made)
        else:
            content = {'dsseEnvelope': envelope}
            entry = dsse_entry(body, about or signature, made, json.dumps(envelope).encode())
        chain = {'x509CertificateChain': {'certificates': [{'rawBytes': b64(der(made))}]}}
        one = {'certificate': {'rawBytes': b64(der(made))}}
        material = {**(one if media_type == V3 else chain), 'tlogEntries': [lab.entry(entry, at, key=log_key)] if log else []}
        whole = {'mediaType': media_type, 'verificationMaterial': material, **content}
        return change(whole) if change else whole

    def changed(whole):
        whole['dsseEnvelope']['payload'] = b64(statement().replace(b'provenance', b'provenancE'))
        return whole

    def promise_changed(whole):
        whole['verificationMaterial']['tlogEntries'][0]['integratedTime'] = str(SIGNED + 61)
        return whole

    yield from beside(lab)
    rule = lambda root='lab', issuer=ISSUER, subject=SUBJECT: [{'identity': {'issuer': issuer, 'subject': subject}, 'root': root}]
    stray = sign(make_key('p256'), b'something else')
    for what, expected, made, rules, facts in [
        ('right', 'proven', bundle(), rule(), {}),
        ('right, 0.1 with a chain', 'proven', bundle(V1), rule(), {}),
        ('manifest/right', 'proven', bundle(message=True), rule(), {}),
        ('subject with a star', 'proven', bundle(), rule(subject='https://github.example/team/app/*'), {}),
        ('other digest', 'refused', bundle(digest=OTHER_DIGEST), rule(), {'digest': False}),
        ('changed payload', 'refused', bundle(change=changed), rule(), {}),
        ('other root', 'refused', bundle(), rule('stranger'), {}),
        ('other subject', 'refused', bundle(leaf={'subject': 'https://github.example/evil/app'}), rule(), {}),
        ('other issuer', 'refused', bundle(leaf={'issuer': 'https://evil.example'}), rule(), {}),
        ('no rule', 'not checked', bundle(), [], {}),
        ('promise by another log', 'refused', bundle(V1, log_key=make_key('p256')), rule(), {}),
        ('promise changed', 'refused', bundle(V1, change=promise_changed), rule(), {}),
        ('promise about another signature', 'refused', bundle(V1, about=stray), rule(), {}),
        ('promise after the life', 'refused', bundle(at=SIGNED + 700), rule(), {}),
        ('without a time', 'doubtful', bundle(V1, log=False), rule(), {'time': False}),
        ('log that is not trusted', 'doubtful', bundle(), rule('without a log'), {'time': False}),
        ('authority that has ended', 'refused', bundle(), rule('ended'), {}),
        ('not for code', 'refused', bundle(leaf={'code': False}), rule(), {'use': False}),
        ('unknown critical', 'refused', bundle(leaf={'critical': '1.2.3.4'}), rule(), {'critical': False}),
    ]:
        identity = rules[0] if rules else rule()[0]
        subject = identity['identity']['subject']
        judged = {'bundle': b64(json.dumps(made).encode()), 'root': roots[identity['root']], 'issuer': identity['identity']['issuer'],
                  'subject': subject, 'message': b64(MANIFEST)}
        yield {'name': f'bundle/certificate/{what}', **fields(json.dumps(made).encode(), made, rules, 'Python cryptography'),
               'expected': expected, 'theirs': facts, 'judge': judged}


def beside(lab):
    """cosign's signatures beside an image by certificates: what is in a bundle stands in annotations there."""
    from keyed import SIMPLE, payload
    for what, expected, facts, options in [
        ('right', 'proven', {}, {}),
        ('other digest', 'refused', {'digest': False}, {'digest': OTHER_DIGEST}),
        ('other repository', 'doubtful', {'repository': False}, {'reference': 'other.example/app'}),
        ('changed payload', 'refused', {}, {'signed': b'something else'}),
        ('promise by another log', 'refused', {}, {'log_key': make_key('p256')}),
        ('other subject', 'refused', {'subject': False}, {'leaf': {'subject': 'https://github.example/evil/app'}}),
        ('without a time', 'doubtful', {'time': False}, {'log': False}),
        ('certificate that is cut', 'refused', {'whole': False}, {'cut': True}),
    ]:
        key = make_key('p256')
        made = lab.leaf(key, **options.get('leaf', {}))
        body = payload(options.get('digest', DIGEST), options.get('reference', REPOSITORY))
        signature = sign(key, options.get('signed', body))
        entry = lab.entry(record_entry(body, signature, made), SIGNED + 60, key=options.get('log_key'))
        promise = base64.b64decode(entry['inclusionPromise']['signedEntryTimestamp'])
        log_id = base64.b64decode(entry['logId']['keyId']).hex()
        promised = {'body': entry['canonicalizedBody'], 'integratedTime': SIGNED + 60, 'logID': log_id, 'logIndex': 41}
        annotations = {
            'dev.cosignproject.cosign/signature': b64(signature),
            'dev.sigstore.cosign/certificate': certificate_pem(made).replace('MII', 'MI') if options.get('cut') else certificate_pem(made),
            'dev.sigstore.cosign/chain': certificate_pem(lab.middle) + certificate_pem(lab.root),
        }
        if options.get('log', True):
            bundle = {'SignedEntryTimestamp': b64(promise), 'Payload': promised}
            annotations['dev.sigstore.cosign/bundle'] = json.dumps(bundle)
        canonical = json.dumps(promised, separators=(',', ':'), sort_keys=True).encode()
        yield {
            'name': f'cosign/certificate/{what}', 'media_type': SIMPLE, 'annotations': annotations, 'body': b64(body),
            'rules': [{'identity': {'issuer': ISSUER, 'subject': SUBJECT}, 'root': 'lab'}], 'expected': expected,
            'theirs': {'signature': openssl_takes(pem(key), body, signature),
                       'promise': openssl_takes(pem(lab.log_key), canonical, promise),
                       'chain': openssl_follows(made, [lab.middle], lab.root, SIGNED + 60), **facts},
            'made_by': 'Python cryptography', 'judged_by': 'openssl',
        }
