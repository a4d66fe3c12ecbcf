"""Plain objects in place of the protobuf messages the worker library reads and makes."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any


class Message(SimpleNamespace):
    """Any message whose fields are only carried."""


class TypedData:
    """A value with its kind: one of string, json, bytes, int, double, http. Without a field: no value."""

    def __init__(self, **field: Any) -> None:
        self.kind = next(iter(field), None)
        self.__dict__.update(field)

    def WhichOneof(self, _: str) -> str | None:  # noqa: N802 - protobuf's name
        """The kind."""
        return self.kind


class ParameterBinding(Message):
    """A named argument (`name`, `data`)."""

    def WhichOneof(self, _: str) -> str:  # noqa: N802 - protobuf's name
        """Always "data": there is no shared memory here."""
        return "data"


class BindingInfo(Message):
    """A binding's direction and data type, numbered as the SDK numbers them."""

    undefined = 0
    out = 1
    inout = 2


class StatusResult(Message):
    """Success or failure, with an `exception`."""

    Failure, Success = 0, 1
    exception: Any = None


class _SameSite:
    Lax, Strict, ExplicitNone = "lax", "strict", "none"


setattr(_SameSite, "None", None)  # Protobuf's name for "not said" cannot be written in a class body.


class RpcHttpCookie(Message):
    """One Set-Cookie of an answer."""

    SameSite = _SameSite


class Nullable:
    """An optional scalar of a message."""

    def __init__(self, value: Any) -> None:
        self.value = value


class Timestamp:
    """Seconds since 1970."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds


PROTOS = SimpleNamespace(
    BindingInfo=BindingInfo,
    FunctionMetadataResponse=Message,
    InvocationResponse=Message,
    NullableBool=Nullable,
    NullableDouble=Nullable,
    NullableString=Nullable,
    NullableTimestamp=Nullable,
    ParameterBinding=ParameterBinding,
    RpcException=Message,
    RpcFunctionMetadata=Message,
    RpcHttp=Message,
    RpcHttpCookie=RpcHttpCookie,
    RpcRetryOptions=Message,
    StatusResult=StatusResult,
    Timestamp=Timestamp,
    TypedData=TypedData,
    WorkerInitResponse=Message,
    WorkerMetadata=Message,
)
"""What the library calls `protos`."""
