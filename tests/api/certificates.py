# SPDX-License-Identifier: Apache-2.0
"""Certificates for servers of the tests, made by the openssl command."""

import pathlib
import ssl
import subprocess


class Certificate:
    """Signed by itself, for 127.0.0.1 and localhost; the files are replaced when another is made in their place."""

    def __init__(self, folder, kind="ec"):
        folder = pathlib.Path(folder)
        folder.mkdir(exist_ok=True)
        self.certificate = folder / "certificate.pem"
        self.key = folder / "key.pem"
        key = {"ec": ["ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"], "rsa": ["rsa:2048"]}[kind]
        subprocess.run(["openssl", "req", "-x509", "-newkey", *key, "-nodes", "-days", "30", "-subj", "/CN=localhost",
                        "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", self.key,
                        "-out", self.certificate], check=True, capture_output=True)
        self.serial = subprocess.run(["openssl", "x509", "-noout", "-serial", "-in", self.certificate], check=True,
                                     capture_output=True, text=True).stdout.strip().split("=")[1]

    def settings(self):
        return {"tls_certificate_file": self.certificate, "tls_key_file": self.key}

    def client(self):
        """What trusts this certificate as it is now, and nothing else."""
        context = ssl.create_default_context(cafile=str(self.certificate))
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context


def greeted_serial(host, port):
    """The serial number of the certificate that a new connection is shown."""
    pem = ssl.get_server_certificate((host, port))
    text = subprocess.run(["openssl", "x509", "-noout", "-serial"], input=pem, check=True, capture_output=True,
                          text=True).stdout
    return text.strip().split("=")[1]
