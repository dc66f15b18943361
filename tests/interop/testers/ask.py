"""ask.py BASE: what scim2-tester and scim-sanity say of the server at BASE, as lines of JSON:
{"by", "check", "of" (a resource type or phase), "says" (what became of the check), "reason"}.

The bearer token is read from SCIM_TOKEN. Both programs create, change and delete resources.
"""

import json
import os
import subprocess
import sys

from httpx2 import Client
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import check_server


def say(by, check, of, says, reason):
    print(json.dumps({"by": by, "check": check, "of": of or "", "says": says, "reason": reason or ""}))


def scim2_tester(base, token):
    http = Client(base_url=base, headers={"Authorization": f"Bearer {token}"}, timeout=60, trust_env=False)
    # Without models of its own it learns them from the server's discovery.
    for result in check_server(SyncSCIMClient(http)):
        say("scim2-tester", result.title, result.resource_type, result.status.name.lower(), result.reason)


def scim_sanity(base, token):
    # Its exit status only repeats whether a check failed.
    command = [sys.executable, "-m", "scim_sanity", "probe", base, "--token", token, "--user-domain", "example.com"]
    ended = subprocess.run(command + ["--json-output", "--i-accept-side-effects"], capture_output=True, text=True, timeout=300)
    try:
        results = json.loads(ended.stdout)["results"]
    except (ValueError, KeyError):
        sys.exit(f"scim-sanity gave no results: {ended.stdout}{ended.stderr}")
    for result in results:
        say("scim-sanity", result["name"], result["phase"], result["status"], result.get("message"))


scim2_tester(sys.argv[1], os.environ["SCIM_TOKEN"])
scim_sanity(sys.argv[1], os.environ["SCIM_TOKEN"])
