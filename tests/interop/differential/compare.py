"""Answers cases with the code of scim2-server and scim2-models, written by others.

Reads JSON lines on standard input, writes one JSON line for each on standard output. The first line
is {"models": {NAME: {"core": SCHEMA, "extensions": [SCHEMA, ..]}}}. Then, each with a "model":
  {"kind": "filter", "filter": TEXT, "resource": JSON}        -> {"matches": BOOL}
  {"kind": "sort", "by": PATH, "descending": BOOL, "resources": [JSON, ..]} -> {"order": [id, ..]}
  {"kind": "patch", "message": JSON, "resource": JSON, "ours": JSON or null}
        -> {"resource": JSON, "ours": the given result read and written by the same code}
An answer to a refused case is {"error": scimType, "detail": TEXT}.
"""

import json
import sys
from functools import reduce
from operator import or_

from pydantic import ValidationError
from scim2_models import Context
from scim2_models import Extension
from scim2_models import PatchOp
from scim2_models import Resource
from scim2_models import Schema
from scim2_models import SCIMException
from scim2_models import SearchRequest
from scim2_server.service import scim_exception_of


def build(description):
    core = Resource.from_schema(Schema.model_validate(description["core"]))
    extensions = [Extension.from_schema(Schema.model_validate(e)) for e in description["extensions"]]
    return core[reduce(or_, extensions)] if extensions else core


def dump(resource):
    return resource.model_dump(scim_ctx=Context.DEFAULT)


def answer(models, case):
    model = models[case["model"]]
    if case["kind"] == "filter":
        # As the server reads a query: this is what refuses attributes nobody declares.
        request = SearchRequest[model].model_validate(
            {"filter": case["filter"]}, scim_ctx=Context.SEARCH_REQUEST
        )
        return {"matches": request.filter.match(model.model_validate(case["resource"]))}
    if case["kind"] == "sort":
        order = "descending" if case["descending"] else "ascending"
        request = SearchRequest[model].model_validate(
            {"sortBy": case["by"], "sortOrder": order}, scim_ctx=Context.SEARCH_REQUEST
        )
        resources = [model.model_validate(resource) for resource in case["resources"]]
        return {"order": [resource.id for resource in request.sort(resources)]}
    if case["kind"] == "patch":
        resource = model.model_validate(case["resource"])
        patch = PatchOp[model].model_validate(case["message"], scim_ctx=Context.RESOURCE_PATCH_REQUEST)
        patch.patch(resource)
        ours = case["ours"]
        return {
            "resource": dump(resource),
            "ours": None if ours is None else dump(model.model_validate(ours)),
        }
    raise ValueError(case["kind"])


def main():
    models = {name: build(d) for name, d in json.loads(sys.stdin.readline())["models"].items()}
    for line in sys.stdin:
        try:
            result = answer(models, json.loads(line))
        except ValidationError as error:
            found = scim_exception_of(error)
            result = {"error": found.scim_type or "none", "detail": str(found)}
        except SCIMException as error:
            result = {"error": error.scim_type or "none", "detail": str(error)}
        except Exception as error:  # A crash of the reference is a finding too, not the end.
            result = {"error": "crash", "detail": f"{type(error).__name__}: {error}"}
        print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
