"""Writes the contract as OpenAPI 3.1: `python -m app.platform.contract.openapi`.

The document is JSON, which every YAML reader reads; a test holds the file in step with the models.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from app.platform import contract
from app.platform.contract.answers import ErrorAnswer
from app.platform.contract.endpoints import ENDPOINTS, Endpoint, Parameter
from app.platform.contract.reasons import STATUS_OF_REASON
from resources.paths import resource

_REFERENCE = "#/components/schemas/{model}"
_JSON = "application/json"
_BINARY = "application/octet-stream"


def path() -> Path:
    """Where the document lies."""
    return resource("platform", "openapi.yaml")


def rendered() -> str:
    """The document as it is written to the file."""
    return json.dumps(document(), ensure_ascii=False, indent=2) + "\n"


def document() -> dict[str, Any]:
    """The whole contract."""
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in ENDPOINTS:
        paths.setdefault(endpoint.path, {})[endpoint.method] = _operation(endpoint)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Tongban provincial platform",
            "version": contract.VERSION,
            "description": "What a window-clerk station tells the provincial platform, and what it is told. "
            f"Every answer carries {contract.PLATFORM_HEADER}: <province id>;{contract.VERSION}.",
        },
        "paths": paths,
        "components": {"schemas": _schemas()},
    }


def _schemas() -> dict[str, Any]:
    models: dict[type[BaseModel], None] = {ErrorAnswer: None}
    for endpoint in ENDPOINTS:
        models |= dict.fromkeys(model for model in (endpoint.body, *endpoint.successes.values()) if model)
    _, definitions = models_json_schema([(model, "validation") for model in models], ref_template=_REFERENCE)
    schemas: dict[str, Any] = definitions["$defs"]
    return schemas


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    responses: dict[str, Any] = {}
    for status, model in endpoint.successes.items():
        responses[str(status)] = _response("Done" if status < 400 else "Not there", model)
    for status in sorted({STATUS_OF_REASON[reason] for reason in endpoint.refusals}):
        reasons = [reason.value for reason in endpoint.refusals if STATUS_OF_REASON[reason] == status]
        responses[str(status)] = _response(", ".join(reasons), ErrorAnswer)
    operation: dict[str, Any] = {"summary": endpoint.summary, "responses": responses}
    if endpoint.parameters:
        operation["parameters"] = [_parameter(parameter) for parameter in endpoint.parameters]
    if endpoint.body:
        operation["requestBody"] = {"required": True, "content": {_JSON: {"schema": _reference(endpoint.body)}}}
    elif endpoint.binary_body:
        schema = {"type": "string", "format": "binary"}
        operation["requestBody"] = {"required": True, "content": {_BINARY: {"schema": schema}}}
    return operation


def _response(description: str, model: type | None) -> dict[str, Any]:
    mark = {"description": "<province id>;" + contract.VERSION, "required": True, "schema": {"type": "string"}}
    response: dict[str, Any] = {"description": description, "headers": {contract.PLATFORM_HEADER: mark}}
    if model is not None:
        response["content"] = {_JSON: {"schema": _reference(model)}}
    return response


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": parameter.place,
        "required": parameter.required,
        "description": parameter.description,
        "schema": {"type": parameter.kind},
    }


def _reference(model: type) -> dict[str, str]:
    return {"$ref": _REFERENCE.format(model=model.__name__)}


if __name__ == "__main__":
    path().write_text(rendered(), encoding="utf-8")
