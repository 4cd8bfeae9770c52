// Signs an image and states things of it, with keys of the moment, and attaches that: node -e THIS <registry>/<repository> <digest> <folder>
// In the folder lie openvex.json and trivy.json; into it comes what the lab attaches by itself. Prints the digests of what was attached. For
// the keyless one the makers' own stand-ins for Fulcio and Rekor answer, in this process.
const fs = require('fs');
const path = require('path');
const crypto = require('crypto');
const [, imageName, imageDigest, folder] = process.argv;

// What a runner of GitHub's sets, by which the provenance is told.
Object.assign(process.env, {
  GITHUB_ACTIONS: 'true',
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_REPOSITORY: 'lab-team/shop',
  GITHUB_WORKFLOW_REF: 'lab-team/shop/.github/workflows/release.yml@refs/tags/v1.2.0',
  GITHUB_REF: 'refs/tags/v1.2.0',
  GITHUB_SHA: '2f1c0ffee2f1c0ffee2f1c0ffee2f1c0ffee2f1c',
  GITHUB_EVENT_NAME: 'push',
  GITHUB_REPOSITORY_ID: '1001',
  GITHUB_REPOSITORY_OWNER_ID: '2002',
  GITHUB_RUN_ID: '4711',
  GITHUB_RUN_ATTEMPT: '1',
  RUNNER_ENVIRONMENT: 'github-hosted',
});
const claims = {
  iss: 'https://token.actions.githubusercontent.com',
  aud: 'sigstore',
  sub: 'https://github.com/lab-team/shop/.github/workflows/release.yml@refs/tags/v1.2.0',
  sha: process.env.GITHUB_SHA,
  ref: process.env.GITHUB_REF,
  repository: process.env.GITHUB_REPOSITORY,
  event_name: 'push',
  job_workflow_ref: process.env.GITHUB_WORKFLOW_REF,
  runner_environment: 'github-hosted',
};
const part = value => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
process.env.SIGSTORE_ID_TOKEN = `${part({ alg: 'none' })}.${part(claims)}.${part('none')}`;

require('reflect-metadata');
const x509 = require('@peculiar/x509');
const { mockFulcio, mockRekor } = require('@sigstore/mock');
const { attachArtifactToImage } = require('@sigstore/oci');
const { DSSEBundleBuilder, MessageSignatureBundleBuilder } = require('@sigstore/sign');
const { bundleToJSON } = require('@sigstore/bundle');
const { generateProvenance } = require('libnpmpublish/lib/provenance.js');

const { privateKey, publicKey } = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = publicKey.export({ type: 'spki', format: 'pem' });
const key = { $case: 'publicKey', publicKey: pem, hint: 'lab' };
const signer = { sign: async data => ({ signature: crypto.sign('sha256', data, privateKey), key }) };
const options = { signer, witnesses: [] };
const subject = [{ name: imageName, digest: { sha256: imageDigest.slice('sha256:'.length) } }];
const INTOTO = 'application/vnd.in-toto+json';
const write = (name, content) => fs.writeFileSync(path.join(folder, name), content);
const read = name => JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8'));

async function attach(json, annotations) {
  const { digest } = await attachArtifactToImage({
    imageName,
    imageDigest,
    artifact: Buffer.from(JSON.stringify(json)),
    mediaType: json.mediaType,
    annotations,
    fetchOpts: { retry: 0 },
  });
  return digest;
}

function stated(predicateType, predicate) {
  const statement = { _type: 'https://in-toto.io/Statement/v1', subject, predicateType, predicate };
  return new DSSEBundleBuilder(options).create({ data: Buffer.from(JSON.stringify(statement)), type: INTOTO });
}

async function attachStatement(predicateType, predicate) {
  const annotations = { 'dev.sigstore.bundle.content': 'dsse-envelope', 'dev.sigstore.bundle.predicateType': predicateType };
  return attach(bundleToJSON(await stated(predicateType, predicate)), annotations);
}

// cosign's payload beside an image, and what it signs of it.
function simpleSigning() {
  const payload = JSON.stringify({
    critical: {
      identity: { 'docker-reference': 'registry.example/lab-team/shop' },
      image: { 'docker-manifest-digest': imageDigest },
      type: 'cosign container image signature',
    },
    optional: { signedby: 'release@lab-team.example' },
  });
  write('cosign.json', payload);
  write('cosign.sig', crypto.sign('sha256', Buffer.from(payload), privateKey).toString('base64'));
  write('cosign.pub', pem);
}

