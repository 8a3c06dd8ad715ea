"""A small PhMS on loopback for the demo and the tests, speaking our FHIR profile."""

from sync.simulator.faults import Fault, FaultKind
from sync.simulator.phms import PhmsSimulator, PickedUp

__all__ = ["Fault", "FaultKind", "PhmsSimulator", "PickedUp"]
