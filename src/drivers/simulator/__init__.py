"""The other end of every cable: simulated devices, with frame code of their own.

Nothing here imports a driver: what both ends misread in the same way would never be found.
"""
