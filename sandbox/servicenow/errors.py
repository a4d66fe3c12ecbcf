"""The REST API's refusals, in the instance's own words."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """An answer in the error envelope: `{"error": {"message", "detail"}, "status": "failure"}`."""

    def __init__(
        self, status: int, message: str, detail: str | None = None, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(f"{status} {message}: {detail}")
        self.status = status
        self.message = message
        self.detail = detail
        self.headers = headers or {}

    @property
    def payload(self) -> dict[str, Any]:
        """The body."""
        return envelope(self.message, self.detail)


def envelope(message: str, detail: str | None) -> dict[str, Any]:
    """The error body of every REST API."""
    return {"error": {"message": message, "detail": detail}, "status": "failure"}


def not_authenticated() -> ApiError:
    """401: no, wrong or expired credentials."""
    return ApiError(401, "User Not Authenticated", "Required to provide Auth information")


def not_authorized(detail: str = "Failed API level ACL Validation") -> ApiError:
    """403: refused before the table is looked at."""
    return ApiError(403, "User Not Authorized", detail)


def invalid_table(name: str) -> ApiError:
    """400: no such table."""
    return ApiError(400, f"Invalid table {name}")


def no_record() -> ApiError:
    """404: unknown, or hidden; the two look the same."""
    return ApiError(404, "No Record found", "Record doesn't exist or ACL restricts the record retrieval")


def unreadable(detail: str | None = None) -> ApiError:
    """403: the table, or a field of the query."""
    return ApiError(403, "Insufficient rights to query records", detail)


def unreadable_query() -> ApiError:
    """403: the query names a field the user may not search by."""
    return unreadable("Field(s) present in the query do not have permission to be read")


def write_denied(verb: str) -> ApiError:
    """403: an access rule on the row; `verb` is Insert, Update or Delete."""
    return ApiError(403, "Operation Failed", f"ACL Exception {verb} Failed due to security constraints")


def aborted(table: str, rule: str, rule_id: str) -> ApiError:
    """403: a business rule stopped the write."""
    detail = (
        f"Operation against file '{table}' was aborted by Business Rule '{rule}^{rule_id}'. Business Rule Stack:{rule}"
    )
    return ApiError(403, "Operation Failed", detail)


def mandatory(labels: list[str]) -> ApiError:
    """403: a data policy wants these fields, named by their labels."""
    return ApiError(
        403, "Operation Failed", f"Data Policy Exception: The following fields are mandatory: {', '.join(labels)}"
    )


def duplicate_key(sys_id: str, status: int) -> ApiError:
    """The primary key exists already."""
    detail = f"Unique Key violation detected by database (Duplicate entry '{sys_id}' for key 'PRIMARY')"
    return ApiError(status, "Operation Failed", detail)


def bad_request(detail: str) -> ApiError:
    """400: the request could not be read."""
    return ApiError(400, "Exception while reading request", detail)


def no_resource() -> ApiError:
    """400: the path leads to no API."""
    return ApiError(400, "Requested URI does not represent any resource")
