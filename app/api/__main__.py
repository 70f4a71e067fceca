"""Write the contract on standard output: `python -m app.api > docs/openapi.json`."""

import sys

from app.api.contract import written
from app.api.registration import contract_alone

sys.stdout.write(written(contract_alone()))
