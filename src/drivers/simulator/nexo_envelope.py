"""How a simulated nexo terminal opens what is posted and seals what it answers, or fails to."""

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from drivers.simulator.nexo_answers import Asked, response_to
from drivers.simulator.nexo_script import PLAIN_TRAVEL, Faults, Travel
from drivers.simulator.nexo_secrets import NotOurs, Secrets

MAX_SERVICE_ID = 10


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """A status and a body, and how they get over the network."""

    status: int
    body: bytes
    travel: Travel = PLAIN_TRAVEL


def read_request(secrets: Secrets, poi_id: str, body: bytes) -> Asked:
    """Open a request; `NotOurs`, ValueError, KeyError or TypeError if it is none for us."""
    plain = secrets.open(json.loads(body)["SaleToPOIRequest"])
    message = json.loads(plain, parse_float=Decimal)["SaleToPOIRequest"]
    header = message.pop("MessageHeader")
    if header["POIID"] != poi_id or header["MessageType"] != "Request":
        raise NotOurs
    if not 1 <= len(header["ServiceID"]) <= MAX_SERVICE_ID:
        raise ValueError("a ServiceID has 1 to 10 characters")
    return Asked(header["MessageCategory"], header["ServiceID"], header["SaleID"], poi_id, message)


def write_answer(
    secrets: Secrets, asked: Asked, body: dict[str, Any], faults: Faults
) -> HttpAnswer:
    """Seal an answer, with whatever is to be wrong about it."""
    if faults.garbage is not None:
        return HttpAnswer(faults.status, faults.garbage, faults.travel)
    message = response_to(asked, body)
    header = message["MessageHeader"]
    header["ServiceID"] = faults.other_service_id or header["ServiceID"]
    header["POIID"] = faults.other_poi_id or header["POIID"]
    if faults.other_ref and "SaleData" in body:
        body["SaleData"]["SaleTransactionID"] = {"TransactionID": faults.other_ref}
    plain = {"SaleToPOIResponse": message}
    if faults.in_clear:
        return HttpAnswer(faults.status, json.dumps(plain).encode(), faults.travel)
    sealed = secrets.close(json.dumps(plain).encode())
    if faults.wrong_hmac:
        sealed["SecurityTrailer"]["Hmac"] = sealed["SecurityTrailer"]["Hmac"][::-1]
    whole = {"SaleToPOIResponse": {"MessageHeader": header, **sealed}}
    return HttpAnswer(faults.status, json.dumps(whole).encode(), faults.travel)
