"""The sandbox's own certificate authority, made anew in each run's folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import trustme


@dataclass(frozen=True)
class LocalCertificates:
    """Paths of PEM files: `ca` for clients to trust, `server` with key and chain for servers on loopback."""

    ca: Path
    server: Path


def make_certificates(folder: Path) -> LocalCertificates:
    """A new authority and one server certificate for localhost and 127.0.0.1."""
    folder.mkdir(parents=True, exist_ok=True)
    authority = trustme.CA(organization_name="Connector sandbox")
    server = authority.issue_cert("localhost", "127.0.0.1", "::1")
    files = LocalCertificates(ca=folder / "ca.pem", server=folder / "server.pem")
    authority.cert_pem.write_to_path(str(files.ca))
    server.private_key_and_cert_chain_pem.write_to_path(str(files.server))
    files.server.chmod(0o600)
    return files
