"""Prints what mitmproxy saw, one JSON line an answer. Run by mitmproxy's own Python: it needs nothing of ours."""

import base64
import hashlib
import json
import sys
from pathlib import Path

from mitmproxy import http, io

with Path(sys.argv[1]).open("rb") as stream:
    for flow in io.FlowReader(stream).stream():
        if isinstance(flow, http.HTTPFlow) and flow.response is not None:
            if flow.response.raw_content is None:  # the server broke off
                continue
            decoded = flow.response.get_content(strict=True)
            print(
                json.dumps(
                    {
                        "path": flow.request.path.partition("?")[0],
                        "method": flow.request.method,
                        "posted": base64.b64encode(flow.request.raw_content).decode(),
                        "status": flow.response.status_code,
                        "wire_bytes": len(flow.response.raw_content),
                        "length": len(decoded),
                        "sha256": hashlib.sha256(decoded).hexdigest(),
                        "first_20_mib_sha256": hashlib.sha256(decoded[: 20 << 20]).hexdigest(),
                    }
                )
            )
