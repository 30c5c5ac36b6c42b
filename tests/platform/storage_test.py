#!/usr/bin/env python3
"""What platforms lend their machines to get at their own storage: roles, service accounts, identities.
Spec stages.md §4.5, §4.6."""
import base64
import json
import pathlib
import re
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "blackbox"))

import fake
from fake import Answer
from harness import IGNITE, Machine

S3 = "s3.dualstack.{}.amazonaws.com"
GOOGLE = "storage.googleapis.com"
AZURE = "account.blob.core.windows.net"
ROLES = "/latest/meta-data/iam/security-credentials/"
OBJECT = b"what the object holds"


def of_file(url):
    return json.dumps({"ignition": {"version": "3.6.0"},
                       "storage": {"files": [{"path": "/object", "contents": {"source": url}}]}}).encode()


class Storage(fake.InNamespace):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        hosts = ["bucket." + S3.format("eu-west-1"), S3.format("eu-central-1"), S3.format("us-east-1"), S3.format("eu-west-1"), GOOGLE, AZURE]
        context = fake.become(hosts, cls.place)
        cls.service.listen(fake.METADATA, 80)
        cls.service.listen(fake.METADATA, 443, context=context)

    def setUp(self):
        self.service.forget()

    def provision(self, platform):
        """Both stages; what ended up in the file, and what was said."""
        with tempfile.TemporaryDirectory() as directory:
            machine = Machine(directory)
            said = ""
            for stage in ("fetch", "files"):
                done = machine.stage(stage, "--fetch-timeout=5s", platform=platform)
                said += done.stdout + done.stderr
                self.assertEqual(done.returncode, 0, said)
            self.assertNotIn("SECRET", said)
            return (machine.root / "object").read_bytes(), said

    def on_aws(self, role=None):
        self.service.script("PUT /latest/api/token", Answer(200, b"SECRETTOKEN"))
        token = {"X-aws-ec2-metadata-token": "SECRETTOKEN"}
        self.service.script("GET /2019-10-01/user-data", Answer(200, of_file("s3://bucket/some/key"), needs=token))
        self.service.script("GET /latest/dynamic/instance-identity/document",
                            Answer(200, b'{"region": "eu-central-1"}', needs=token))
        self.service.script("HEAD /bucket", Answer(403, headers={"x-amz-bucket-region": "eu-west-1"}))
        if role:
            self.service.script(f"GET {ROLES}", Answer(200, b"role-of-it\n", needs=token))
            self.service.script(f"GET {ROLES}role-of-it", role)

    def test_s3_with_the_role_of_the_instance(self):
        self.on_aws(Answer(200, json.dumps({"AccessKeyId": "KEYID", "SecretAccessKey": "SECRETKEY",
                                            "Token": "SESSION"}).encode()))
        self.service.script("GET /some/key", Answer(200, OBJECT, needs={
            "Authorization": lambda value: re.match("AWS4-HMAC-SHA256 Credential=KEYID/[0-9]+/eu-west-1/s3/", value),
            "x-amz-security-token": "SESSION"}))
        self.assertEqual(self.provision("aws")[0], OBJECT)
        # The bucket's region is looked up in the instance's own.
        self.assertEqual([one.header("Host") for one in self.service.asked("/bucket", "HEAD")], [S3.format("eu-central-1")])

    def test_s3_without_a_role_is_asked_without(self):
        self.on_aws()
        self.service.script("GET /some/key", Answer(200, OBJECT, forbids=("Authorization",)))
        contents, said = self.provision("aws")
        self.assertEqual(contents, OBJECT)
        self.assertIn("this instance has no role", said)

    def test_google_with_the_service_account(self):
        self.service.script("GET /computeMetadata/v1/instance/attributes/user-data",
                            Answer(200, of_file("gs://bucket/some/key")))
        self.service.script("GET /computeMetadata/v1/instance/service-accounts/default/token?scopes="
                            "https://www.googleapis.com/auth/devstorage.read_only",
                            Answer(200, b'{"access_token": "SECRET", "expires_in": 1, "token_type": "Bearer"}',
                                   needs={"Metadata-Flavor": "Google"}))
        self.service.script("GET /storage/v1/b/bucket/o/some%2Fkey?alt=media",
                            Answer(200, OBJECT, needs={"Authorization": "Bearer SECRET"}))
        self.assertEqual(self.provision("gcp")[0], OBJECT)

    def test_google_without_a_service_account_is_asked_without(self):
        self.service.script("GET /computeMetadata/v1/instance/attributes/user-data",
                            Answer(200, of_file("gs://bucket/key")))
        self.service.script("GET /storage/v1/b/bucket/o/key?alt=media",
                            Answer(200, OBJECT, forbids=("Authorization",)))
        self.assertEqual(self.provision("gcp")[0], OBJECT)

    def on_azure(self):

        self.service.script("GET /metadata/instance/compute/userData?api-version=2021-01-01&format=text",
                            Answer(200, base64.b64encode(of_file(f"https://{AZURE}/container/blob"))))

    def test_azure_with_the_identity_of_the_machine(self):
        self.on_azure()
        self.service.script("GET /metadata/identity/oauth2/token?api-version=2018-02-01&resource="
                            "https%3A%2F%2Fstorage.azure.com%2F",
                            Answer(200, b'{"access_token": "SECRET", "token_type": "Bearer"}',
                                   needs={"Metadata": "true"}))
        self.service.script("GET /container/blob",
                            Answer(200, OBJECT, needs={"Authorization": "Bearer SECRET"}))
        self.assertEqual(self.provision("azure")[0], OBJECT)

    def test_azure_without_an_identity_is_asked_without(self):
        self.on_azure()
        self.service.script("GET /container/blob", Answer(200, OBJECT, forbids=("Authorization",)))
        self.assertEqual(self.provision("azure")[0], OBJECT)


if __name__ == "__main__":
    if not IGNITE:
        sys.exit("IGNITE must name the binary to test")
    unittest.main(verbosity=2)
