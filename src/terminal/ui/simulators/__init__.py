"""Windows of the simulated devices: what a person at the counter sees and does with real ones.

Rules that hold here: a window never touches a device; it asks on the device's own thread and shows
what comes back, without ever waiting; every button says a command of the device's console.
"""
