"""No change is forgotten: the crash tests know every method of every port."""

from __future__ import annotations

from connector.ports import TicketStore
from tests.crash.effects import MEASURES, NOT_CRASHED, READS, WRITES, methods_of, port_classes, port_methods


def test_every_port_method_is_marked_once() -> None:
    """
    A new method must be marked as reading, writing or measuring; a mark without a method must go.
    """
    assert len(WRITES) + len(READS) + len(MEASURES) == len(WRITES | READS | MEASURES)
    assert port_methods() == WRITES | READS | MEASURES


def test_exemptions_are_of_writing_methods() -> None:
    """
    A method that went takes its exemption along.
    """
    assert NOT_CRASHED.keys() <= WRITES


def test_ports_are_found_where_they_stand() -> None:
    """
    The list comes from the Protocol classes themselves.
    """
    assert TicketStore in port_classes()
    assert "save" in methods_of(TicketStore)
