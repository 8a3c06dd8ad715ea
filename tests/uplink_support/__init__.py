"""What the uplink's tests share: a lane with a real store and its line to a simulated PhMS."""