// As much CBOR as a signature needs.
function cbor(value) {
  const head = (major, length) => {
    if (length < 24) return Buffer.from([major << 5 | length]);
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(length);
    return Buffer.concat([Buffer.from([major << 5 | 26]), bytes]);
  };
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  if (Array.isArray(value)) return Buffer.concat([head(4, value.length), ...value.map(cbor)]);
  if (value instanceof Map) return Buffer.concat([head(5, value.size), ...[...value].flat().map(cbor)]);
  return Buffer.concat([head(6, value.tag), cbor(value.of)]);
}

// Notation's signatures of a descriptor, as JWS and as COSE.
async function notation(size) {
  const names = 'CN=Release of the lab team,O=Lab Team,L=Bern,ST=Bern,C=CH';
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  x509.cryptoProvider.set(crypto.webcrypto);
  const keys = await crypto.webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: names,
    serialNumber: '0102030405',
    notBefore: new Date('2026-01-01T00:00:00Z'),
    notAfter: new Date('2036-01-01T00:00:00Z'),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.codeSigning]),
    ],
  });
  const target = { targetArtifact: { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: imageDigest, size } };
  const sign = async data => Buffer.from(await crypto.webcrypto.subtle.sign(algorithm, keys.privateKey, data));
  const payload = part(target);
  const header = part({
    alg: 'ES256',
    crit: ['io.cncf.notary.signingScheme'],
    cty: 'application/vnd.cncf.notary.payload.v1+json',
    'io.cncf.notary.signingScheme': 'notary.x509',
    'io.cncf.notary.signingTime': '2026-01-02T03:04:05Z',
  });
  const signature = await sign(Buffer.from(`${header}.${payload}`));
  write('notation.jws', JSON.stringify({
    payload,
    protected: header,
    header: { x5c: [Buffer.from(certificate.rawData).toString('base64')], 'io.cncf.notary.signingAgent': 'pierglass-lab/1' },
    signature: signature.toString('base64url'),
  }));
  const bytes = Buffer.from(JSON.stringify(target));
  const guarded = cbor(new Map([
    [1, -7],
    [2, ['io.cncf.notary.signingScheme']],
    [3, 'application/vnd.cncf.notary.payload.v1+json'],
    ['io.cncf.notary.signingScheme', 'notary.x509'],
    ['io.cncf.notary.signingTime', { tag: 1, of: 1767323045 }],
  ]));
  const besides = new Map([[33, [Buffer.from(certificate.rawData)]], ['io.cncf.notary.signingAgent', 'pierglass-lab/1']]);
  const signed = await sign(cbor(['Signature1', guarded, Buffer.alloc(0), bytes]));
  write('notation.cose', cbor({ tag: 18, of: [guarded, besides, bytes, signed] }));
  write('notation.pem', certificate.toString('pem'));
  write('notation.thumbprint', crypto.createHash('sha256').update(Buffer.from(certificate.rawData)).digest('hex'));
}

(async () => {
  simpleSigning();
  await notation(Number(read('size.json')));
  const vulnerabilities = {
    invocation: { uri: '', event_id: '', 'builder.id': '' },
    scanner: { uri: 'pkg:github/aquasecurity/trivy@0.66.0', version: '0.66.0', db: { uri: '', version: '' }, result: read('trivy.json') },
    metadata: { scanStartedOn: '2026-01-02T03:04:05Z', scanFinishedOn: '2026-01-02T03:04:06Z' },
  };
  const report = await stated('https://cosign.sigstore.dev/attestation/vuln/v1', vulnerabilities);
  write('vulnerabilities.dsse.json', JSON.stringify(bundleToJSON(report).dsseEnvelope));

  const attached = {};
  attached['sigstore-signature'] = await attach(
    bundleToJSON(await new MessageSignatureBundleBuilder(options).create({ data: Buffer.from(imageDigest) })),
    { 'dev.sigstore.bundle.content': 'message-signature' });
  await mockFulcio();
  await mockRekor();
  const provenance = await generateProvenance(subject, {});
  attached.provenance = await attach(provenance,
    { 'dev.sigstore.bundle.content': 'dsse-envelope', 'dev.sigstore.bundle.predicateType': 'https://slsa.dev/provenance/v1' });
  attached['test-result'] = await attachStatement('https://in-toto.io/attestation/test-result/v0.1', {
    result: 'PASSED',
    configuration: [{ name: 'checkout-suite', digest: { sha256: '0'.repeat(64) } }],
    passedTests: ['a_basket_is_kept'],
  });
  attached['openvex-attested'] = await attachStatement('https://openvex.dev/ns/v0.2.0', read('openvex.json'));
  process.stdout.write(JSON.stringify(attached));
})().catch(error => {
  console.error(error, error.cause);
  process.exit(1);
});
