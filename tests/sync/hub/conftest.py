from hub_support.fixtures import hub, server

__all__ = ["hub", "server"]
