"""Every endpoint of the contract: what it takes, what it answers, which refusals it knows."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.platform import contract
from app.platform.contract import answers, case_fact, checkpoint_fact, licence_query, rating_fact
from app.platform.contract.reasons import Reason


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an endpoint."""

    name: str
    place: str  # path, query or header
    description: str
    required: bool = True
    kind: str = "string"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method on one path. `successes` gives the model by status (None: no body)."""

    method: str
    path: str
    summary: str
    successes: dict[int, type[answers.Answer] | None]
    parameters: tuple[Parameter, ...] = ()
    body: type[case_fact.Element] | None = None
    binary_body: bool = False
    refusals: tuple[Reason, ...] = field(default=())


STATION = Parameter(contract.STATION_HEADER, "header", "Code of the sending station")
INSTALLATION = Parameter(
    contract.INSTALLATION_HEADER, "header", "Which of the station's machines sends; required by a wipe", required=False
)
SENT_AT = Parameter(contract.SENT_AT_HEADER, "header", "The station's clock, ISO 8601 in UTC")
KEY = Parameter(contract.KEY_HEADER, "header", "Fixed when the fact was made, never renewed")
BODY_HASH = Parameter(contract.BODY_HASH_HEADER, "header", "SHA-256 of the plain body, lower-case hex")
CASE_ID = Parameter("case_id", "path", "Identifier the station gave the case (UUIDv7)")
SHA256 = Parameter("sha256", "path", "SHA-256 of the blob, lower-case hex")
ALWAYS = (
    Reason.BAD_REQUEST,
    Reason.CLOCK_SKEW,
    Reason.UNAUTHORISED,
    Reason.STATION_UNKNOWN,
    Reason.STATION_WIPED,
    Reason.TOO_BUSY,
)

ENDPOINTS = (
    Endpoint(
        "put",
        "/v1/cases/{case_id}",
        "Store a received case; the same fact again gets the same answer",
        {200: answers.CaseReceipt, 201: answers.CaseReceipt},
        (CASE_ID, STATION, INSTALLATION, SENT_AT, KEY, BODY_HASH),
        body=case_fact.CaseFact,
        refusals=(
            *ALWAYS,
            Reason.BODY_DAMAGED,
            Reason.KEY_CONFLICT,
            Reason.CASE_EXISTS,
            Reason.NUMBER_REFUSED,
            Reason.TOO_LARGE,
        ),
    ),
    Endpoint(
        "head",
        "/v1/blobs/{sha256}",
        "Ask whether a blob is there; 200 carries its hash and size as headers and echoes the key",
        {200: None, 404: None},
        (SHA256, STATION, INSTALLATION, SENT_AT, KEY),
    ),
    Endpoint(
        "put",
        "/v1/blobs/{sha256}",
        "Store a blob under its hash",
        {200: answers.BlobReceipt, 201: answers.BlobReceipt},
        (SHA256, STATION, INSTALLATION, SENT_AT, KEY),
        binary_body=True,
        refusals=(*ALWAYS, Reason.BODY_DAMAGED, Reason.TOO_LARGE),
    ),
    Endpoint(
        "post",
        "/v1/cases/{case_id}/complete",
        "Say that all of a case has been sent; it is submitted when nothing is missing",
        {200: answers.CompleteReceipt},
        (CASE_ID, STATION, INSTALLATION, SENT_AT, KEY, BODY_HASH),
        body=case_fact.CompleteFact,
        refusals=(
            *ALWAYS,
            Reason.BODY_DAMAGED,
            Reason.KEY_CONFLICT,
            Reason.CASE_UNKNOWN,
            Reason.MISSING_BLOBS,
            Reason.BLOBS_DIFFER,
            Reason.TOO_LARGE,
        ),
    ),
    Endpoint(
        "put",
        "/v1/cases/{case_id}/rating",
        "Keep the applicant's rating of the service, once; nobody at the window sees it",
        {200: answers.RatingReceipt, 201: answers.RatingReceipt},
        (CASE_ID, STATION, INSTALLATION, SENT_AT, KEY, BODY_HASH),
        body=rating_fact.RatingFact,
        refusals=(*ALWAYS, Reason.BODY_DAMAGED, Reason.KEY_CONFLICT, Reason.CASE_UNKNOWN, Reason.TOO_LARGE),
    ),
    Endpoint(
        "get",
        "/v1/changes",
        "Changes of the station's cases after a cursor, oldest first",
        {200: answers.ChangeList},
        (
            STATION,
            INSTALLATION,
            SENT_AT,
            Parameter("station", "query", "The station whose cases are asked for"),
            Parameter("since", "query", "Cursor of the last answer, empty at the start", required=False),
            Parameter("limit", "query", "Most changes wanted, 1 to 500", required=False, kind="integer"),
        ),
        refusals=(*ALWAYS, Reason.BAD_CURSOR),
    ),
    Endpoint(
        "post",
        "/v1/audit-checkpoints",
        "Keep how far the audit log of an installation goes, and say what was kept last",
        {200: answers.CheckpointReceipt, 201: answers.CheckpointReceipt},
        (STATION, INSTALLATION, SENT_AT, BODY_HASH),
        body=checkpoint_fact.CheckpointFact,
        refusals=(*ALWAYS, Reason.BODY_DAMAGED, Reason.TOO_LARGE),
    ),
    Endpoint(
        "post",
        "/v1/e-licences/query",
        "Ask for an electronic licence, for the originals check of one case and nothing else",
        {200: answers.LicenceAnswer},
        (STATION, INSTALLATION, SENT_AT, BODY_HASH),
        body=licence_query.LicenceQuery,
        refusals=(*ALWAYS, Reason.BODY_DAMAGED, Reason.TOO_LARGE),
    ),
    Endpoint(
        "get",
        "/v1/progress/{number}",
        "Where a case stands, for the applicant",
        {200: answers.Progress},
        (
            Parameter("number", "path", "The platform's number or the receipt number"),
            Parameter("code", "query", "Query code printed on the receipt"),
        ),
        refusals=(Reason.BAD_REQUEST, Reason.NOT_FOUND, Reason.TOO_BUSY),
    ),
    Endpoint("get", "/v1/health", "Whether the platform is there, and what time it has", {200: answers.Health}),
)
