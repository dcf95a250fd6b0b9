"""Calls a server with what openapi-python-client made of its document: `generated_client.py URL FOLDER`."""

from __future__ import annotations

import sys

url, folder = sys.argv[1:]
sys.path.insert(0, folder)

from flow_lang_client import Client, models  # noqa: E402
from flow_lang_client.api.order_processor import (  # noqa: E402
    execute_order_processor,
    executions_of_order_processor,
)
from flow_lang_client.api.server import get_health, list_flows  # noqa: E402

client = Client(base_url=url)
flows = list_flows.sync(client=client)
assert isinstance(flows, list), flows
assert {flow.name for flow in flows} >= {"OrderProcessor"}, flows
health = get_health.sync(client=client)
assert isinstance(health, models.Health), health
assert health.status == "healthy", health
inputs = models.OrderProcessorInputs(order_id="ord_123", customer_id="cust_456")
result = execute_order_processor.sync(client=client, body=inputs)
assert isinstance(result, models.OrderProcessorSuccess), result
assert result.outputs.status == "confirmed", result
page = executions_of_order_processor.sync(client=client, limit=1)
assert isinstance(page, models.ExecutionList), page
assert page.items[0].execution_id == result.execution_id, page
