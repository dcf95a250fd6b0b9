"""Reads answers of a server with what datamodel-code-generator made of its document: `generated_models.py URL FILE`."""

from __future__ import annotations

import importlib.util
import json
import sys
import urllib.request

url, file = sys.argv[1:]
spec = importlib.util.spec_from_file_location("models", file)
assert spec is not None
assert spec.loader is not None
models = importlib.util.module_from_spec(spec)
sys.modules["models"] = models
spec.loader.exec_module(models)

inputs = models.OrderProcessorInputs(order_id="ord_123", customer_id="cust_456")
body = inputs.model_dump_json(exclude_none=True).encode()
headers = {"Content-Type": "application/json"}
request = urllib.request.Request(f"{url}/flows/OrderProcessor/execute", body, headers)
with urllib.request.urlopen(request, timeout=30) as response:
    result = models.OrderProcessorResult.model_validate_json(response.read())
assert result.root.outputs.root.status == "confirmed", result

request = urllib.request.Request(f"{url}/flows/OrderProcessor/execute/stream", body, headers)
with urllib.request.urlopen(request, timeout=30) as response:
    lines = response.read().decode().split("\n")
events = [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: ")]
read = [models.OrderProcessorEvent.model_validate(event) for event in events]
assert read, events
assert events[-1]["type"] == "flow_completed", events
