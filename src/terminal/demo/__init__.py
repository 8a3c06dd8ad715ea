"""The demo: a pharmacy of invented people with simulated devices at the other end of real wires."""
