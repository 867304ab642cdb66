"""What the gateway and the stub upstream say, as JSON."""

from typing import TypedDict


class Eco(TypedDict):
    energy_wh: float
    carbon_g: float
    carbon_per_1k_tokens_g: float
    accuracy: str
    methodology_version: str


class Step(TypedDict, total=False):
    """One upstream of a routing trace."""

    provider: str
    region: str
    model: str
    picked: bool
    why: str
    carbon_per_1k_tokens_g: float
    carbon_g: float
    saved_carbon_g: float


class Record(TypedDict, total=False):
    generation_id: str
    created_at: str
    completed_at: str
    key_id: str
    requested_model: str
    resolved_model: str
    provider: str
    region: str
    prompt_tokens: int
    completion_tokens: int
    total_tokens: int
    cached_tokens: int
    usage_estimated: bool
    latency_ms: int
    cost_credits: float
    eco: Eco
    eco_omitted: str
    status: str
    error_code: str
    routing_trace: list[Step]


class Block(TypedDict, total=False):
    """The `lowrouter` object of a completion."""

    generation_id: str
    provider: str
    region: str
    fallback_from_region: str
    eco: Eco


class Listed(TypedDict, total=False):
    """A model or a provider."""

    id: str
    regions: list[str]
    models: list[str]


class Error(TypedDict):
    message: str
    type: str
    param: str | None
    code: str


class Usage(TypedDict, total=False):
    prompt_tokens: int
    completion_tokens: int
    total_tokens: int
    prompt_tokens_details: dict[str, int]


class Answer(TypedDict, total=False):
    """Any answer of the gateway, and any event of a stream."""

    model: str
    usage: Usage
    lowrouter: Block
    error: Error
    data: list[Listed]
    status: str
    methodology_version: str


class SeenRequest(TypedDict):
    """What an upstream was asked."""

    place: str
    body: dict[str, object]
    authorization: str | None


class Seen(TypedDict):
    requests: list[SeenRequest]
    aborted: int
    finished: int
