"""What Python's tools write and push: python3 - <registry> <repository> <digest> <size> <folder>

The files lie in the folder, an OpenVEX document comes into it. Prints the digests of what was pushed.
"""
import json
import os
import sys

import oras.client
import oras.oci
from lib4vex.generator import VEXGenerator

registry, repository, digest, size, folder = sys.argv[1:]
os.chdir(folder)

vex = VEXGenerator(vex_type="openvex", author="Lab Team")
vex.set_product(name="shop", release="1.2.0")
statement = {
    "id": "CVE-2026-0001",
    "name": "left-pad",
    "product": "left-pad",
    "release": "1.3.0",
    "vendor": "lab-team",
    "purl": "pkg:npm/left-pad@1.3.0",
    "status": "not_affected",
    "justification": "vulnerable_code_not_in_execute_path",
    "comment": "Only the tests pad to the left",
}
vex.generate(project_name="shop", vex_data=[statement], metadata={"id": "https://lab-team.example/vex/1"}, filename="openvex.json")

client = oras.client.OrasClient(hostname=registry, insecure=True)
subject = oras.oci.Subject(mediaType="application/vnd.oci.image.manifest.v1+json", digest=digest, size=int(size))
pushed = {}


def push(kind, files, config=None):
    reply = client.push(
        target=f"{registry}/{repository}:{kind}",
        files=files,
        manifest_config=config,
        manifest_annotations={"org.opencontainers.image.created": "2026-01-02T03:04:05Z"},
        subject=subject,
        quiet=True,
    )
    pushed[kind] = reply.headers["Docker-Content-Digest"]


for kind, name, media_type in [
    ("spdx-2.3", "sbom.spdx.json", "application/spdx+json"),
    ("spdx-2.2", "sbom-2.2.spdx.json", "application/spdx+json"),
    ("cyclonedx-1.6", "bom.cdx.json", "application/vnd.cyclonedx+json"),
    ("cyclonedx-1.5", "bom-1.5.cdx.json", "application/vnd.cyclonedx+json"),
    ("cyclonedx-1.4", "bom-1.4.cdx.json", "application/vnd.cyclonedx+json"),
    ("cyclonedx-xml", "bom.cdx.xml", "application/vnd.cyclonedx+xml"),
    ("syft-sbom", "sbom.syft.json", "application/vnd.syft+json"),
    ("openvex", "openvex.json", "application/vnd.openvex+json"),
    ("sarif", "ruff.sarif", "application/sarif+json"),
    ("trivy-report", "trivy.json", "application/json"),
    ("grype-report", "grype.json", "application/json"),
    ("readme", "README.md", "text/markdown"),
]:
    push(kind, [f"{name}:{media_type}"])
push("files", ["labels.yaml:application/yaml", "notes.txt:text/plain"], "empty.json:application/vnd.example.model.config.v1+json")
print(json.dumps(pushed))
