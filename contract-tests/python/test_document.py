"""The committed document is an OpenAPI 3.1 document, as the meta-schema of the OpenAPI Initiative has it."""

from pathlib import Path

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from openapi_spec_validator.readers import read_from_filename

DOCUMENT = Path(__file__).parents[2] / "openapi" / "openapi.yaml"


def test_it_is_valid_by_its_meta_schema() -> None:
    document, _ = read_from_filename(str(DOCUMENT))
    assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_the_validator_would_find_a_mistake() -> None:
    document, _ = read_from_filename(str(DOCUMENT))
    broken = {**document, "paths": {"/health": {"get": {"responses": "none"}}}}
    with pytest.raises(Exception, match="none"):
        OpenAPIV31SpecValidator(broken).validate()
