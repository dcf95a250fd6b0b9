"""What a Python user writes, to watch a flow run and to get its result."""

import json
import sys
from pathlib import Path

from flowlang.client import FlowLangClient

EXAMPLES = Path(__file__).parents[2] / "examples"


def main(base_url: str) -> None:
    inputs = json.loads((EXAMPLES / "order_processing" / "test_inputs.json").read_text())
    with FlowLangClient(base_url=base_url) as client:
        for event in client.execute_flow_stream("OrderProcessor", inputs):
            print(f"  {event.seq:>2}  {event.type:<16} {event.step_id or ''}")

        result = client.execute_flow("OrderProcessor", inputs)
        print(result.outputs if result.success else result.error)


if __name__ == "__main__":
    main(sys.argv[1])
