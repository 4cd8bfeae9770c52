// Signs an image and states how it was built, with a key of the moment: node -e THIS <registry>/<repository> <digest>
const crypto = require('crypto');
const { attachArtifactToImage } = require('@sigstore/oci');
const { DSSEBundleBuilder, MessageSignatureBundleBuilder } = require('@sigstore/sign');
const { bundleToJSON } = require('@sigstore/bundle');

const [, imageName, imageDigest] = process.argv;
const { privateKey, publicKey } = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' });
const key = { $case: 'publicKey', publicKey: publicKey.export({ type: 'spki', format: 'pem' }), hint: 'lab' };
const signer = { sign: async data => ({ signature: crypto.sign('sha256', data, privateKey), key }) };
const predicateType = 'https://slsa.dev/provenance/v1';
const statement = {
  _type: 'https://in-toto.io/Statement/v1',
  predicateType,
  subject: [{ name: imageName, digest: { sha256: imageDigest.slice('sha256:'.length) } }],
  predicate: { buildDefinition: { buildType: 'https://example.com/lab' }, runDetails: { builder: { id: 'https://example.com' } } },
};

async function attach(bundle, annotations) {
  const json = bundleToJSON(bundle);
  await attachArtifactToImage({
    imageName,
    imageDigest,
    artifact: Buffer.from(JSON.stringify(json)),
    mediaType: json.mediaType,
    annotations,
    fetchOpts: { retry: 0 },
  });
}

(async () => {
  const options = { signer, witnesses: [] };
  const stated = { data: Buffer.from(JSON.stringify(statement)), type: 'application/vnd.in-toto+json' };
  await attach(await new DSSEBundleBuilder(options).create(stated),
    { 'dev.sigstore.bundle.content': 'dsse-envelope', 'dev.sigstore.bundle.predicateType': predicateType });
  await attach(await new MessageSignatureBundleBuilder(options).create({ data: Buffer.from(imageDigest) }),
    { 'dev.sigstore.bundle.content': 'message-signature' });
  process.stdout.write(key.publicKey);
})().catch(error => {
  console.error(error, error.cause);
  process.exit(1);
});
